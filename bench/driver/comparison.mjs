/** The comparison of the results: ratios of step times, their geometric means, and the targets. */
import { geometricMean } from "./statistics.mjs";

/** @typedef {import("./contestant.mjs").Row} Row */
/** @typedef {(variant: string) => number | null} Times the median of each variant at a workload */
/**
 * @typedef {object} Comparison
 * @property {string} title
 * @property {(times: Times) => number | null} ratio below 1: Ganvas takes less time
 * @property {{ atMost: number, of: "mean" | "each" }} [target]
 */
/**
 * @typedef {object} Compared
 * @property {Comparison} comparison
 * @property {(number | null)[]} ratios by workload
 * @property {number | null} mean geometric, of the ratios that are not null
 * @property {boolean | undefined} met undefined without a target, or without all ratios
 */

/** @param {number | null} a @param {number | null} b */
const divide = (a, b) => (a === null || b === null ? null : a / b);

/** The time in PyTorch's better layout. @param {Times} times */
function torch(times) {
  const both = [times("torch"), times("torch-channels-last")].filter((time) => time !== null);
  return both.length === 0 ? null : Math.min(...both);
}

/** @type {readonly Comparison[]} */
export const comparisons = [
  {
    title: "Ganvas captured / Keras",
    ratio: (times) => divide(times("ganvas"), times("keras")),
    target: { atMost: 1, of: "each" },
  },
  {
    title: "Ganvas captured / PyTorch, better layout",
    ratio: (times) => divide(times("ganvas"), torch(times)),
    target: { atMost: 0.85, of: "mean" },
  },
  {
    title: "Ganvas bf16 / Keras (fp32)",
    ratio: (times) => divide(times("ganvas-bf16"), times("keras")),
    target: { atMost: 0.75, of: "mean" },
  },
  {
    title: "Ganvas bf16 / PyTorch bf16",
    ratio: (times) => divide(times("ganvas-bf16"), times("torch-bf16")),
    target: { atMost: 1, of: "each" },
  },
  {
    title: "Ganvas captured / Ganvas eager",
    ratio: (times) => divide(times("ganvas"), times("ganvas-eager")),
  },
  {
    title: "Ganvas captured / TF.js",
    ratio: (times) => divide(times("ganvas"), times("tfjs")),
  },
];

/**
 * @param {readonly Row[]} rows
 * @param {readonly string[]} workloads
 * @returns {Compared[]}
 */
export function compare(rows, workloads) {
  return comparisons.map((comparison) => {
    const ratios = workloads.map((workload) =>
      comparison.ratio(
        (variant) =>
          rows.find((row) => row.workload === workload && row.variant === variant)?.medianMs ??
          null,
      ),
    );
    const available = ratios.filter((ratio) => ratio !== null);
    const mean = available.length === 0 ? null : geometricMean(available);
    return { comparison, ratios, mean, met: isMet(comparison.target, ratios, mean) };
  });
}

/**
 * @param {Comparison["target"]} target
 * @param {(number | null)[]} ratios
 * @param {number | null} mean
 */
function isMet(target, ratios, mean) {
  if (target === undefined || mean === null || ratios.includes(null)) return undefined;
  const judged = target.of === "mean" ? [mean] : /** @type {number[]} */ (ratios);
  return judged.every((ratio) => ratio <= target.atMost);
}
