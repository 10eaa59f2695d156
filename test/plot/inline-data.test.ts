import { expect, test } from "vitest";
import {
  barChart,
  histogram,
  lossChart,
  planeChart,
  type VegaLiteSpec,
} from "../../src/plot/index.js";
import { withCsvData } from "../../src/plot/inline-data.js";
import { specToSvg } from "../../src/plot/render.js";

const losses = lossChart();
for (let step = 1; step <= 20; step++) {
  const sine = step === 7 ? NaN : Math.sin(step);
  losses.add({ step, steps: 20, metrics: { 'a, "b"': sine, c: step / 3 } });
}
const plane = planeChart({ domain: { x: [-1, 1], y: [-1, 1] }, resolution: 8 });
plane.update({
  step: 1,
  real: [[0, 0], [0.5, -1]], // prettier-ignore
  generated: [[1, 1]],
  field: (grid: Float32Array) => Array.from({ length: grid.length / 2 }, (_, i) => i / 64),
});

test.each<[string, { readonly spec: VegaLiteSpec }]>([
  ["loss chart with a gap and a name that needs quotes", losses],
  ["bar chart", barChart({ "first, with a comma": 1, 'a "quoted" one': 2.5, "3": -1 })],
  ["histogram", histogram({ a: [1, 2, 2, 3], "b, c": [3, 3, 4.5] })],
  ["plane", plane],
])("a chart with its data as CSV draws the same: %s", async (_, { spec }) => {
  const csv = withCsvData(spec);
  expect(JSON.stringify(csv)).toContain('"type":"csv"');
  const unnumbered = (svg: string) => svg.replace(/(id="|url\(#)[^")]*/g, "$1");
  expect(unnumbered(await specToSvg(csv))).toBe(unnumbered(await specToSvg(spec)));
});

const converted = (values: unknown) => (withCsvData({ data: { values } }).data as object) ?? {};

test("numbers, texts and plain numbers become CSV with their types", () => {
  expect(
    converted([
      { x: 1, k: "a,b" },
      { x: null, k: 'c"d' },
    ]),
  ).toEqual({
    values: 'x,k\n1,"a,b"\n,"c""d"',
    format: { type: "csv", parse: { x: "number", k: "string" } },
  });
  expect(converted([0.5, -1])).toEqual({
    values: "data\n0.5\n-1",
    format: { type: "csv", parse: { data: "number" } },
  });
});

test.each([
  ["an empty text", [{ k: "" }]],
  ["a missing text", [{ k: "a" }, { k: null }]],
  ["a field that one row lacks", [{ x: 1 }, { y: 1 }]],
  ["mixed types", [{ x: 1 }, { x: "1" }]],
  ["nested values", [{ x: [1] }]],
  ["truth values", [{ x: true }]],
  ["a missing number in the only field", [{ x: 1 }, { x: null }]],
  ["no rows", []],
])("data that CSV would change stay as they are: %s", (_, values) => {
  expect(converted(values)).toEqual({ values });
});
