import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { keyedDropout, withRandomNumbers } from "../../src/layers/index.js";
import { ready, sgd } from "../../src/tensor/index.js";
import { contextOf, PhaseUpdates, updatePhase } from "../../src/training/phases/update.js";
import type { Phase } from "../../src/training/index.js";
import { networkOf } from "./layer.js";

await ready();
let tensorsBefore = 0;
beforeEach(() => void (tensorsBefore = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

const size = 400;

/** Two layers, whose outputs for ones an update writes into a variable [2, 400]. */
function recorder() {
  const output = tf.tidy(() => tf.variable(tf.zeros([2, size]), false));
  const trained = tf.tidy(() => tf.variable(tf.scalar(1)));
  const networks = [0.25, 0.25].map((rate) => networkOf(keyedDropout({ rate }), [size]));
  const phase: Phase = {
    name: "dropout",
    trains: [trained],
    optimizer: sgd({ learningRate: 0 }),
    learningRate: 0,
    forward: () => {
      const rows = networks.map(
        (network) => network.apply(tf.ones([1, size]), { training: true }) as tf.Tensor2D,
      );
      output.assign(tf.concat(rows));
    },
    terms: [{ name: "loss", value: () => trained.mul(1).asScalar() }],
  };
  const rows = () => tf.tidy(() => output.arraySync() as number[][]);
  return { phase, rows, dispose: () => tf.dispose([output, trained]) };
}

function eagerly(seed: number, noiseIndex: number): number[][] {
  const { phase, rows, dispose } = recorder();
  tf.tidy(() => {
    const context = contextOf(seed, tf.scalar(1), tf.scalar(noiseIndex, "int32"));
    updatePhase(phase, { context, batch: {}, learningRate: tf.scalar(0) });
  });
  const values = rows();
  dispose();
  return values;
}

describe("keyedDropout", () => {
  test("drops its share and scales the other units", () => {
    const [row] = eagerly(3, 1);
    const dropped = row!.filter((value) => value === 0).length;
    expect(Math.abs(dropped / size - 0.25)).toBeLessThan(0.09); // four standard deviations
    for (const value of row!.filter((x) => x !== 0)) expect(value).toBeCloseTo(4 / 3, 6);
  });

  test("drops others in each layer, each update and with each seed", () => {
    const rows = [...eagerly(3, 1), ...eagerly(3, 2), ...eagerly(4, 1)].map((row) => row.join());
    expect(new Set(rows).size).toBe(6);
    expect(eagerly(3, 2).map((row) => row.join())).toEqual(rows.slice(2, 4));
  });

  test("drops the same in a captured update, and in one that is resumed", () => {
    const { phase, rows, dispose } = recorder();
    const run = (updates: PhaseUpdates, noiseIndex: number) => {
      tf.tidy(() => {
        updates.run({ number: noiseIndex, step: noiseIndex, noiseIndex, learningRate: 0 }, {});
      });
      return rows();
    };
    const updates = new PhaseUpdates(phase, 3);
    for (const noiseIndex of [1, 2, 3])
      expect(run(updates, noiseIndex)).toEqual(eagerly(3, noiseIndex));
    const resumed = new PhaseUpdates(phase, 3);
    expect(run(resumed, 3)).toEqual(eagerly(3, 3));
    updates.dispose();
    resumed.dispose();
    dispose();
  });

  test("changes nothing in inference and is refused outside of a phase in training", () => {
    tf.tidy(() => {
      const network = networkOf(keyedDropout({ rate: 0.5, name: "half" }), [4]);
      const x = tf.tensor2d([[1, 2, 3, 4]]);
      expect((network.apply(x) as tf.Tensor).dataSync()).toEqual(x.dataSync());
      expect(() => network.apply(x, { training: true })).toThrow(
        "The layer half is expected to get its random numbers from a phase of a training step",
      );
    });
  });

  test("lets the gradient through where it keeps a unit", () => {
    tf.tidy(() => {
      const network = networkOf(keyedDropout({ rate: 0.5 }), [4]);
      const numbers = {
        uniform: () => tf.tensor2d([[0.1, 0.5, 0.9, 0.49]]),
        normal: (shape: number[]) => tf.zeros(shape),
      };
      const gradient = withRandomNumbers(numbers, () =>
        tf.grad((x) => (network.apply(x, { training: true }) as tf.Tensor).mul([1, 2, 3, 4]))(
          tf.ones([1, 4]),
        ),
      );
      expect([...gradient.dataSync()]).toEqual([0, 4, 6, 0]);
    });
  });

  test("is saved and loaded with its rate", async () => {
    const network = networkOf(keyedDropout({ rate: 0.3 }), [4]);
    let artifacts: tf.io.ModelArtifacts | undefined;
    await network.save(
      tf.io.withSaveHandler((saved) => {
        artifacts = saved;
        return Promise.resolve({
          modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
        });
      }),
    );
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts!));
    const layer = loaded.layers.find((each) => each.getClassName() === "KeyedDropout")!;
    expect(layer.getConfig()).toMatchObject({ rate: 0.3 });
  });

  test.each([-0.1, 1, NaN])("a rate of %d is refused", (rate) => {
    expect(() => keyedDropout({ rate })).toThrow(
      `A dropout rate is expected to be at least 0 and below 1 but is ${rate}; pass for example 0.5.`,
    );
  });
});
