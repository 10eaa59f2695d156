import * as tf from "@tensorflow/tfjs";
import { Dataset } from "../../../src/data/index.js";
import type { Gan, TrainGanOptions } from "../../../src/gan/index.js";
import { GanTraining } from "../../../src/gan/training/gan-training.js";
import type { ImageShape } from "../../../src/tensor/index.js";

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
export function training(model: unknown, options: Partial<TrainGanOptions> = {}): GanTraining {
  return new GanTraining(model as AnyGan, bars, { steps: 100, batch: 8, ...options });
}

/** All figures of a step. */
export function runStep(run: GanTraining, step: number): Record<string, number> {
  const { metrics, diagnostics = {} } = run.runStep({ ...turn(step), step });
  return { ...metrics, ...diagnostics };
}

const turn = (step: number) => ({
  ...{ attempt: 0, noiseIndex: step, learningRateScale: 1 },
  key: undefined as unknown as tf.Scalar, // a GAN derives its own keys
});

/** Does steps, and returns the last one's figures. */
export function runSteps(run: GanTraining, steps: number, first = 1): Record<string, number> {
  let figures = {};
  for (let step = first; step < first + steps; step++) figures = runStep(run, step);
  return figures;
}

/** The values of all of a network's variables, one after the other. */
export const weights = (network: tf.LayersModel) =>
  network.getWeights().flatMap((weight) => [...weight.dataSync()]);

/** The largest distance between two lists of numbers. */
export const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
