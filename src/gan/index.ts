/** Floor 4: generative adversarial networks. */
export { Gan, type GanParts, type SampleOptions } from "./gan.js";
export { binaryCrossEntropy, nonSaturating, saturating, type GanLoss } from "./losses.js";
export {
  mlpDiscriminator,
  mlpGan,
  mlpGenerator,
  type MlpDiscriminatorOptions,
  type MlpGanOptions,
  type MlpGeneratorOptions,
} from "./architectures/mlp.js";
export type { Discriminator, Generator } from "./networks.js";
export { r1Penalty } from "./regularizers.js";
export { trainGan, type GanMetric, type TrainGanOptions } from "./train.js";
