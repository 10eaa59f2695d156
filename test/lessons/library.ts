/** All that a lesson may import: the root's TensorFlow.js and every entry of the package. */
export { tf } from "../../src/index.js";
export * from "../../src/adversarial/index.js";
export * from "../../src/augmentation/index.js";
export * from "../../src/blocks/index.js";
export * from "../../src/data/index.js";
export * from "../../src/display/index.js";
export * from "../../src/gan/index.js";
export * from "../../src/latent/index.js";
export * from "../../src/layers/index.js";
export * from "../../src/losses/index.js";
export * from "../../src/metrics/index.js";
export * from "../../src/models/index.js";
export * from "../../src/notebook/index.js";
export * from "../../src/plot/index.js";
export * from "../../src/search/index.js";
export * from "../../src/tensor/index.js";
export * from "../../src/training/index.js";
export * from "../../src/widgets/index.js";
