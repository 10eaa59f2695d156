import { formatNumber } from "../base/numbers.js";
import { compact } from "./compact.js";
import type { DrawnAxis, PlaceEncoding } from "./parallel-axes.js";
import type { ChartTrial } from "./parallel-trial.js";
import { GENERATED, INK, REAL } from "./theme.js";

type Better = "lower" | "higher";

/** The opacity of the worst trial's line. */
const FAINT = 0.22;
const GOOD = REAL;
const BEST = GENERATED;
const FAILED = "#8c959f";

/** The drawn parts of a trial: places `a0`, `a1`, ... on the axes and texts `t0`, `t1`, ... */
export interface TrialLine {
  readonly id: number;
  readonly best: boolean;
  readonly color: string;
  /** Why the trial failed. */
  readonly failure?: string;
  readonly [cell: string]: unknown;
}

/** The lines in the order of drawing: failed ones, then from the worst to the best. */
export function linesOf(
  trials: readonly ChartTrial[],
  axes: readonly DrawnAxis[],
  better: Better,
  best: number | undefined,
): readonly TrialLine[] {
  const metric = axes.at(-1)!.scale;
  /** From 0, the worst trial, to 1; -1 for a trial that failed, 2 for the best one. */
  const merit = ({ value, configuration }: ChartTrial) => {
    const place = metric.place(value);
    if (configuration === best) return 2;
    return place === null ? -1 : better === "lower" ? 1 - place : place;
  };
  return [...trials]
    .sort((a, b) => merit(a) - merit(b))
    .map((trial): TrialLine => {
      const cells = axes.flatMap(({ scale, valueOf }, index) => {
        const value = valueOf(trial);
        return [
          [`a${index}`, compact(scale.place(value))],
          [`t${index}`, typeof value === "number" ? formatNumber(value) : String(value)],
        ];
      });
      const { configuration: id, failure } = trial;
      const look = { id, best: id === best, color: colorOf(merit(trial)) };
      return { ...look, ...(failure ? { failure } : {}), ...Object.fromEntries(cells) };
    });
}

function colorOf(merit: number): string {
  if (merit < 0) return FAILED;
  if (merit > 1) return BEST;
  const opacity = Math.round(255 * (FAINT + merit * (1 - FAINT)));
  return `${GOOD}${opacity.toString(16).padStart(2, "0")}`;
}

/** The bends of each line: one on each axis, left out where a trial has no value. */
function bends(lines: readonly TrialLine[]) {
  const places = Object.keys(lines[0] ?? { a0: 0 }).filter((name) => /^a\d+$/.test(name));
  return {
    data: { values: lines },
    transform: [
      { fold: places, as: ["axis", "y"] },
      { calculate: "toNumber(substring(datum.axis, 1))", as: "x" },
      { filter: "isValid(datum.y)" },
    ],
  };
}

const detail = { field: "id", type: "nominal" };

export function lineLayer(lines: readonly TrialLine[], place: PlaceEncoding) {
  return {
    ...bends(lines),
    mark: { type: "line", strokeJoin: "round" },
    encoding: {
      ...place,
      detail,
      color: { field: "color", type: "nominal", scale: null, legend: null },
      strokeDash: { condition: { test: "isValid(datum.failure)", value: [4, 4] }, value: [1, 0] },
      strokeWidth: { condition: { test: "datum.best", value: 3.2 }, value: 1.6 },
      opacity: { condition: { param: "hover", value: 0.9 }, value: 0.12 },
    },
  };
}

/** Wide invisible lines under the pointer: all others fade, and a tooltip has the values. */
export function hoverLayer(
  lines: readonly TrialLine[],
  axes: readonly DrawnAxis[],
  place: PlaceEncoding,
) {
  const tooltips = [
    { field: "id", title: "configuration" },
    ...axes.map(({ name }, index) => ({ field: `t${index}`, title: name })),
  ];
  const select = { type: "point", fields: ["id"], on: "mouseover", clear: "mouseout" };
  return {
    ...bends(lines),
    params: [{ name: "hover", select }],
    mark: { type: "line", strokeWidth: 12, opacity: 0.001, color: INK },
    encoding: {
      ...place,
      detail,
      tooltip: tooltips.map((cell) => ({ ...cell, type: "nominal" })),
    },
  };
}
