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

describe("two runs of the same variables", () => {
  const message =
    "The variable network/layer0/kernel is expected to be trained by one run at a time but is trained " +
    "by one that has not ended; leave that one's loop with break, or end it with " +
    '"await training.return()", before this one begins; one that nothing refers to ends with the next ' +
    "garbage collection.";

  test("do not take turns; the first one goes on as if alone", async () => {
    const start = [tf.tensor2d([0.5, -1, 2, 0.25], [2, 2]), tf.tensor1d([0, 1])];
    network.setWeights(start);
    const expected = await train(run(), 5);
    network.setWeights(start);
    const tensors = tf.memory().numTensors;
    const [training, sizes]: [ReturnType<typeof run>, number[]] = [run(), []];
    for await (const { step, metrics } of trainingLoop({ steps: 5 }, training)) {
      sizes.push(metrics["size"]!);
      if (step !== 2) continue;
      await expect(train(run())).rejects.toThrow(message);
      await expect(train(training)).rejects.toThrow(message);
      await expect(forecast({ steps: 3 }, run())).rejects.toThrow(message);
      await expect(forecast({ steps: 3 }, training)).rejects.toThrow(message);
    }
    expect(sizes).toEqual(expected);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(await train(run(), 1)).toHaveLength(1); // free again
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

  test.each([
    ["a number", 3, "the number 3"],
    ["nothing", undefined, "undefined"],
    ["a text", "3", "a string"],
    ["a promise", Promise.resolve(3), "a promise"],
  ])(
    "a value that is no tensor but %s, with the name of the term or metric",
    async (_, value, actual) => {
      const wrong = () => value as unknown as tf.Scalar;
      const advice = "compute it with tensor operations, and read no values in between.";
      const message = (name: string) =>
        `${name} is expected to be a scalar tensor but is ${actual}; ${advice}`;
      await expect(train(run({ terms: [{ name: "size", value: wrong }] }))).rejects.toThrow(
        message('The value of the term "size"'),
      );
      await expect(train(run({ metrics: { mean: wrong } }))).rejects.toThrow(
        message('The metric "mean"'),
      );
      const tensors = tf.memory().numTensors;
      await expect(train(run({ diagnostics: { mean: wrong } }))).rejects.toThrow(
        message('The diagnostic "mean"'),
      );
      expect(tf.memory().numTensors).toBe(tensors);
    },
  );

  test.each([NaN, Infinity, -0.1, undefined])(
    "a schedule that gives %s, by its phase",
    async (rate) => {
      const sizes: number[] = [];
      const learningRate = (step: number) => (step < 3 ? 0.1 : (rate as number));
      const training = run({ learningRate });
      const trained = async () => {
        for await (const { step } of trainingLoop({ steps: 5 }, training)) sizes.push(step);
      };
      await expect(trained()).rejects.toThrow(
        new RangeError(
          'The learning rate of the phase "shrinking" is expected to be a finite number of at least 0 ' +
            `but is ${rate} at step 3; correct its schedule.`,
        ),
      );
      expect(sizes).toEqual([1, 2]);
    },
  );

  test("a schedule of a weight that gives NaN, by its term, and a wrong constant rate", async () => {
    const value = (outputs: tf.Tensor) => outputs.square().mean<tf.Scalar>();
    const weight = (step: number) => Math.log(3 - step);
    await expect(train(run({ terms: [{ name: "size", weight, value }] }), 5)).rejects.toThrow(
      'The weight of the term "size" is expected to be a finite number but is -Infinity at step 3',
    );
    expect(() => run({ learningRate: NaN })).toThrow(
      'The learning rate of the phase "shrinking" is expected to be a finite number of at least 0 but is NaN',
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
