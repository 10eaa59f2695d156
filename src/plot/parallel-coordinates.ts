import { checkTrial, type ChartTrial } from "./parallel-trial.js";
import { aNumber, aText, checkOptions } from "../base/arguments.js";
import { formatDuration } from "../base/numbers.js";
import { LiveChart } from "./chart.js";
import { formatNumber } from "../base/numbers.js";
import { parallelSpec } from "./parallel-spec.js";
import type { VegaLiteSpec } from "./render.js";
import { WIDTH } from "./theme.js";

export interface ParallelCoordinatesOptions {
  /** Default "Search". */
  title?: string;
  /** Width of the plotting area in CSS pixels. Default 540. */
  width?: number;
  /** Height of the plotting area in CSS pixels. Default 280. */
  height?: number;
}

/** The trials of a search, see {@link parallelCoordinates}. */
export class ParallelCoordinates extends LiveChart {
  readonly #options: Required<ParallelCoordinatesOptions>;
  readonly #trials = new Map<number, ChartTrial>();
  readonly #budgets = new Set<number>();
  #latest: ChartTrial | undefined;

  constructor(options: ParallelCoordinatesOptions = {}) {
    super();
    const sizes = { width: aNumber(540), height: aNumber(280) };
    checkOptions("parallelCoordinates", options, { title: aText("Search"), ...sizes });
    const { title = "Search", width = WIDTH, height = 280 } = options;
    this.#options = { title, width, height };
  }

  /** Adds a trial and updates the chart's display. */
  add(trial: ChartTrial): this {
    checkTrial(trial);
    this.#latest = trial;
    this.#budgets.add(trial.budget);
    this.#trials.set(trial.configuration, trial);
    this.changed();
    return this;
  }

  get spec(): VegaLiteSpec {
    return parallelSpec([...this.#trials.values()], {
      ...this.#options,
      subtitle: this.#progress(),
      axes: this.#latest?.axes ?? [],
      budgets: [...this.#budgets].sort((a, b) => a - b),
      objective: this.#latest?.objective ?? { metric: "metric", better: "lower" },
      best: this.#latest?.best?.configuration,
    });
  }

  toString(): string {
    const { best } = this.#latest ?? {};
    const config = best
      ? `: ${Object.entries(best.config)
          .map(([name, value]) => `${name} ${value}`)
          .join(", ")}`
      : "";
    return `${this.#options.title}: ${this.#progress()}${config}`;
  }

  #progress(): string {
    if (!this.#latest) return "no trial yet";
    const { trial, trials, best, objective, secondsElapsed, secondsLeft } = this.#latest;
    const failed = [...this.#trials.values()].filter(({ value }) => Number.isNaN(value)).length;
    const parts = [`trial ${formatNumber(trial)} of ${formatNumber(trials)}`];
    if (failed > 0) parts.push(`${failed} failed`);
    if (trial < trials && secondsLeft !== undefined)
      parts.push(`${formatDuration(secondsLeft)} left`);
    if (trial >= trials && secondsElapsed !== undefined) {
      parts.push(`took ${formatDuration(secondsElapsed)}`);
    }
    if (best) parts.push(`best ${objective.metric} ${formatNumber(best.value)}`);
    return parts.join(" · ");
  }
}

/**
 * A parallel-coordinates chart (Inselberg 1985) of a search for hyperparameters: an axis for each
 * parameter and one for the metric, a line for each configuration. It grows with each trial.
 *
 * ```ts
 * import { parallelCoordinates } from "ganvas";
 * import { logUniform, randomSearch, search } from "ganvas/search";
 *
 * const space = { rate: logUniform(1e-5, 1e-2) };
 * const strategy = randomSearch({ trials: 20, budget: 500 });
 * const trials = search(space, ({ rate }) => Math.log10(rate) ** 2, { strategy, better: "lower" });
 * const chart = parallelCoordinates();
 * for await (const trial of trials) chart.add(trial);
 * ```
 *
 * The better the metric, the stronger a line; the best is drawn in vermilion, a trial that failed is
 * dashed and does not reach the metric. In a notebook the line under the pointer stands out and
 * has a tooltip with its values, and the chart updates in place, as {@link lossChart} does. Where trials have
 * several budgets there is an axis for them, and a configuration is drawn with its latest. The
 * metric's axis is logarithmic where its values are positive and span two orders of magnitude.
 */
export function parallelCoordinates(options: ParallelCoordinatesOptions = {}): ParallelCoordinates {
  return new ParallelCoordinates(options);
}
