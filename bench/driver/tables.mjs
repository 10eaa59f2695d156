/** The results as Markdown. */
import { compare } from "./comparison.mjs";
import { variants } from "./variants.mjs";

/** @typedef {import("./contestant.mjs").Row} Row */
/**
 * @typedef {object} Results what bench/results.json holds
 * @property {Record<string, unknown>} machine
 * @property {Record<string, string>} versions
 * @property {import("./ceiling.mjs").Ceiling} ceiling
 * @property {Row[]} rows
 */

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} body */
export function table(head, body) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
  return [head, rule, ...body].map(line).join("\n");
}

/** @param {number} ms three digits, at most two after the point */
const digits = (ms) => (ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2));

/** @param {number | null} ratio */
const shown = (ratio) => (ratio === null ? "–" : ratio.toFixed(2));

/** @param {Row | undefined} row */
function timeCell(row) {
  if (row?.medianMs == null || row.p10Ms === null || row.p90Ms === null) return "–";
  return `${digits(row.medianMs)} (${digits(row.p10Ms)} to ${digits(row.p90Ms)})`;
}

/** @param {Row | undefined} row */
const shareCell = (row) =>
  row?.shareOfCeiling == null ? "–" : `${(row.shareOfCeiling * 100).toFixed(0)} %`;

/** @param {import("./comparison.mjs").Compared} compared */
function targetCell({ comparison: { target }, met }) {
  if (target === undefined) return "";
  const goal = `at most ${target.atMost.toFixed(2)} ${target.of === "mean" ? "on average" : "on each"}`;
  return `${goal}: ${met === undefined ? "not known" : met ? "met" : "**missed**"}`;
}

/**
 * @param {Results} results
 * @param {readonly string[]} workloads in the order of the columns
 */
export function tables({ machine, versions, ceiling, rows }, workloads) {
  const find = (/** @type {string} */ workload, /** @type {string} */ variant) =>
    rows.find((row) => row.workload === workload && row.variant === variant);
  const measured = variants.filter(({ name }) => rows.some((row) => row.variant === name));
  const byVariant = (/** @type {(row: Row | undefined) => string} */ cell) =>
    table(
      ["", ...workloads],
      measured.map(({ name, title }) => [title, ...workloads.map((w) => cell(find(w, name)))]),
    );
  const ratios = compare(rows, workloads).map((compared) => [
    compared.comparison.title,
    ...compared.ratios.map(shown),
    shown(compared.mean),
    targetCell(compared),
  ]);
  const notes = rows
    .filter(({ note }) => note !== undefined)
    .map(({ workload, variant, note }) => `- ${workload}, ${variant}: ${firstLine(note)}`);
  const list = (/** @type {Record<string, unknown>} */ record) =>
    Object.entries(record)
      .map(([name, value]) => `${name} ${value}`)
      .join(", ");
  return [
    `Machine: ${list(machine)}.`,
    `Versions: ${list(versions)}.`,
    `Ceiling: ${ceiling.float32} GFLOP/s in float32, ${ceiling.bfloat16} GFLOP/s in bfloat16 (${ceiling.product}).`,
    "### Milliseconds a step: median (10th to 90th percentile)",
    byVariant(timeCell),
    "### Ratios of medians; below 1, Ganvas takes less time",
    table(["", ...workloads, "geometric mean", "target"], ratios),
    "### Share of the machine's ceiling",
    byVariant(shareCell),
    ...(notes.length === 0 ? [] : ["### Notes", notes.join("\n")]),
  ].join("\n\n");
}

/** @param {string | undefined} text of an error, which may go on for pages */
const firstLine = (text = "") => text.trim().split("\n")[0];
