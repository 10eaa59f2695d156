import {
  aFunction,
  aNumber,
  checkArgument,
  checkOptions,
  either,
  required,
} from "../base/arguments.js";
import { checkPositiveInteger } from "../tensor/shape.js";

/**
 * A learning rate as a function of the step, from 1. It depends on nothing else, so that a resumed
 * run goes on with the right rate. Two rates for two networks make the two time-scale rule (Heusel
 * et al. 2017).
 */
export interface Schedule {
  (step: number): number;
  /** Says which one it is, for a checkpoint's identity. */
  readonly description?: string;
}

/** A learning rate: a number, or a function of the step. */
export const aLearningRate = either(aNumber(2e-4), aFunction("linearDecay({ from: 2e-4, steps })"));

/** The same rate at every step. */
export function constant(rate: number): Schedule {
  return described(() => rate, `constant ${rate}`);
}

/** Where a decaying rate begins and ends. */
export interface DecayOptions {
  /** The rate of the first step. */
  readonly from: number;
  /** The rate of the last step and of all after it; default 0. */
  readonly to?: number;
  /** How many steps the way takes. */
  readonly steps: number;
}

const DECAY = { from: required(aNumber(2e-4)), to: aNumber(0) };

/**
 * A rate that falls in a straight line.
 *
 * @throws RangeError when `steps` is not a positive integer
 */
export function linearDecay(options: DecayOptions): Schedule {
  const { from, to = 0, steps } = checkOptions("linearDecay", options, DECAY);
  checkPositiveInteger("The number of a schedule's steps", steps, 1000);
  const rate = (step: number) => from + (to - from) * progress(step, steps);
  return described(rate, `linear from ${from} to ${to} in ${steps} steps`);
}

/**
 * A rate that falls along half a cosine wave, slowly at both ends (Loshchilov and Hutter 2017).
 *
 * @throws RangeError when `steps` is not a positive integer
 */
export function cosineDecay(options: DecayOptions): Schedule {
  const { from, to = 0, steps } = checkOptions("cosineDecay", options, DECAY);
  checkPositiveInteger("The number of a schedule's steps", steps, 1000);
  const rate = (step: number) =>
    to + ((from - to) * (1 + Math.cos(Math.PI * progress(step, steps)))) / 2;
  return described(rate, `cosine from ${from} to ${to} in ${steps} steps`);
}

/**
 * Leads up to a rate in a straight line: step $s$ of the first $n$ has $s / n$ of it (Goyal et al.
 * 2017).
 *
 * @param steps $n$
 * @param then the rate that is reached; the warm-up counts as part of its steps
 * @throws RangeError when `steps` is not a positive integer
 */
export function warmUp(steps: number, then: number | Schedule): Schedule {
  checkArgument("then", then, aLearningRate);
  checkPositiveInteger("The number of a warm-up's steps", steps, 100);
  const rate = (step: number) => learningRateAt(then, step) * Math.min(1, step / steps);
  return described(rate, `${describeLearningRate(then)} after a warm-up of ${steps} steps`);
}

/** The rate of a step, from a number or a schedule. */
export function learningRateAt(rate: number | Schedule, step: number): number {
  return typeof rate === "number" ? rate : rate(step);
}

/** A rate in words, for a run's identity. A function of the user's is known by its source. */
export function describeLearningRate(rate: number | Schedule): string {
  return typeof rate === "number" ? `constant ${rate}` : (rate.description ?? String(rate));
}

const described = (rate: (step: number) => number, description: string): Schedule =>
  Object.assign(rate, { description });

/** 0 at the first step, 1 at the last and after it. */
const progress = (step: number, steps: number) =>
  steps === 1 ? 1 : Math.min(1, Math.max(0, (step - 1) / (steps - 1)));
