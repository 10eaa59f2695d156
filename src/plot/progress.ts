import type { ChartStep } from "./loss-chart.js";

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

/** A duration in words, e.g. `32 s`, `4 min 05 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const total = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  if (total < 60) return `${total} s`;
  if (total < 3600) return `${Math.floor(total / 60)} min ${two(total % 60)} s`;
  const minutes = Math.round(total / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
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
