import {
  aList,
  aNumber,
  aTensor,
  aText,
  anObject,
  checkArgument,
  checkOptions,
  either,
} from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { type Bins, countInBins, suitableBins } from "./bins.js";
import { type Chart, StaticChart } from "./chart.js";
import { checkInterval, checkPositiveInteger } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import { compact } from "./compact.js";
import { withTheme } from "./render.js";
import { HEIGHT, PALETTE, TOP_LEGEND, WIDTH } from "./theme.js";

/** Numbers, in an array or a tensor of any shape. */
export type Numbers = readonly number[] | Float32Array | Float64Array | Uint8Array | tf.Tensor;

export interface HistogramOptions {
  /** Number of bins. Default: Freedman and Diaconis' rule, Sturges' where that has no answer. */
  bins?: number;
  /** The interval to show. Default: from the least to the greatest value. */
  domain?: readonly [low: number, high: number];
  title?: string;
  /** Title of the horizontal axis. Default "value". */
  axis?: string;
  /** Width of the plotting area in CSS pixels. Default 540. */
  width?: number;
  /** Height of the plotting area in CSS pixels. Default 240. */
  height?: number;
}

/**
 * A histogram of one series (as counts), or of several overlaid (each as shares of its values,
 * so that series of different lengths compare).
 *
 * Values that are not finite are left out and counted in the subtitle. Tensors are read once and not
 * disposed.
 *
 * ```ts
 * const [real, generated] = [[0.8, 0.9, 0.7], [0.2, 0.4, 0.3]];
 * histogram({ "D(x)": real, "D(G(z))": generated }, { domain: [0, 1] });
 * ```
 *
 * @throws RangeError if there is no finite value, or `bins` or `domain` is not as described
 */
export function histogram(
  values: Numbers | Readonly<Record<string, Numbers>>,
  options: HistogramOptions = {},
): Chart {
  const record = anObject("numbers by name", "{ real, generated }");
  const list = aList("an array of numbers", "[0.2, 0.4]", aNumber(0.2));
  const numbers = either(list, aTensor("tf.tensor1d([0.2, 0.4])"));
  checkArgument("values", values, either(numbers, record));
  if (!isNumbers(values))
    for (const [name, series] of Object.entries(values)) checkArgument(name, series, numbers);
  checkOptions("histogram", options, {
    ...{ title: aText("D(x)"), axis: aText("value"), width: aNumber(540), height: aNumber(240) },
  });
  const named = isNumbers(values) ? { "": values } : values;
  const groups = Object.entries(named).map(([name, numbers]) => ({ name, all: toArray(numbers) }));
  const finite = groups.map(({ name, all }) => ({ name, values: all.filter(Number.isFinite) }));
  const total = sum(groups.map((group) => group.all.length));
  const left = total - sum(finite.map((group) => group.values.length));
  if (left === total) {
    throw new RangeError(
      `The values of a histogram are expected to hold at least one finite number but hold ` +
        `${formatCount(total, "value")}, none of them finite; look for NaN where they come from.`,
    );
  }
  const bins = binsFor(
    finite.map((group) => group.values),
    options,
  );
  const several = finite.length > 1;
  const rows = finite.flatMap(({ name, values }) =>
    countInBins(values, bins).map((count, i) => ({
      g: name,
      from: compact(bins.low + i * bins.width),
      to: compact(bins.low + (i + 1) * bins.width),
      n: compact(several ? count / values.length : count),
    })),
  );
  const sizes = finite.map(
    ({ name, values }) => `${name && `${name}: `}${formatCount(values.length)} values`,
  );
  const notes = [...sizes, ...(left > 0 ? [`${formatCount(left)} not finite`] : [])].join(" · ");
  const { title = "Histogram", width = WIDTH, height = HEIGHT, axis = "value" } = options;
  const x = {
    field: "from",
    type: "quantitative",
    title: axis,
    axis: { grid: false, tickCount: 8 },
  };
  const names = finite.map((group) => group.name);
  const color = {
    field: "g",
    type: "nominal",
    title: null,
    scale: { domain: names, range: names.map((_, i) => PALETTE[i % PALETTE.length]) },
    legend: several ? { ...TOP_LEGEND, symbolType: "square" } : null,
  };
  const spec = withTheme({
    title: { text: title, subtitle: notes },
    width,
    height,
    data: { values: rows },
    mark: { type: "bar", opacity: several ? 0.55 : 0.9, binSpacing: several ? 0 : 1 },
    encoding: {
      x: { ...x, bin: "binned", scale: { domain: edges(bins), nice: false } },
      x2: { field: "to" },
      y: {
        field: "n",
        type: "quantitative",
        stack: null,
        title: several ? "share of values" : "count",
        axis: { tickCount: 5 },
      },
      color,
    },
  });
  return new StaticChart(spec, `${title}: ${notes}, ${bins.count} bins`);
}

function binsFor(groups: Float64Array[], { bins, domain }: HistogramOptions): Bins {
  if (bins !== undefined) checkPositiveInteger("bins", bins, 20);
  if (domain !== undefined) checkInterval("domain", domain, [0, 1]);
  let [low, high] = domain ?? [Infinity, -Infinity];
  if (!domain) {
    for (const values of groups) {
      for (const value of values) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    if (low === high) [low, high] = [low - 0.5, high + 0.5]; // one bin around a single value
  }
  const within = groups.map((values) => values.filter((value) => value >= low && value <= high));
  const filled = within.filter((values) => values.length > 0);
  const count = bins ?? Math.max(1, ...filled.map((values) => suitableBins(values, [low, high])));
  return { low, width: (high - low) / count, count };
}

function edges({ low, width, count }: Bins): [number, number] {
  return [compact(low)!, compact(low + width * count)!];
}

function isNumbers(values: Numbers | Readonly<Record<string, Numbers>>): values is Numbers {
  return Array.isArray(values) || ArrayBuffer.isView(values) || values instanceof tf.Tensor;
}

function toArray(values: Numbers): Float64Array {
  return Float64Array.from(values instanceof tf.Tensor ? values.dataSync() : values);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
