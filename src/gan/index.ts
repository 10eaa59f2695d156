/** Floor 4: generative adversarial networks. */
export { Gan, type GanParts, type SampleOptions } from "./gan.js";
export * from "./augmentation/index.js";
export * from "./losses/index.js";
export {
  mlpDiscriminator,
  mlpGan,
  mlpGenerator,
  type MlpDiscriminatorOptions,
  type MlpGanOptions,
  type MlpGeneratorOptions,
} from "./architectures/mlp.js";
export type { Discriminator, Generator } from "./networks.js";
export * from "./regularizers/index.js";
export { trainGan, type GanMetric, type TrainGanOptions } from "./train.js";
