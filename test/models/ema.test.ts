import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { ready } from "../../src/tensor/index.js";
import { updateEma } from "../../src/models/index.js";
import { RateMeter } from "../../src/training/rate-meter.js";

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

test("the pace of a run: rate and time left, from a clock of its own", () => {
  let clock = 0;
  const pace = new RateMeter(100, () => clock);
  const run = (from: number, to: number, milliseconds: number) => {
    for (let step = from; step < to; step++) {
      clock += milliseconds;
      pace.after(step);
    }
    clock += milliseconds;
    return pace.after(to);
  };
  const figures = run(1, 10, 500);
  expect(figures.secondsElapsed).toBe(5);
  expect(figures.stepsPerSecond).toBeCloseTo(2, 6);
  expect(figures.secondsLeft).toBeCloseTo(45, 6);
  // A run that becomes four times faster: after 200 such steps the old rate is all but forgotten.
  expect(run(11, 210, 125).stepsPerSecond).toBeGreaterThan(7.5);
});
