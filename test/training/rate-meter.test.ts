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

test("there is no forecast before ten steps or ten seconds, and the first step does not count", () => {
  let clock = 0;
  const meter = new RateMeter(100, () => clock);
  const left = [3000, ...Array<number>(10).fill(50)].map((milliseconds, index) => {
    clock += milliseconds;
    return meter.after(index + 1).secondsLeft;
  });
  expect(left.slice(0, 9)).toEqual(Array(9).fill(Infinity));
  expect(left[9]).toBeCloseTo(90 * 0.05, 6);

  const slow = new RateMeter(100, () => clock);
  clock += 20_000;
  expect(slow.after(1).secondsLeft).toBeCloseTo(99 * 20, 6);
});
