/** One file for each GAN, after its paper. */
export { acgan, acganDiscriminator } from "./acgan.js";
export type { ConditionalDiscriminatorOptions, ConditionalOptions } from "./conditional-options.js";
export { conditionalDiscriminator, conditionalGan, conditionalGenerator } from "./conditional.js";
export {
  dcgan,
  dcganDiscriminator,
  dcganGenerator,
  type DcganDiscriminatorOptions,
  type DcganGeneratorOptions,
  type DcganOptions,
} from "./dcgan.js";
export {
  deepDiscriminator,
  deepGan,
  deepGenerator,
  type DeepDiscriminatorOptions,
  type DeepGanOptions,
  type DeepGeneratorOptions,
} from "./deep.js";
export {
  infoGan,
  infoGanDiscriminator,
  infoGanGenerator,
  type InfoGanDiscriminatorOptions,
  type InfoGanGeneratorOptions,
  type InfoGanOptions,
} from "./infogan.js";
export { projectionDiscriminator, projectionGan, projectionGenerator } from "./projection.js";
export {
  resnetDiscriminator,
  resnetGan,
  resnetGenerator,
  type ResnetDiscriminatorOptions,
  type ResnetGanOptions,
  type ResnetGeneratorOptions,
} from "./resnet.js";
export {
  mlpDiscriminator,
  mlpGan,
  mlpGenerator,
  type MlpDiscriminatorOptions,
  type MlpGanOptions,
  type MlpGeneratorOptions,
} from "./mlp.js";
