import * as tf from "@tensorflow/tfjs";
import { Dataset } from "../../src/data/index.js";
import type { Gan, TrainGanOptions } from "../../src/gan/index.js";
import type { Regularizer } from "../../src/adversarial/index.js";
import type { LabeledBatch } from "../../src/data/labeled-batches.js";
import { ganPhases } from "../../src/gan/phases.js";
import { ganSettings, type GanSettings } from "../../src/gan/settings.js";
import { ganRun } from "../../src/gan/train.js";
import type { ImageShape } from "../../src/tensor/index.js";
import type { Optimizer } from "../../src/tensor/optimizer.js";
import type { Phase, TrainingRun } from "../../src/training/index.js";
import type { GanMetric } from "../../src/gan/index.js";
import { contextOf, updatePhase } from "../../src/training/phases/update.js";

/** A model of any type. */
export type AnyGan = Gan<ImageShape, number, number>;

/** 48 images of 8x8: a bright bar on the left, in the middle or on the right, of uneven brightness. */
export const bars = new Dataset({
  name: "bars",
  image: [8, 8, 1],
  pixels: Uint8Array.from({ length: 48 * 64 }, (_, i) => {
    const [image, column] = [i >> 6, i & 7];
    const bright = column >> 1 === (image % 3) + (column >> 2 === 0 ? 0 : 1);
    return bright ? 255 - 3 * image : 10 + (image % 7);
  }),
  labels: Uint8Array.from({ length: 48 }, (_, i) => i % 3),
  classes: ["left", "middle", "right"],
});

/** The sizes of the convolutional networks. */
export const sizes = { image: [8, 8, 1], latent: 5, baseChannels: 4, seed: 3 } as const;

/** A training of a model on {@link bars}, by steps. */
export function training(
  model: unknown,
  options: Partial<TrainGanOptions> = {},
): TrainingRun<GanMetric> {
  return ganRun(model as AnyGan, bars, { steps: 100, batch: 8, ...options });
}

/** All values of a step. */
export function runStep(run: TrainingRun<GanMetric>, step: number): Record<string, number> {
  void run.state; // as the loop does: optimizers create their state before the first step
  const key = tf.scalar(step, "int32");
  const result = run.runStep({ step, attempt: 0, noiseIndex: step, key, learningRateScale: 1 });
  key.dispose();
  if (result instanceof Promise) throw new Error("a step of data in memory is done at once");
  return { ...result.metrics, ...result.diagnostics };
}

/** Does steps, and returns the last one's values. */
export function runSteps(
  run: TrainingRun<GanMetric>,
  steps: number,
  first = 1,
): Record<string, number> {
  let values = {};
  for (let step = first; step < first + steps; step++) values = runStep(run, step);
  return values;
}

/** The inputs of one update outside of a captured step. */
export interface EagerUpdate {
  readonly optimizer: Optimizer;
  readonly step: number;
  readonly noiseIndex: number;
  readonly rate: number;
}

/** The settings of a run with seed 3. */
export const settingsOf = (model: AnyGan, options: Partial<GanSettings> = {}): GanSettings =>
  ganSettings({ steps: 1, seed: 3, ...options }, model.seed);

/** Updates the discriminator eagerly. */
export function updateDiscriminator(
  model: AnyGan,
  options: Partial<GanSettings>,
  batch: LabeledBatch,
  update: EagerUpdate,
  due: readonly Regularizer[] = [],
): tf.Tensor1D {
  const settings = settingsOf(model, { ...options, regularizers: due });
  return eagerly(ganPhases(model, settings).discriminator, settings, batch, update);
}

/** Updates the generator eagerly, and its EMA. */
export function updateGenerator(
  model: AnyGan,
  options: Partial<GanSettings>,
  batch: LabeledBatch,
  update: EagerUpdate,
): tf.Tensor1D {
  const settings = settingsOf(model, options);
  return eagerly(ganPhases(model, settings).generator, settings, batch, update);
}

function eagerly(
  phase: unknown,
  { seed }: GanSettings,
  batch: LabeledBatch,
  { optimizer, step, noiseIndex, rate }: EagerUpdate,
): tf.Tensor1D {
  return tf.tidy(() =>
    updatePhase(
      { ...(phase as Phase), optimizer },
      {
        context: contextOf(seed, tf.scalar(step), tf.scalar(noiseIndex, "int32")),
        batch,
        learningRate: tf.scalar(rate),
      },
    ),
  );
}

/** The values of all of a network's variables, one after the other. */
export const weights = (network: tf.LayersModel) =>
  network.getWeights().flatMap((weight) => [...weight.dataSync()]);

/** The largest distance between two lists of numbers. */
export const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
