import type * as tf from "@tensorflow/tfjs";
import type { Optimizer } from "../../tensor/optimizer.js";
import type { RandomKey } from "../../tensor/random/index.js";
import { checkNotNegative, checkPositiveInteger, refusal } from "../../base/errors.js";
import { learningRateAt, type Schedule } from "../schedules.js";

/** The tensors of a batch, by name. */
export type Batch = { readonly [name: string]: tf.Tensor | undefined };

/** The inputs of an update beside its batch. All may change from update to update of one graph. */
export interface PhaseContext {
  /** The training step, from 1, as a float32: beyond 2^24 it is rounded, by less than 1 in 10^7. */
  readonly step: tf.Scalar;
  /**
   * The key of random numbers for one purpose: the same for the same seed, step and purpose,
   * different in every update of a run.
   */
  key(purpose: string): RandomKey & { readonly step: tf.Scalar };
}

/** One of the terms whose weighted sum a phase minimizes. */
export interface Term<Pass, Name extends string = string> {
  /** For example `"discriminator loss"` or `"R1"`: the name under which its value is reported. */
  readonly name: Name;
  /** A number, or a schedule by the training step; default 1. */
  readonly weight?: number | Schedule;
  /**
   * The term is computed in every n-th update of the phase and weighs n times as much then ("lazy
   * regularization", Karras et al. 2020); default 1.
   */
  readonly every?: number;
  /**
   * Where the value is reported: among the metrics, which charts show, among the diagnostics, or
   * nowhere, which saves computing it where only its gradient is needed. A term that is not computed
   * in every update cannot be a metric. Default `"metric"`.
   */
  readonly report?: "metric" | "diagnostic" | "nowhere";
  /** The value without its weight. */
  value(pass: Pass, context: PhaseContext): tf.Scalar;
}

/**
 * A part of a training step that trains some variables with one optimizer.
 *
 * @typeParam Tensors the batch's tensors by name
 * @typeParam Inputs constants of the forward pass; default the batch
 * @typeParam Pass the result of the forward pass, from which the terms are computed
 * @typeParam Metric names of the terms and metrics that every step reports
 */
export interface Phase<
  Tensors extends Batch = Batch,
  Inputs = Tensors,
  Pass = unknown,
  Metric extends string = string,
> {
  /** For example `"discriminator"`; the optimizer's state is saved under this name. */
  readonly name: string;
  /** The symbol of what is trained, for `gradient norm of D`; default the name. */
  readonly symbol?: string;
  /** The variables that are trained; other variables are constants to this phase's gradient. */
  readonly trains: readonly tf.Variable[];
  readonly optimizer: Optimizer;
  /** A number, or a schedule by the training step; takes the place of the optimizer's own. */
  readonly learningRate: number | Schedule;
  /** Updates in one step; default 1. */
  readonly repeats?: number;
  /**
   * Computed before the forward pass; no gradient flows through it: samples for a discriminator, for
   * example. Default the batch itself.
   */
  inputs?(batch: Tensors, context: PhaseContext): Inputs;
  /** Computes what the terms share: outputs of the networks, for example. */
  forward(inputs: Inputs, context: PhaseContext): Pass;
  /** The terms of the loss; at least one. */
  readonly terms: readonly Term<Pass, Metric | (string & {})>[];
  /** Further values for charts, by name. */
  readonly metrics?: { readonly [name in Metric]?: (pass: Pass) => tf.Scalar };
  /** Further values for the doctor and for logs, by name. */
  readonly diagnostics?: { readonly [name: string]: (inputs: Inputs) => tf.Scalar };
  /**
   * Called after every update, as a part of the captured step: EMA, weight clipping, adaptive
   * augmentation.
   *
   * @param value the value that this update reports under a name
   */
  after?(context: PhaseContext, value: (name: string) => tf.Scalar): void;
}

