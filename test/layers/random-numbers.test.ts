import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  keyedDropout,
  randomNumbers,
  withRandomNumbers,
  type RandomNumbers,
} from "../../src/layers/index.js";
import {
  initializeWeights,
  randomUniform,
  ready,
  sgd,
  trainableVariables,
} from "../../src/tensor/index.js";
import { checkpoints, phasedRun, trainingLoop } from "../../src/training/index.js";
import { networkOf } from "./layer.js";

await ready();
let tensorsBefore = 0;
beforeEach(() => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  tensorsBefore = tf.memory().numTensors;
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});

/** A source that always gives one number. */
const sourceOf = (value: number): RandomNumbers => ({
  uniform: (shape) => tf.fill(shape, value),
  normal: (shape) => tf.fill(shape, -value),
});

describe("the source of a layer's random numbers", () => {
  const current = () => tf.tidy(() => randomNumbers("L").uniform([1]).dataSync()[0]);

  test("is the innermost one, and the outer one again after it", () => {
    const values = withRandomNumbers(sourceOf(1), () => [
      current(),
      withRandomNumbers(sourceOf(2), () => [current(), withRandomNumbers(sourceOf(3), current)]),
      current(),
    ]);
    expect(values).toEqual([1, [2, 3], 1]);
  });

  test("is the outer one again after an error, and none outside", () => {
    const failing = () =>
      withRandomNumbers(sourceOf(2), () => {
        throw new Error("no layer");
      });
    withRandomNumbers(sourceOf(1), () => {
      expect(failing).toThrow("no layer");
      expect(current()).toBe(1);
    });
    expect(failing).toThrow("no layer");
    expect(current).toThrow(
      new Error(
        "The layer L is expected to get its random numbers from a phase of a training step but is " +
          "applied with training: true outside of one; train with trainGan or phasedRun, or call it " +
          "inside of withRandomNumbers.",
      ),
    );
  });
});

/** Uniform numbers of a seed. */
const keyed = (seed: number): RandomNumbers => ({
  uniform: (shape) => randomUniform(shape as [number], { seed }),
  normal: (shape) => tf.zeros(shape),
});

describe("keyedDropout", () => {
  test.each([0.1, 0.5, 0.9])("of rate %d keeps the mean", (rate) => {
    const count = 40_000;
    const mean = tf.tidy(() => {
      const network = networkOf(keyedDropout({ rate }), [count]);
      return withRandomNumbers(keyed(11), () =>
        (network.apply(tf.ones([1, count]), { training: true }) as tf.Tensor).mean().dataSync(),
      )[0]!;
    });
    // A unit is 1 / (1 - rate) with probability 1 - rate: its variance is rate / (1 - rate).
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(rate / (1 - rate) / count));
  });

  test("of rate 0 draws nothing", () => {
    tf.tidy(() => {
      const network = networkOf(keyedDropout({ rate: 0 }), [3]);
      const x = tf.tensor2d([[1, 2, 3]]);
      expect([...(network.apply(x, { training: true }) as tf.Tensor).dataSync()]).toEqual([
        1, 2, 3,
      ]);
    });
  });

  test("loaded from a file drops the units that the saved one drops", async () => {
    const network = networkOf(keyedDropout({ rate: 0.3 }), [50]);
    const { modelTopology } = await new Promise<tf.io.ModelArtifacts>((resolve, reject) => {
      const handler = tf.io.withSaveHandler((artifacts) => {
        resolve(artifacts);
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
        });
      });
      network.save(handler).catch(reject);
    });
    const text = JSON.stringify(modelTopology); // the contents of model.json
    const loaded = await tf.models.modelFromJSON(
      JSON.parse(text) as tf.io.ModelJSON["modelTopology"],
    );
    const [expected, outputs] = [network, loaded].map((each) =>
      tf.tidy(() =>
        withRandomNumbers(keyed(5), () => [
          ...(each.apply(tf.ones([1, 50]), { training: true }) as tf.Tensor).dataSync(),
        ]),
      ),
    );
    expect(outputs).toEqual(expected);
    expect(new Set(outputs).size).toBe(2); // some are dropped, some are not
  });
});

describe("a training with keyedDropout", () => {
  const target = [1, -2];

  function build(rate: number): tf.LayersModel {
    const network = tf.sequential({
      layers: [
        tf.layers.dense({ units: 16, inputShape: [3], activation: "tanh", name: "hidden" }),
        keyedDropout({ rate, name: "first" }),
        tf.layers.dense({ units: 16, activation: "tanh", name: "second" }),
        keyedDropout({ rate }),
        tf.layers.dense({ units: 2, name: "output" }),
      ],
    });
    initializeWeights(network, 4);
    return network;
  }

  /** Trains a new network, and gives the reported losses and the weights. */
  async function outcome(steps: number, { rate = 0.5, seed = 3, folder = "" } = {}) {
    const network = build(rate);
    const run = phasedRun({
      phases: [
        {
          name: "regression",
          trains: trainableVariables(network),
          optimizer: sgd({ learningRate: 1, momentum: 0.5 }),
          learningRate: 0.05,
          repeats: 2,
          forward: ({ x }: { x: tf.Tensor }) => network.apply(x, { training: true }) as tf.Tensor,
          terms: [
            {
              name: "loss",
              value: (y: tf.Tensor) => y.sub(target).square().mean().asScalar(),
            },
          ],
        },
      ],
      batch: (index) => ({ x: tf.tensor2d([[index % 3, 1, -1]]) }),
      networks: { network },
      identity: {},
      seed,
    });
    const losses: number[] = [];
    const options = {
      steps,
      doctor: false,
      ...(folder && { checkpoints: checkpoints(folder) }),
    } as const;
    for await (const { metrics } of trainingLoop(options, run)) losses.push(metrics["loss"]);
    const weights = network.getWeights().flatMap((weight) => [...weight.dataSync()]);
    network.dispose();
    return { losses, weights };
  }

  test("resumes bit for bit, and depends on the seed and the rate", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ganvas-"));
    const whole = await outcome(9);
    const first = await outcome(4, { folder });
    expect(first.losses).toEqual(whole.losses.slice(0, 4));
    const second = await outcome(9, { folder });
    expect(second.losses).toEqual(whole.losses.slice(4));
    expect(second.weights).toEqual(whole.weights);
    for (const other of [{ seed: 4 }, { rate: 0 }]) {
      expect((await outcome(9, other)).weights).not.toEqual(whole.weights);
    }
    await rm(folder, { recursive: true });
  });
});
