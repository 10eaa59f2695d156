import { type AxisScale, categoryScale, numberScale } from "./axis-scale.js";
import { drawnAxes, nameLayers, position, tickLayers } from "./parallel-axes.js";
import type { ChartAxis, ChartTrial } from "./parallel-trial.js";
import { hoverLayer, lineLayer, linesOf } from "./parallel-lines.js";
import { type VegaLiteSpec, withTheme } from "./render.js";

interface Look {
  readonly title: string;
  readonly subtitle: string;
  readonly width: number;
  readonly height: number;
  readonly axes: readonly ChartAxis[];
  readonly budgets: readonly number[];
  readonly objective: ChartTrial["objective"];
  /** The configuration that is drawn on top. */
  readonly best: number | undefined;
}

/** The metric's axis is logarithmic from this ratio of the largest to the smallest value on. */
const LOG_SCALE_RATIO = 100;

/** The Vega-Lite chart of trials over the axes of their space. */
export function parallelSpec(trials: readonly ChartTrial[], look: Look): VegaLiteSpec {
  const { title, subtitle, width, height, objective } = look;
  const metric = {
    name: objective.metric,
    scale: metricScale(trials),
    valueOf: ({ value, failure = "" }: ChartTrial) =>
      Number.isNaN(value) ? `failed: ${failure}` : value,
  };
  const axes = drawnAxes(look.axes, look.budgets, metric);
  const lines = linesOf(trials, axes, objective.better, look.best);
  const place = { x: position("x", Math.max(1, axes.length - 1)), y: position("y", 1) };
  return withTheme({
    title: { text: title, subtitle, offset: 30 },
    width,
    height,
    layer: [
      ...nameLayers(axes, place),
      lineLayer(lines, place),
      ...tickLayers(axes, place),
      hoverLayer(lines, axes, place),
    ],
  });
}

function metricScale(trials: readonly ChartTrial[]): AxisScale {
  const values = trials.map(({ value }) => value).filter(Number.isFinite);
  if (values.length === 0) return categoryScale([]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return numberScale(low, high, low > 0 && high / low >= LOG_SCALE_RATIO);
}
