/** Parts that the tests of phases share. */
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect } from "vitest";
import { isNative } from "../../../src/tensor/native.js";
import { sgd } from "../../../src/tensor/index.js";
import {
  phasedRun,
  trainingLoop,
  type LoopOptions,
  type Phase,
  type PhasedRunOptions,
  type Term,
  type TrainingRun,
  type TrainingStep,
} from "../../../src/training/index.js";

/** Whether updates run as graphs here, and not operation by operation. */
export const captures = isNative;

/** After each test of a file there are as many tensors as before it. */
export function expectNoLeaks(): void {
  let tensorsBefore = 0;
  beforeEach(() => void (tensorsBefore = tf.memory().numTensors));
  afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));
}

/** A batch of one number or of several. */
export type Target = { readonly target: tf.Tensor };

/** $\frac{1}{2} \|x - t\|^2$ for the batch's $t$: its gradient is $x - t$. */
export const distanceTerm = (
  x: tf.Variable,
  more: Partial<Term<Target>> = {},
): Term<Target, string> => ({
  name: "loss",
  value: ({ target }) => x.sub(target).square().sum().mul(0.5).asScalar(),
  ...more,
});

/** The sum of a variable: its gradient is 1 everywhere. */
export const sumTerm = (
  x: tf.Variable,
  more: Partial<Term<unknown>> = {},
): Term<unknown, string> => ({
  name: "sum",
  value: () => x.sum().asScalar(),
  ...more,
});

/** A phase that trains one variable with plain sgd on {@link distanceTerm}. */
export const phaseOf = (x: tf.Variable, more: Partial<Phase> = {}): Phase => ({
  name: "P",
  trains: [x],
  optimizer: sgd({ learningRate: 1 }),
  learningRate: 0.5,
  forward: (batch) => batch,
  terms: [distanceTerm(x)],
  ...more,
});

/** A run of phases that train one variable `x`; the batch of index i is the number i + 1. */
export const runOf = (
  x: tf.Variable,
  phases: readonly Phase[],
  more: Partial<PhasedRunOptions<Target, string>> = {},
): TrainingRun =>
  phasedRun<Target, string>({
    phases: phases,
    batch: (index) => ({ target: tf.scalar(index + 1) }),
    variables: { x },
    seed: 7,
    identity: {},
    ...more,
  });

/** Trains to the end, and gives the steps. */
export async function train(
  run: TrainingRun,
  options: LoopOptions,
  each: (step: TrainingStep) => void = () => {},
): Promise<TrainingStep[]> {
  const steps: TrainingStep[] = [];
  for await (const step of trainingLoop({ doctor: false, ...options }, run)) {
    steps.push(step);
    each(step);
  }
  return steps;
}

/** A variable of these values: a number for a scalar. */
export const variableOf = (values: tf.TensorLike): tf.Variable =>
  tf.tidy(() => tf.variable(tf.tensor(values)));

/** The values of a variable. */
export const valuesOf = (x: tf.Tensor): number[] => [...x.dataSync()];
