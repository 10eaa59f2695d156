import { expect, test } from "vitest";
import {
  constant,
  cosineDecay,
  describeLearningRate,
  linearDecay,
  learningRateAt,
  warmUp,
} from "../../src/training/index.js";

test("schedules of the learning rate, against their closed forms", () => {
  const linear = linearDecay({ from: 1, to: 0.2, steps: 5 });
  const cosine = cosineDecay({ from: 2, steps: 5 });
  const rates = (schedule: (step: number) => number) => [1, 2, 3, 4, 5, 9].map(schedule);
  const close = (found: number[], expected: number[]) =>
    found.forEach((rate, i) => expect(rate).toBeCloseTo(expected[i]!, 12));
  close(rates(constant(3e-4)), [3e-4, 3e-4, 3e-4, 3e-4, 3e-4, 3e-4]);
  close(rates(linear), [1, 0.8, 0.6, 0.4, 0.2, 0.2]);
  const root = Math.SQRT1_2;
  close(rates(cosine), [2, 1 + root, 1, 1 - root, 0, 0]);
  close(rates(warmUp(4, 8)), [2, 4, 6, 8, 8, 8]);
  close(rates(warmUp(2, linear)), [0.5, 0.8, 0.6, 0.4, 0.2, 0.2]);
  expect(linearDecay({ from: 1, steps: 1 })(1)).toBe(0);
});

test("a rate is a number or a schedule, and can be put in words", () => {
  expect(learningRateAt(0.5, 7)).toBe(0.5);
  expect(learningRateAt((step) => 1 / step, 4)).toBe(0.25);
  expect(describeLearningRate(2e-4)).toBe("constant 0.0002");
  expect(describeLearningRate(constant(2e-4))).toBe("constant 0.0002");
  expect(describeLearningRate(warmUp(10, cosineDecay({ from: 1, steps: 100 })))).toBe(
    "cosine from 1 to 0 in 100 steps after a warm-up of 10 steps",
  );
  expect(describeLearningRate((step) => 1 / step)).toBe("(step) => 1 / step");
});

test("numbers of steps are checked", () => {
  expect(() => linearDecay({ from: 1, steps: 0 })).toThrow(
    "The number of a schedule's steps is expected to be a positive integer but is 0",
  );
  expect(() => warmUp(1.5, 1)).toThrow("expected to be a positive integer but is 1.5");
});
