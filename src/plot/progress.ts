import { duration } from "../display/duration.js";
import type { ChartStep } from "./chart-step.js";

/** Where a training stands, e.g. `step 1,200 of 2,000 · 25.3 steps/s · 32 s left`. */
export function progressText(latest: ChartStep | undefined): string {
  if (!latest) return "no step yet";
  const { step, steps, stepsPerSecond, secondsLeft, secondsElapsed } = latest;
  const parts = [
    steps === undefined ? `step ${whole(step)}` : `step ${whole(step)} of ${whole(steps)}`,
  ];
  if (isFinite(stepsPerSecond)) parts.push(rate(stepsPerSecond));
  const done = steps !== undefined && step >= steps;
  if (done) {
    if (isFinite(secondsElapsed)) parts.push(`took ${duration(secondsElapsed)}`);
  } else if (isFinite(secondsLeft)) parts.push(`${duration(secondsLeft)} left`);
  return parts.join(" · ");
}

function isFinite(value: number | undefined): value is number {
  return Number.isFinite(value);
}

function whole(value: number): string {
  return value.toLocaleString("en-US");
}

function rate(stepsPerSecond: number): string {
  if (stepsPerSecond >= 1 || stepsPerSecond <= 0) {
    return `${stepsPerSecond.toFixed(stepsPerSecond < 100 ? 1 : 0)} steps/s`;
  }
  return `${(1 / stepsPerSecond).toFixed(1)} s/step`;
}
