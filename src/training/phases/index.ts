/**
 * A training step as named phases of named, weighted terms: `phase.ts` says what a phase is,
 * `update.ts` runs and captures one, `phased-run.ts` makes a run of several.
 */
export { describeSettings } from "./identity.js";
export type { Batch, Phase, PhaseContext, Term } from "./phase.js";
export { phasedRun, type PhasedRunOptions } from "./phased-run.js";
export { updatePhase, type PhaseUpdate } from "./update.js";
