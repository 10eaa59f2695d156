export { animation, Animation, type AnimationOptions } from "./animation.js";
export { barChart, type BarChartOptions } from "./bar-chart.js";
export { Chart, LiveChart, StaticChart } from "./chart.js";
export { histogram, type HistogramOptions, type Numbers } from "./histogram.js";
export { imageGrid, ImageGrid, type ImageGridOptions } from "./image-grid.js";
export type { ChartStep } from "./chart-step.js";
export { lossChart, LossChart, type LossChartOptions } from "./loss-chart.js";
export type { ChartAxis } from "./parallel-trial.js";
export type { ChartTrial } from "./parallel-trial.js";
export {
  parallelCoordinates,
  ParallelCoordinates,
  type ParallelCoordinatesOptions,
} from "./parallel-coordinates.js";
export { planeChart, PlaneChart, type PlaneChartOptions, type PlaneState } from "./plane-chart.js";
export type { Points } from "./points.js";
export type { VegaLiteSpec } from "./render.js";
