import {
  aList,
  aNumber,
  aText,
  anObject,
  checkArgument,
  checkOptions,
  either,
  type Kind,
} from "../base/arguments.js";
import { type Chart, StaticChart } from "./chart.js";
import { formatNumber } from "../base/numbers.js";
import { compact } from "./compact.js";
import { withTheme } from "./render.js";
import { HEIGHT, INK, MUTED, PALETTE, WIDTH } from "./theme.js";

export interface BarChartOptions {
  /** Default "Frequencies". */
  title?: string;
  subtitle?: string;
  /** Title of the vertical axis. Default none. */
  axis?: string;
  /** A value to compare with, drawn as a dashed line. */
  reference?: number;
  /** The text at the dashed line. Default "reference". */
  referenceLabel?: string;
  /** Width of the plotting area in CSS pixels. Default 540. */
  width?: number;
  /** Height of the plotting area in CSS pixels. Default 240. */
  height?: number;
}

const aPair: Kind = {
  ...{ expected: "a pair", example: '["0", 0.11]' },
  is: (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === "string",
};

/**
 * A bar for each named value, in the order given, with the value above it.
 *
 * ```ts
 * barChart({ "0": 0.11, "1": 0.09 }, { title: "Digits in 10,000 samples", reference: 0.1 });
 * ```
 *
 * @param values by label, in a record or as pairs. JavaScript keeps a record's whole-number labels in
 *   ascending order; values that are not finite have no bar
 */
export function barChart(
  values: Readonly<Record<string, number>> | readonly (readonly [label: string, value: number])[],
  options: BarChartOptions = {},
): Chart {
  const record = anObject("numbers by label", '{ "0": 0.11, "1": 0.09 }');
  checkArgument("values", values, either(record, aList("pairs", '[["0", 0.11]]', aPair)));
  checkOptions("barChart", options, {
    ...{ title: aText("Digits"), subtitle: aText(""), axis: aText("share") },
    ...{ reference: aNumber(0.1), referenceLabel: aText("expected") },
    ...{ width: aNumber(540), height: aNumber(240) },
  });
  const pairs: readonly (readonly [string, number])[] = Array.isArray(values)
    ? values
    : Object.entries(values);
  const { title = "Frequencies", subtitle, axis = null, reference = NaN } = options;
  const { referenceLabel = "reference", width = WIDTH, height = HEIGHT } = options;
  for (const [label, value] of pairs) checkArgument(`The value of "${label}"`, value, aNumber(0.1));
  const pixels = height / Math.max(...pairs.map(([, value]) => value).filter(Number.isFinite), 0);
  const rows = pairs.map(([label, value]) => ({
    x: label,
    y: compact(value),
    t: formatNumber(value),
    within: value * pixels > LABEL && isStruck((reference - value) * pixels) ? 1 : 0,
  }));
  const long = rows.some((row) => row.x.length * 7 > width / rows.length);
  const x = {
    field: "x",
    type: "nominal",
    sort: null,
    title: null,
    axis: { labelAngle: long ? -35 : 0, ticks: false, labelPadding: 6, labelFontSize: 12 },
    scale: { paddingInner: 0.25, paddingOuter: 0.15 },
  };
  const y = { field: "y", type: "quantitative", title: axis, axis: { tickCount: 5 } };
  const bars = {
    mark: { type: "bar", color: PALETTE[0], cornerRadiusEnd: 2 },
    encoding: { x, y },
  };
  const numbers = (within: boolean, look: object) => ({
    transform: [{ filter: `datum.within == ${within ? 1 : 0}` }],
    mark: { type: "text", fontSize: 11, ...look },
    encoding: { x, y, text: { field: "t", type: "nominal" } },
  });
  const line = Number.isNaN(reference) ? [] : referenceLine(reference, referenceLabel);
  const spec = withTheme({
    title: { text: title, ...(subtitle === undefined ? {} : { subtitle }) },
    width,
    height,
    data: { values: rows },
    layer: [
      bars,
      ...line,
      numbers(false, { dy: -8, color: MUTED }),
      numbers(true, { dy: 10, color: "white" }),
    ],
  });
  const listed = rows.map((row) => `${row.x} ${row.t}`).join(", ");
  const compared = Number.isNaN(reference) ? "" : ` (${referenceLabel} ${formatNumber(reference)})`;
  return new StaticChart(spec, `${title}: ${listed}${compared}`);
}

/** Room for the number of a bar, in pixels. */
const LABEL = 22;

/** Whether a line so many pixels above a bar would go through the number there. */
function isStruck(above: number): boolean {
  return above > -3 && above < LABEL;
}

function referenceLine(value: number, label: string) {
  const data = { values: [{ y: value }] };
  const y = { field: "y", type: "quantitative" };
  return [
    {
      data,
      mark: { type: "rule", strokeDash: [5, 4], color: INK, strokeWidth: 1.2 },
      encoding: { y },
    },
    {
      data,
      mark: { type: "text", align: "left", dx: 5, color: INK, fontSize: 11 },
      encoding: { y, x: { value: "width" }, text: { value: label } },
    },
  ];
}
