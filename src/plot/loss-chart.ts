import {
  aList,
  aNumber,
  aText,
  anObject,
  checkArgument,
  checkOptions,
  required,
} from "../base/arguments.js";
import { checkNumber, checkPositiveInteger } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import type { ChartStep } from "./chart-step.js";
import { LiveChart } from "./chart.js";
import { progressText } from "./progress.js";
import { lossSpec } from "./loss-spec.js";
import { Series } from "./series.js";
import type { VegaLiteSpec } from "./render.js";
import { HEIGHT, WIDTH } from "./theme.js";

export interface LossChartOptions {
  /** Names of the metrics to draw, in order of their colors. Default: all of the first step. */
  metrics?: readonly string[];
  /** Default "Training". */
  title?: string;
  /** Width of the plotting area in CSS pixels. Default 540. */
  width?: number;
  /** Height of the upper panel in CSS pixels. Default 240. */
  height?: number;
  /**
   * Standard deviation of the smoothing window as a share of all steps, from 0 (no smoothing) to 1.
   * Default 0.015.
   */
  smoothing?: number;
  /** Takes only every n-th step added. Default 1. */
  every?: number;
}

/** How a step is written that is none of a training. */
const STEP = "{ step: 1, metrics: { loss: 0.7 } }";

/** The metrics of a training over its steps, see {@link lossChart}. */
export class LossChart extends LiveChart {
  readonly #options: Required<Omit<LossChartOptions, "metrics">>;
  readonly #series = new Map<string, Series>();
  readonly #chosen: ReadonlySet<string> | undefined;
  #added = 0;
  #latest: ChartStep | undefined;

  constructor(options: LossChartOptions = {}) {
    super();
    checkOptions("lossChart", options, {
      metrics: aList("a list of names", '["generator loss"]', aText("generator loss")),
      ...{ title: aText("Training"), width: aNumber(540), height: aNumber(240) },
    });
    const { metrics, title = "Training", width = WIDTH, height = HEIGHT } = options;
    const { smoothing = 0.015, every = 1 } = options;
    checkNumber("smoothing", smoothing, [0, 1], 0.015);
    checkPositiveInteger("every", every, 10);
    this.#options = { title, width, height, smoothing, every };
    this.#chosen = metrics && new Set(metrics);
    for (const name of metrics ?? []) this.#series.set(name, new Series());
  }

  /**
   * Adds a step and updates the chart's display.
   *
   * Values that are NaN or infinite leave a gap and are counted in the subtitle.
   */
  add(step: ChartStep): this {
    const metrics = anObject("numbers by name", "{ loss: 0.7 }");
    checkArgument("A step of lossChart", step, anObject("a training step", STEP, "metrics"));
    const times = { steps: aNumber(1000), secondsElapsed: aNumber(1), secondsLeft: aNumber(1) };
    checkOptions("add", step, { step: required(aNumber(1)), ...times, metrics: required(metrics) });
    for (const [name, value] of Object.entries(step.metrics))
      checkArgument(`metrics.${name}`, value, aNumber(0.7));
    this.#latest = step;
    if (this.#added++ % this.#options.every === 0) {
      for (const [name, value] of Object.entries(step.metrics)) {
        if (this.#chosen && !this.#chosen.has(name)) continue;
        this.#seriesOf(name).add(step.step, value);
      }
    }
    this.changed();
    return this;
  }

  get spec(): VegaLiteSpec {
    const { title, width, height, smoothing } = this.#options;
    const lines = [...this.#series].map(([name, series]) => ({
      name,
      points: series.line(smoothing),
    }));
    const subtitle = [progressText(this.#latest), this.#notFiniteText()]
      .filter(Boolean)
      .join(" · ");
    return lossSpec(lines, { title, subtitle, width, height, smoothed: smoothing > 0 });
  }

  toString(): string {
    const last = [...this.#series]
      .filter(([, series]) => series.last !== undefined)
      .map(([name, series]) => `${name} ${series.last!.toPrecision(4)}`);
    const parts = [progressText(this.#latest), ...last, this.#notFiniteText()].filter(Boolean);
    return `${this.#options.title}: ${parts.join(" · ")}`;
  }

  #seriesOf(name: string): Series {
    let series = this.#series.get(name);
    if (!series) this.#series.set(name, (series = new Series()));
    return series;
  }

  #notFiniteText(): string {
    const count = [...this.#series.values()].reduce((sum, series) => sum + series.notFinite, 0);
    return count === 0 ? "" : `${formatCount(count, "value")} not finite`;
  }
}

/**
 * A chart of losses and other metrics that grows with each step of a training.
 *
 * ```ts
 * const digits = await mnist();
 * const model = mlpGan({ image: [28, 28, 1], latent: 64 });
 * const chart = lossChart();
 * for await (const step of trainGan(model, digits, { steps: 2000 })) chart.add(step);
 * ```
 *
 * In a notebook the first `add` of a cell displays the chart there and later ones update it, about
 * once a second; if `chart` is also the last value of that cell, it is not drawn again.
 * Metrics whose name ends in "loss" are drawn in the upper panel, all others below. A faint line
 * shows the values, a strong one their smoothed values. A long series is thinned to at most 400
 * points that keep its extremes.
 *
 * @throws RangeError if `smoothing` or `every` is out of range
 */
export function lossChart(options: LossChartOptions = {}): LossChart {
  return new LossChart(options);
}
