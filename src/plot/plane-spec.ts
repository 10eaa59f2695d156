import { formatCount } from "../base/numbers.js";
import { type VegaLiteSpec, withTheme } from "./render.js";
import { GENERATED, REAL } from "./theme.js";

type Pair = readonly [number, number];

interface Plane {
  domain: { readonly x: Pair; readonly y: Pair };
  resolution: number;
  width: number;
  title: string;
  step?: number;
  real: readonly Pair[];
  generated: readonly Pair[];
  /** Values in [0, 1] row by row from the lowest y. */
  field: readonly number[] | undefined;
}

/** Veils of the points' colors, so that the points stand out on their side; clear where D is undecided. */
const FIELD_COLORS = [
  "rgba(213, 94, 0, 0.48)",
  "rgba(128, 128, 128, 0)",
  "rgba(0, 114, 178, 0.44)",
];
const MAX_HEIGHT = 480;

export function planeSpec(plane: Plane): VegaLiteSpec {
  const { domain, resolution, step, title } = plane;
  const aspect = (domain.y[1] - domain.y[0]) / (domain.x[1] - domain.x[0]);
  // Cells of whole pixels: fractions would leave seams between them.
  const cells = (pixels: number) => resolution * Math.max(1, Math.round(pixels / resolution));
  const subtitle = step === undefined ? "" : `step ${formatCount(step)}`;
  return withTheme({
    title: { text: title, subtitle },
    width: cells(plane.width),
    height: cells(Math.min(MAX_HEIGHT, plane.width * aspect)),
    layer: [...(plane.field ? [fieldLayer(plane, plane.field)] : []), pointLayer(plane)],
    resolve: { scale: { color: "independent" } },
  });
}

function axis(field: string, name: "x" | "y", { domain }: Plane) {
  return {
    field,
    type: "quantitative",
    title: name,
    scale: { domain: domain[name], nice: false, zero: false },
    axis: { grid: false, tickCount: 5, domain: true, ticks: true },
  };
}

/** The values travel as a bare list; where each belongs follows from its place in it. */
function fieldLayer(plane: Plane, field: readonly number[]): VegaLiteSpec {
  const { domain, resolution } = plane;
  const edge = ([low, high]: Pair, index: string) =>
    `${low} + ${(high - low) / resolution} * (${index})`;
  const column = `(datum.i - 1) % ${resolution}`;
  const row = `floor((datum.i - 1) / ${resolution})`;
  return {
    data: {
      values: field.map((value) => (Number.isFinite(value) ? Number(value.toFixed(3)) : null)),
    },
    transform: [
      { window: [{ op: "row_number", as: "i" }] },
      { calculate: edge(domain.x, column), as: "x" },
      { calculate: edge(domain.x, `${column} + 1`), as: "x2" },
      { calculate: edge(domain.y, row), as: "y" },
      { calculate: edge(domain.y, `${row} + 1`), as: "y2" },
    ],
    mark: { type: "rect" },
    encoding: {
      x: axis("x", "x", plane),
      x2: { field: "x2" },
      y: axis("y", "y", plane),
      y2: { field: "y2" },
      color: {
        field: "data",
        type: "quantitative",
        scale: { domain: [0, 0.5, 1], range: FIELD_COLORS, clamp: true, interpolate: "rgb" },
        legend: { title: "D(x, y)", orient: "right", gradientLength: 140, values: [0, 0.5, 1] },
      },
    },
  };
}

function pointLayer(plane: Plane): VegaLiteSpec {
  const rows = (kind: string, points: readonly Pair[]) =>
    points.map(([x, y]) => ({ x, y, k: kind }));
  return {
    data: { values: [...rows("real", plane.real), ...rows("generated", plane.generated)] },
    mark: {
      type: "point",
      filled: true,
      size: 22,
      opacity: 0.8,
      clip: true,
      stroke: "white",
      strokeWidth: 0.4,
    },
    encoding: {
      x: axis("x", "x", plane),
      y: axis("y", "y", plane),
      color: {
        field: "k",
        type: "nominal",
        title: null,
        scale: { domain: ["real", "generated"], range: [REAL, GENERATED] },
        legend: { orient: "right", symbolOpacity: 1, symbolSize: 60 },
      },
    },
  };
}
