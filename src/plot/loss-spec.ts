import { compact } from "./compact.js";
import { type VegaLiteSpec, withTheme } from "./render.js";
import type { LinePoint } from "./series.js";
import { PALETTE, TOP_LEGEND } from "./theme.js";

interface NamedLine {
  readonly name: string;
  readonly points: readonly LinePoint[];
}

interface Look {
  title: string;
  subtitle: string;
  width: number;
  height: number;
  smoothed: boolean;
}

/** Space between two panels, which share the axis of steps. */
const PANEL_GAP = 14;

/** The Vega-Lite chart of named lines over training steps; losses above, other metrics below. */
export function lossSpec(lines: readonly NamedLine[], look: Look): VegaLiteSpec {
  const losses = lines.filter((line) => line.name.endsWith("loss"));
  const others = lines.filter((line) => !line.name.endsWith("loss"));
  const title = { text: look.title, subtitle: look.subtitle };
  const { width, height } = look;
  if (losses.length === 0 || others.length === 0) {
    const yTitle = losses.length > 0 ? "loss" : "value";
    return withTheme({ title, width, height, ...panel(lines, 0, yTitle, true, look) });
  }
  const lower = Math.round(height * 0.6);
  return withTheme({
    title,
    spacing: PANEL_GAP,
    resolve: { scale: { color: "independent" } },
    vconcat: [
      { width, height, ...panel(losses, 0, "loss", false, look) },
      { width, height: lower, ...panel(others, losses.length, "value", true, look) },
    ],
  });
}

function panel(
  lines: readonly NamedLine[],
  firstColor: number,
  yTitle: string,
  bottom: boolean,
  look: Look,
): VegaLiteSpec {
  const values = lines.flatMap(({ name, points }) =>
    points.map(({ step, raw, smooth }) => ({
      x: step,
      m: name,
      r: compact(raw),
      y: compact(smooth),
    })),
  );
  // Without a domain an empty chart would have no axes.
  const empty = values.every((value) => value.r === null);
  const steps = values.map((value) => value.x);
  const xDomain = empty
    ? [0, 10]
    : [Math.min(...steps), Math.max(...steps, Math.min(...steps) + 1)];
  const x = {
    field: "x",
    type: "quantitative",
    title: bottom ? "step" : null,
    scale: { domain: xDomain, nice: false },
    axis: { grid: false, labels: bottom, tickCount: 8, tickMinStep: 1, format: ",d" },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    title: yTitle,
    scale: empty ? { domain: [0, 1] } : { zero: true },
    axis: { tickCount: look.height < 200 || yTitle === "value" ? 4 : 6, minExtent: 30 },
  });
  const names = lines.map((line) => line.name);
  const color = {
    field: "m",
    type: "nominal",
    title: null,
    scale: {
      domain: names,
      range: names.map((_, i) => PALETTE[(firstColor + i) % PALETTE.length]),
    },
    legend: names.length === 0 ? null : TOP_LEGEND,
  };
  const faint = {
    mark: { type: "line", strokeWidth: 1, opacity: 0.28, strokeJoin: "round" },
    encoding: { x, y: y("r"), color },
  };
  const strong = {
    mark: { type: "line", strokeWidth: 2.2, strokeJoin: "round", strokeCap: "round" },
    encoding: { x, y: y("y"), color },
  };
  return { data: { values }, layer: look.smoothed ? [faint, strong] : [strong] };
}
