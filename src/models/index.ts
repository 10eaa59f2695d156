/** Models: networks on disk, exports, generators that are loaded again, and the average of weights. */
export {
  loadNetwork,
  saveNetwork,
  type CheckpointCard,
  type ModelCard,
  type WeightOptions,
} from "./checkpoint.js";
export { codes, type CodeParts, type Codes, type CodesOptions, type CodeValues } from "./codes.js";
export {
  Decoder,
  type DecodeOptions,
  type ModelWithoutClasses,
  type SampleOptions,
} from "./decoder.js";
export { updateEma } from "./ema.js";
export { exportModel, type Exportable } from "./export.js";
export { firstDenseKernel } from "./first-dense-kernel.js";
export type { Generator } from "./generator.js";
export type { LatentModel } from "./latent-model.js";
export { digitGenerator, loadGenerator, type ExpectedGenerator } from "./load-generator.js";
export { standardNormal, type Prior, type PriorSettings } from "./prior.js";
export { TrainedGenerator } from "./trained-generator.js";
