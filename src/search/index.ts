/** Search for hyper-parameters by a validation metric. */
export type { SearchOptions } from "./options.js";
export { search } from "./search.js";
export { SearchStopped } from "./stopped.js";
export type { RunTrial } from "./run-trial.js";
export {
  choice,
  integer,
  logUniform,
  uniform,
  type Choice,
  type Configuration,
  type Interval,
  type Parameter,
  type ParameterValue,
  type Space,
} from "./space.js";
export {
  gridSearch,
  randomSearch,
  successiveHalving,
  type GridSearchOptions,
  type RandomSearchOptions,
  type Round,
  type SearchStrategy,
  type SuccessiveHalvingOptions,
} from "./strategies.js";
export type { Objective, SearchTrial, TrialContext, TrialResult } from "./trial.js";
