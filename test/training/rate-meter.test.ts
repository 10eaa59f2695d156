import { expect, test } from "vitest";
import { RateMeter } from "../../src/training/rate-meter.js";

test("the rate of a run and the time left, from a given clock", () => {
  let clock = 0;
  const meter = new RateMeter(100, () => clock);
  const run = (from: number, to: number, milliseconds: number) => {
    for (let step = from; step < to; step++) {
      clock += milliseconds;
      meter.after(step);
    }
    clock += milliseconds;
    return meter.after(to);
  };
  const figures = run(1, 10, 500);
  expect(figures.secondsElapsed).toBe(5);
  expect(figures.stepsPerSecond).toBeCloseTo(2, 6);
  expect(figures.secondsLeft).toBeCloseTo(45, 6);
  // A run that becomes four times faster: after 200 such steps the old rate is all but forgotten.
  expect(run(11, 210, 125).stepsPerSecond).toBeGreaterThan(7.5);
});
