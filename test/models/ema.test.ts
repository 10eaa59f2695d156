import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { ready } from "../../src/tensor/index.js";
import { updateEma } from "../../src/models/index.js";

await ready();

test("the running average follows its formula, warm-up included", () => {
  const [average, current] = [tf.variable(tf.scalar(0)), tf.variable(tf.scalar(0))];
  let expected = 0;
  for (let step = 1; step <= 30; step++) {
    const weight = Math.sin(step);
    tf.tidy(() => current.assign(tf.scalar(weight)));
    updateEma([average], [current], step, 0.7);
    const decay = Math.min(0.7, (1 + step) / (10 + step));
    expected = decay * expected + (1 - decay) * weight;
    expect(average.dataSync()[0]).toBeCloseTo(expected, 5);
  }
  tf.dispose([average, current]);
});
