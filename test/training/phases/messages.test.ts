import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adam, ready, trainableVariables } from "../../../src/tensor/index.js";
import {
  forecast,
  phasedRun,
  trainingLoop,
  type PhasedRunOptions,
  type Phase,
} from "../../../src/training/index.js";

type Points = { readonly x: tf.Tensor };

let network: tf.Sequential;
beforeAll(async () => {
  await ready();
  network = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
});
afterAll(() => network.dispose());

/** A phase that draws the outputs of the network toward zero. */
function shrinking(changes: Partial<Phase<Points, Points, tf.Tensor>> = {}) {
  const phase: Phase<Points, Points, tf.Tensor> = {
    name: "shrinking",
    trains: trainableVariables(network),
    optimizer: adam({ learningRate: 0.1 }),
    learningRate: 0.1,
    forward: ({ x }) => network.apply(x) as tf.Tensor,
    terms: [{ name: "size", value: (outputs) => outputs.square().mean<tf.Scalar>() }],
    ...changes,
  };
  return phase;
}

function run(
  changes: Partial<Phase<Points, Points, tf.Tensor>> = {},
  options: Partial<PhasedRunOptions<Points, string>> = {},
) {
  return phasedRun<Points, string>({
    phases: [shrinking(changes)],
    batch: () => ({ x: tf.ones([4, 2]) }),
    networks: { network },
    identity: {},
    seed: 1,
    ...options,
  });
}

async function train(training: ReturnType<typeof run>, steps = 3): Promise<number[]> {
  const sizes: number[] = [];
  for await (const { metrics } of trainingLoop({ steps }, training)) sizes.push(metrics["size"]!);
  return sizes;
}

describe("a run of phases", () => {
  test("begins again after it was released: a forecast and then the training", async () => {
    const start = [tf.tensor2d([0.5, -1, 2, 0.25], [2, 2]), tf.tensor1d([0, 1])];
    network.setWeights(start);
    const expected = await train(run());
    network.setWeights(start);
    const training = run();
    await forecast({ steps: 3 }, training, { trial: 2 });
    expect(await train(training)).toEqual(expected);
    network.setWeights(start);
    expect(await train(training)).toEqual(expected); // with new optimizers
    tf.dispose(start);
  });
});

describe("a run of phases refuses", () => {
  test("no phases", () => {
    expect(() => run({}, { phases: [] })).toThrow(
      "A training step is expected to have at least one phase but has none; give it one.",
    );
  });

  test("a term that is not a scalar, with its name and shape", async () => {
    const terms = [{ name: "size", value: (outputs: tf.Tensor) => outputs as tf.Scalar }];
    await expect(train(run({ terms }))).rejects.toThrow(
      'The value of the term "size" is expected to be a scalar but is of shape [4, 2]',
    );
  });

  test("terms that depend on nothing that the phase trains", async () => {
    await expect(train(run({ forward: ({ x }) => x }))).rejects.toThrow(
      'The terms of the phase "shrinking" are expected to depend on a variable that it trains',
    );
  });

  test("a batch whose tensors are disposed", async () => {
    const x = tf.ones([4, 2]);
    await expect(train(run({}, { batch: () => ({ x }) }))).rejects.toThrow(
      'The tensor "x" of a batch is expected to be a new one but is disposed already',
    );
  });
});
