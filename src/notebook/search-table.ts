import { checkTrial } from "../plot/parallel-trial.js";
import { checkPositiveInteger } from "../base/errors.js";
import { aText, checkOptions, anObject, checkArgument } from "../base/arguments.js";
import { formatDuration } from "../base/numbers.js";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { Live } from "../plot/live.js";
import { formatNumber } from "../base/numbers.js";
import { isBetter, type SearchTrial } from "../search/trial.js";
import { Table } from "../display/table.js";

export interface SearchTableOptions {
  /** Default "Search". */
  title?: string;
  /** How many trials are shown, the best first. Default 20. */
  rows?: number;
}

/** The trials of a search, see {@link searchTable}. */
export class SearchTable extends Shown {
  readonly #title: string;
  readonly #rows: number;
  readonly #trials: SearchTrial[] = [];
  readonly #live = new Live({
    draft: () => this.table[DISPLAY](),
    final: async () => this.table[DISPLAY](),
  });

  constructor(options: SearchTableOptions = {}) {
    super();
    checkOptions("searchTable", options, { title: aText("Search") });
    const { title = "Search", rows = 20 } = options;
    checkPositiveInteger("rows", rows, 20);
    this.#title = title;
    this.#rows = rows;
  }

  /** Adds a trial and updates the table's display. */
  add(trial: SearchTrial): this {
    checkTrial(trial);
    checkArgument("metrics", trial.metrics, anObject("numbers by name", "{ loss: 1 }"));
    this.#trials.push(trial);
    this.#live.changed();
    return this;
  }

  /** The table as it stands. */
  get table(): Table {
    const sorted = [...this.#trials].sort(order);
    const shown = sorted.slice(0, this.#rows);
    const columns = columnsOf(shown);
    const header = columns.map(([name]) => name);
    const rows = shown.map((trial) => columns.map(([, cell]) => cell(trial)));
    return new Table(this.#title, header, rows, this.#note(sorted.length - shown.length));
  }

  [DISPLAY](): MimeBundle {
    if (this.#live.isHere) return { "text/plain": `${this.#title}, shown above` };
    return this.table[DISPLAY]();
  }

  toString(): string {
    return this.table.toString();
  }

  #note(hidden: number): string {
    const latest = this.#trials.at(-1);
    if (!latest) return "no trial yet";
    const { trial, trials, secondsLeft, objective } = latest;
    const parts = [
      `trial ${formatNumber(trial)} of ${formatNumber(trials)}`,
      trial < trials ? `${formatDuration(secondsLeft)} left` : "",
      `${objective.better} ${objective.metric} is better`,
      hidden > 0 ? `${formatNumber(hidden)} more not shown` : "",
    ];
    return parts.filter(Boolean).join(" · ");
  }
}

type TableColumn = readonly [name: string, cell: (trial: SearchTrial) => string];

/** Parameters, budget and failure where trials differ in them, the metric before other metrics. */
function columnsOf(trials: readonly SearchTrial[]): readonly TableColumn[] {
  const { config = {}, objective } = trials[0] ?? {};
  const metric = objective?.metric ?? "metric";
  const names = new Set([metric, ...trials.flatMap(({ metrics }) => Object.keys(metrics))]);
  const severalBudgets = new Set(trials.map(({ budget }) => budget)).size > 1;
  const failures = trials.some(({ failure }) => failure !== undefined);
  return [
    ["trial", ({ trial }) => text(trial)],
    ...Object.keys(config).map((name): TableColumn => [name, (trial) => text(trial.config[name])]),
    ...(severalBudgets ? [["budget", ({ budget }) => text(budget)] satisfies TableColumn] : []),
    ...[...names].map((name): TableColumn => [name, ({ metrics }) => text(metrics[name])]),
    ["time", ({ seconds }) => formatDuration(seconds)],
    ...(failures ? [["failure", ({ failure = "" }) => failure] satisfies TableColumn] : []),
  ];
}

/** Larger budgets first, and the better metrics of each; failed trials last. */
function order(a: SearchTrial, b: SearchTrial): number {
  const failed = Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value));
  if (failed !== 0 || Number.isNaN(a.value)) return failed;
  if (a.budget !== b.budget) return b.budget - a.budget;
  if (a.value === b.value) return 0;
  return isBetter(a.value, b.value, a.objective) ? -1 : 1;
}

function text(value: unknown): string {
  if (value === undefined) return "–";
  return typeof value === "number" ? formatNumber(value) : String(value);
}

/**
 * A table of a search's trials, the best first, that grows with each trial.
 *
 * ```ts
 * import { searchTable } from "ganvas";
 * import { logUniform, randomSearch, search } from "ganvas/search";
 *
 * const space = { rate: logUniform(1e-5, 1e-2) };
 * const strategy = randomSearch({ trials: 20, budget: 500 });
 * const trials = search(space, ({ rate }) => Math.log10(rate) ** 2, { strategy, better: "lower" });
 * const table = searchTable();
 * for await (const trial of trials) table.add(trial);
 * ```
 *
 * In a notebook it updates in place, as {@link lossChart} does. Trials with the largest budget come
 * first; failed trials come last, with the reason.
 */
export function searchTable(options: SearchTableOptions = {}): SearchTable {
  return new SearchTable(options);
}
