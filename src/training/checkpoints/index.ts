/** Checkpoints on the disk: from options through the files' format to what stays and what goes. */
export { Checkpoints, checkpoints, type CheckpointEntry } from "./checkpoints.js";
export type { CheckpointHeader, Position } from "./format.js";
export { CODE, type Json, type RunIdentity } from "./identity.js";
export type { BestOptions, CheckpointOptions } from "./options.js";
export type { Resumed } from "./resume.js";
export { sizeInBytes } from "./weights.js";
