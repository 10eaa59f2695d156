import { formatCount, formatDuration, formatRate } from "../base/numbers.js";
import type { ChartStep } from "./chart-step.js";

/** How far a training is, e.g. `step 1,200 of 2,000 · 25.3 steps/s · 32 s left`. */
export function progressText(latest: ChartStep | undefined): string {
  if (!latest) return "no step yet";
  const { step, steps, stepsPerSecond, secondsLeft, secondsElapsed } = latest;
  const total = steps === undefined ? "" : ` of ${formatCount(steps)}`;
  const parts = [`step ${formatCount(step)}${total}`];
  if (isFinite(stepsPerSecond)) parts.push(formatRate(stepsPerSecond, "steps"));
  if (steps !== undefined && step >= steps) {
    if (isFinite(secondsElapsed)) parts.push(`took ${formatDuration(secondsElapsed)}`);
  } else if (isFinite(secondsLeft)) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(" · ");
}

function isFinite(value: number | undefined): value is number {
  return Number.isFinite(value);
}
