/** Floor 4: generative adversarial networks. */
export { acgan, acganDiscriminator } from "./architectures/acgan.js";
export type {
  ConditionalDiscriminatorOptions,
  ConditionalOptions,
} from "./architectures/backbones.js";
export {
  conditionalDiscriminator,
  conditionalGan,
  conditionalGenerator,
} from "./architectures/conditional.js";
export {
  dcgan,
  dcganDiscriminator,
  dcganGenerator,
  type DcganDiscriminatorOptions,
  type DcganGeneratorOptions,
  type DcganOptions,
} from "./architectures/dcgan.js";
export {
  deepDiscriminator,
  deepGan,
  deepGenerator,
  type DeepDiscriminatorOptions,
  type DeepGanOptions,
  type DeepGeneratorOptions,
} from "./architectures/deep.js";
export {
  projectionDiscriminator,
  projectionGan,
  projectionGenerator,
} from "./architectures/projection.js";
export {
  resnetDiscriminator,
  resnetGan,
  resnetGenerator,
  type ResnetDiscriminatorOptions,
  type ResnetGanOptions,
  type ResnetGeneratorOptions,
} from "./architectures/resnet.js";
export type { DiscriminatorNormalization, Upsampling } from "./blocks/pieces.js";
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
export type { Conditioning, Discriminator, Generator } from "./networks.js";
export { r1Penalty } from "./regularizers.js";
export { trainGan, type GanMetric, type TrainGanOptions } from "./train.js";
