import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { adam, ready, trainableVariables } from "../../src/tensor/index.js";
import { checkpoints, forecast, networkState, trainingState } from "../../src/training/index.js";
import { Snapshots } from "../../src/training/snapshots.js";
import { nonFinite } from "../../src/training/state.js";
import { Walk } from "./walk.js";

await ready();
let tensors = 0;
beforeEach(() => void (tensors = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensors));

const network = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [2], name: "hidden" }),
      tf.layers.batchNormalization(),
      tf.layers.dense({ units: 1 }),
    ],
  });

describe("the state of a run", () => {
  test("has the same names whatever was built before, moving averages included", () => {
    const [first, second] = [network(), network()];
    const names = Object.keys(networkState("critic", second));
    expect(names).toEqual(Object.keys(networkState("critic", first)));
    expect(names).toEqual([
      "critic/hidden/kernel",
      "critic/hidden/bias",
      "critic/layer1/gamma",
      "critic/layer1/beta",
      "critic/layer1/moving_mean",
      "critic/layer1/moving_variance",
      "critic/layer2/kernel",
      "critic/layer2/bias",
    ]);
    first.dispose();
    second.dispose();
  });

  test("has the optimizers' moments for what is trained, each variable once", () => {
    const [encoder, decoder] = [network(), network()];
    const optimizer = adam({ learningRate: 0.1 });
    const state = trainingState({ encoder, decoder }, { encoder: optimizer, decoder: optimizer });
    const names = Object.keys(state);
    expect(names).toContain("adam of encoder: encoder/layer1/gamma/mean");
    expect(names.filter((name) => name.includes("moving"))).toHaveLength(4); // without moments
    expect(names.filter((name) => name.includes("power"))).toHaveLength(2);
    expect(names).toHaveLength(2 * 8 + 2 * 6 * 2 + 2);
    expect(new Set(Object.values(state)).size).toBe(names.length);
    for (const part of [encoder, decoder, optimizer]) part.dispose();
  });

  test("NaN and infinities are found by name", () => {
    const critic = network();
    const state = networkState("critic", critic);
    expect(nonFinite(state)).toEqual([]);
    tf.tidy(() => {
      state["critic/hidden/bias"]!.assign(tf.tensor1d([0, NaN, 1]));
      state["critic/layer2/kernel"]!.assign(tf.tensor2d([[1], [-Infinity], [0]]));
      state["critic/layer1/gamma"]!.assign(tf.tensor1d([3e38, 3e38, -3e38]));
    });
    expect(nonFinite(state)).toEqual(["critic/hidden/bias", "critic/layer2/kernel"]);
    critic.dispose();
  });

  test("snapshots are put back bit for bit after updates in place, the older one first", () => {
    const critic = network();
    const optimizer = adam({ learningRate: 0.1 });
    const state = trainingState({ critic }, { critic: optimizer });
    const values = () => Object.values(state).map((variable) => [...variable.dataSync()]);
    const update = () =>
      tf.tidy(() => {
        const { grads } = tf.variableGrads(
          () => (critic.apply(tf.ones([4, 2])) as tf.Tensor).square().sum().asScalar(),
          trainableVariables(critic),
        );
        optimizer.applyGradients(grads);
      });
    update();
    const snapshots = new Snapshots(state, 1);
    const first = values();
    update();
    snapshots.take(2);
    update();
    expect(values()).not.toEqual(first);
    expect(snapshots.rollBack()).toBe(1);
    expect(values()).toEqual(first);
    update();
    expect(snapshots.rollBack()).toBe(1);
    expect(values()).toEqual(first);
    for (const part of [snapshots, critic, optimizer]) part.dispose();
  });
});

describe("the forecast", () => {
  test("says time, memory and disk in one sentence, and leaves all as it was", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ganvas-"));
    const walk = new Walk();
    tf.tidy(() => walk.place.assign(tf.tensor1d([1, 2, 3])));
    const { runStep } = walk.run();
    const slow: typeof runStep = (turn) => {
      const until = performance.now() + (turn.step <= 3 ? 50 : 5); // the first ones take longer
      while (performance.now() < until);
      return runStep(turn);
    };
    const place = join(folder, "not", "there", "yet");
    const options = { steps: 4000, checkpoints: checkpoints(place, { keep: 2 }) };
    const prediction = await forecast(options, walk.run({ runStep: slow }), { trial: 4 });
    expect(prediction.secondsPerStep).toBeGreaterThan(0.005);
    expect(prediction.seconds).toBe(4000 * prediction.secondsPerStep);
    expect(String(prediction)).toMatch(
      /^4,000 steps take about [\d minsh]+; memory about [\d.]+ [MG]B of [\d.]+ [GT]B; up to 3 checkpoints of 36 B in .*yet with [\d.]+ [MGT]B free\.$/,
    );
    expect(prediction[DISPLAY]()).toEqual({ "text/plain": String(prediction) });
    expect(walk.values).toEqual([1, 2, 3]);
    expect([walk.turns.length, walk.released]).toEqual([8, 1]);
    walk.dispose();
    await rm(folder, { recursive: true });
  });

  test("frees the run when a step fails, and refuses a wrong number of steps", async () => {
    const walk = new Walk();
    const runStep = () => {
      throw new Error("too large");
    };
    await expect(forecast({ steps: 5 }, walk.run({ runStep }))).rejects.toThrow("too large");
    await expect(forecast({ steps: 0.5 }, walk.run())).rejects.toThrow("steps is expected to be");
    expect(walk.released).toBe(2);
    walk.dispose();
  });
});
