/** One toolkit for the latent space of every family, over {@link LatentModel}. */
export { analogy, attributeDirection } from "./arithmetic.js";
export { dataCopying, DataCopying, type DataCopyingOptions } from "./copying.js";
export { closedFormDirections, latentDirections, type LatentDirections } from "./directions.js";
export type { FeatureExtractor } from "./features.js";
export {
  latentGrid,
  latentPlane,
  type LatentGridOptions,
  type LatentPlaneOptions,
} from "./grid.js";
export { lerp, slerp, type Fraction, type Interpolation } from "./interpolation.js";
export type { Nearest } from "./nearest.js";
export { NearestNeighbors, nearestNeighbors, type NearestNeighborOptions } from "./neighbors.js";
export {
  interpolate,
  latentPath,
  type InterpolateOptions,
  type LatentPathOptions,
} from "./path.js";
export type { Projection } from "./projected.js";
export { projectToLatent, type ProjectionOptions } from "./projection.js";
export { traversal, type TraversalOptions } from "./traversal.js";
export { truncate, type TruncateOptions } from "./truncate.js";
export type { Latents } from "./vectors.js";
export { latentWalk, type LatentWalkOptions } from "./walk.js";
