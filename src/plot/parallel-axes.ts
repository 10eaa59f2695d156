import { type AxisScale, categoryScale, numberScale } from "./axis-scale.js";
import type { ChartAxis, ChartTrial } from "./parallel-trial.js";
import { AXIS, BACKGROUND, INK, MUTED } from "./theme.js";

/** A drawn axis: its scale, and the value of a trial on it. */
export interface DrawnAxis {
  readonly name: string;
  readonly scale: AxisScale;
  valueOf(trial: ChartTrial): unknown;
}

/** The axes of a chart: the parameters, the budget where trials differ in it, the metric. */
export function drawnAxes(
  axes: readonly ChartAxis[],
  budgets: readonly number[],
  metric: DrawnAxis,
): readonly DrawnAxis[] {
  return [...axes.map(drawnAxis), ...budgetAxis(budgets), metric];
}

function drawnAxis(axis: ChartAxis): DrawnAxis {
  const scale =
    axis.scale === "category"
      ? categoryScale(axis.values)
      : numberScale(...axis.domain, axis.scale === "log");
  return { name: axis.name, scale, valueOf: ({ config }) => config[axis.name] };
}

function budgetAxis(budgets: readonly number[]): DrawnAxis[] {
  if (budgets.length < 2) return [];
  return [{ name: "budget", scale: categoryScale(budgets), valueOf: ({ budget }) => budget }];
}

/** The encoding of a position: the number of an axis, from 0, and a place on it from 0 to 1. */
export interface PlaceEncoding {
  readonly x: object;
  readonly y: object;
}

/** A position without Vega-Lite's axis. */
export function position(field: "x" | "y", last: number): object {
  const scale = { domain: [0, last], nice: false, zero: false };
  return { field, type: "quantitative", scale, axis: null };
}

const text = { field: "t", type: "nominal" };

/** The vertical lines with their names above. */
export function nameLayers(axes: readonly DrawnAxis[], { x }: PlaceEncoding) {
  const data = { values: axes.map(({ name }, index) => ({ x: index, t: name })) };
  return [
    {
      data,
      mark: { type: "rule", color: AXIS },
      encoding: { x, y: { value: 0 }, y2: { value: "height" } },
    },
    {
      data,
      mark: { type: "text", dy: -18, fontSize: 12, fontWeight: 600, color: INK },
      encoding: { x, y: { value: 0 }, text },
    },
  ];
}

/** The numbers at the vertical lines: left of them, right of the last one; readable over lines. */
export function tickLayers(axes: readonly DrawnAxis[], { x, y }: PlaceEncoding) {
  const halo = { stroke: BACKGROUND, strokeWidth: 3, strokeJoin: "round" };
  const ticksOf = ({ scale }: DrawnAxis, index: number) =>
    scale.ticks.map(({ place, label }) => ({ x: index, y: place, t: label }));
  const layers = (values: readonly object[], side: object) =>
    [halo, {}].map((outline) => ({
      data: { values },
      mark: { type: "text", fontSize: 11, color: MUTED, ...side, ...outline },
      encoding: { x, y, text },
    }));
  const ticks = axes.map(ticksOf);
  return [
    ...layers(ticks.slice(0, -1).flat(), { align: "right", dx: -6 }),
    ...layers(ticks.slice(-1).flat(), { align: "left", dx: 6 }),
  ];
}
