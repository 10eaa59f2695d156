/** Floor 2: the layers that TF.js lacks. */
export { LeakyReLU } from "./leaky-relu.js";
