import { escapeHtml } from "../base/escape.js";
import { formatCount, formatDuration, formatRate } from "../base/numbers.js";

/** The state of one bar. */
export interface Bar {
  readonly total: number | undefined;
  readonly description: string;
  readonly unit: string;
  /** When it began and ended, in milliseconds. */
  readonly start: number;
  end?: number;
  message: string;
  done: number;
  state: "running" | "done" | "stopped";
}

/** How full a bar is, from 0 to 1; `undefined` while the total is unknown. */
export function fraction({ total, done, state }: Bar): number | undefined {
  if (state === "done") return 1;
  return total === undefined || done > total ? undefined : total === 0 ? 0 : done / total;
}

/** The status of a bar, e.g. `Reading: 40 of 100 · 12.3/s · 3 s · 5 s left · loss 0.3`. */
export function statusOf(bar: Bar, now: number): string {
  const { total, description, done, unit, message, state } = bar;
  const seconds = Math.max(0, ((bar.end ?? now) - bar.start) / 1000);
  const isWhole = total === undefined || (state === "done" && done === total);
  const parts = [isWhole ? formatCount(done) : `${formatCount(done)} of ${formatCount(total)}`];
  if (done > 0 && seconds > 0) parts.push(formatRate(done / seconds, unit));
  if (state === "running") parts.push(time(seconds));
  else parts.push(`${state === "done" ? "took" : "stopped after"} ${time(seconds)}`);
  if (state === "running" && total !== undefined && done > 0 && done < total)
    parts.push(`${time((seconds / done) * (total - done))} left`);
  if (message) parts.push(message);
  return (description && `${description}: `) + parts.join(" · ");
}

const WIDTH = 24;

/** A bar as one line of text. Bars come first, so that those of several lines are aligned. */
export function lineOf(bar: Bar, now: number): string {
  const part = fraction(bar);
  const full = Math.round((part ?? 0) * WIDTH);
  const drawn =
    part === undefined
      ? ""
      : `${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${Math.floor(part * 100)}% · `;
  return drawn + statusOf(bar, now);
}

/** Bars as HTML that needs nothing of the page, so that it looks the same wherever it is kept. */
export function htmlOf(bars: readonly Bar[], now: number): string {
  return bars
    .map((bar) => {
      const part = fraction(bar);
      const value = part === undefined ? "" : ` value="${part}"`;
      const color = { running: "#1976d2", done: "#388e3c", stopped: "#d32f2f" }[bar.state];
      const drawn = `<progress max="1"${value} style="width: 240px; accent-color: ${color}; vertical-align: middle"></progress>`;
      return `<div>${drawn} ${escapeHtml(statusOf(bar, now))}</div>`;
    })
    .join("\n");
}

/** Below ten seconds with one decimal, since many loops take no longer. */
const time = (seconds: number): string =>
  seconds < 9.95 ? `${seconds.toFixed(1)} s` : formatDuration(seconds);
