/** Floor 3: judging samples. */
export { checkerboard } from "./checkerboard.js";
export { Classifier, digitClassifier, digitClassifierNetwork } from "./classifier.js";
export { judge, type Judgement } from "./judge.js";
