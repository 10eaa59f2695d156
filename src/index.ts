/** The public face of Ganvas: everything that notebooks and programs import. */
export * as tf from "@tensorflow/tfjs";
export * from "./tensor/index.js";
export * from "./display/index.js";
export * from "./data/index.js";
export * from "./plot/index.js";
export * from "./widgets/index.js";
export * from "./layers/index.js";
export * from "./losses/index.js";
export * from "./augmentation/index.js";
export type { DiscriminatorNormalization, Upsampling } from "./blocks/index.js";
export * from "./models/index.js";
export * from "./training/index.js";
export * from "./adversarial/index.js";
export * from "./search/index.js";
export * from "./metrics/index.js";
export * from "./latent/index.js";
export * from "./gan/index.js";
export * from "./notebook/index.js";
