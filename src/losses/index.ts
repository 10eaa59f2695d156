/** Losses: pure functions on tensors, and the games between generator and discriminator. */
export * from "./adversarial/index.js";
export { binaryCrossEntropy } from "./binary-cross-entropy.js";
export { classificationLoss } from "./classification.js";
export { featureMatching } from "./feature-matching.js";
export { l1Loss, l2Loss, perceptualLoss } from "./pixel.js";