/** Names that a phase reports, in order; terms that are not due are left out by the update. */
export const namesOf = (phase: Phase) => ({
  terms: namesReported(phase, "metric"),
  metrics: Object.keys(phase.metrics ?? {}),
  gradientNorm: `gradient norm of ${phase.symbol ?? phase.name}`,
  diagnostics: [...namesReported(phase, "diagnostic"), ...Object.keys(phase.diagnostics ?? {})],
});

const namesReported = ({ terms }: Phase, where: "metric" | "diagnostic") =>
  terms.filter(({ report = "metric" }) => report === where).map(({ name }) => name);

/**
 * @throws RangeError when `repeats` or a term's `every` is not a positive integer, a weight is not a
 *   finite number, or a learning rate not one of at least 0
 * @throws Error when there are no phases, a phase has no terms, two values have one name, or a term that is not computed
 *   in every update is to be a metric
 */
export function checkPhases(phases: readonly Phase[]): void {
  if (phases.length === 0) {
    throw new Error(
      "A training step is expected to have at least one phase but has none; give it one.",
    );
  }
  const seen = new Set<string>();
  const checkNew = (kind: string, name: string) => {
    if (!seen.has(`${kind} ${name}`)) return seen.add(`${kind} ${name}`);
    throw new Error(
      `Every ${kind} of a training step is expected to have its own name but "${name}" is there ` +
        "twice; rename one of the two.",
    );
  };
  for (const phase of phases) {
    checkNew("phase", phase.name);
    checkPositiveInteger(`repeats of the phase "${phase.name}"`, phase.repeats ?? 1, 5);
    const { name, learningRate } = phase;
    if (typeof learningRate === "number") {
      checkNotNegative(`The learning rate of the phase "${name}"`, learningRate, 0.001);
    }
    if (phase.terms.length === 0) {
      throw new Error(
        `The phase "${phase.name}" is expected to have at least one term but has none; give it one.`,
      );
    }
    for (const term of phase.terms) checkTerm(term);
    const { terms, metrics, gradientNorm, diagnostics } = namesOf(phase);
    for (const name of [...terms, ...metrics, gradientNorm, ...diagnostics]) {
      checkNew("reported value", name);
    }
  }
}

/**
 * The learning rate of a step.
 *
 * @throws RangeError when the schedule gives no finite number of at least 0
 */
export function phaseRateAt({ name, learningRate }: Phase, step: number): number {
  const rate = learningRateAt(learningRate, step);
  if (Number.isFinite(rate) && rate >= 0) return rate;
  throw wrongSchedule(
    `The learning rate of the phase "${name}"`,
    `${FINITE} of at least 0`,
    rate,
    step,
  );
}

/**
 * The weight of a term in a step.
 *
 * @throws RangeError when the schedule gives no finite number
 */
export function weightAt({ name, weight = 1 }: Term<unknown>, step: number): number {
  const value = learningRateAt(weight, step);
  if (Number.isFinite(value)) return value;
  throw wrongSchedule(`The weight of the term "${name}"`, FINITE, value, step);
}

const FINITE = "a finite number";

function wrongSchedule(name: string, expected: string, value: unknown, step: number): RangeError {
  const actual = `${String(value)} at step ${step}`;
  return new RangeError(refusal(name, expected, actual, "correct its schedule"));
}

function checkTerm({ name, weight = 1, every = 1, report = "metric" }: Term<unknown>): void {
  checkPositiveInteger(`every of the term "${name}"`, every, 16);
  if (typeof weight === "number" && !Number.isFinite(weight)) {
    throw new RangeError(
      `The weight of the term "${name}" is expected to be a finite number but is ${weight}; pass ` +
        "for example 1.",
    );
  }
  if (every > 1 && report === "metric") {
    throw new Error(
      `The term "${name}" is expected not to be a metric, because it is computed once in ${every} ` +
        `updates only, but is one; set report: "diagnostic".`,
    );
  }
}
