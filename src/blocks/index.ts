/** The layers and stages that architectures are made of. */
export { checkDepth, type DepthOf } from "./depth.js";
export { startingGrid, type Grid } from "./grid.js";
export { appendLabels, appendPlanes, projection } from "./labels.js";
export {
  batchNorm,
  batchNormRelu,
  conv2d,
  dense,
  LEAKY_RELU_SLOPE,
  leakyRelu,
  normalize,
  relu,
  upsample,
  upsampleConv,
  type Conv2d,
  type Dense,
  type DiscriminatorNormalization,
  type Symbolic,
  type Upsampling,
} from "./layers.js";
export { residualDown, residualUp, type ResidualDown, type ResidualUp } from "./residual.js";
export {
  convBlock,
  head,
  logit,
  mappingLayers,
  toGrid,
  type ConvBlock,
  type GridSettings,
  type Head,
} from "./stages.js";
