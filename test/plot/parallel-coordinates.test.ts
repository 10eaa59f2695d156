import { describe, expect, it } from "vitest";
import { evenTicks, numberScale } from "../../src/plot/axis-scale.js";
import { parallelCoordinates, type ChartTrial } from "../../src/plot/index.js";
import { expectCompiles } from "./helpers.js";

const axes: ChartTrial["axes"] = [
  { name: "rate", scale: "log", domain: [1e-5, 1e-2] },
  { name: "batch.size", scale: "category", values: [16, 32, 64] },
  { name: "momentum", scale: "linear", domain: [0, 1] },
];

function trial(number: number, value: number, more: Partial<ChartTrial> = {}): ChartTrial {
  return {
    ...{ trial: number, trials: 4, configuration: number, budget: 1, value, axes },
    config: { rate: 1e-4, "batch.size": 32, momentum: 0.5 },
    objective: { metric: "distance", better: "lower" },
    ...(Number.isNaN(value) ? { failure: "The loss is NaN." } : {}),
    ...more,
  };
}

/** The rows that the lines are drawn from, in the order of drawing. */
function lines(spec: unknown) {
  const { layer } = spec as { layer: { data: { values: Record<string, unknown>[] } }[] };
  return layer.at(-1)!.data.values;
}

describe("parallelCoordinates", () => {
  it("places each value on its axis", () => {
    const chart = parallelCoordinates().add(trial(1, 3)).add(trial(2, 7));
    expectCompiles(chart.spec);
    const [worse, better] = lines(chart.spec);
    expect(worse).toMatchObject({ id: 2, a0: 0.33333, a1: 0.5, a2: 0.5, a3: 1, t0: "0.0001" });
    expect(better).toMatchObject({ id: 1, a3: 0, t3: "3" });
  });

  it("draws each line through all axes, with names and numbers", async () => {
    const chart = parallelCoordinates({ title: "Rates" }).add(trial(1, 3)).add(trial(2, 7));
    const svg = await chart.toSvg();
    for (const text of [
      "Rates",
      "rate",
      "batch.size",
      "momentum",
      "distance",
      "1e-5",
      "0.01",
      "64",
    ])
      expect(svg).toContain(`>${text}<`);
    // A line through four axes has three strokes after its start.
    const paths = [...svg.matchAll(/<path [^>]*d="M[^"L]*(L[^"L]*){3}"/g)];
    expect(paths).toHaveLength(4); // two to be seen and two for the pointer
  });

  it("strengthens with the metric, marks the best, and dashes what failed", async () => {
    const best = trial(3, 1);
    const chart = parallelCoordinates();
    for (const each of [trial(1, 9), trial(2, NaN), best, trial(4, 1.5, { best })]) chart.add(each);
    const drawn = lines(chart.spec).map(({ id, color }) => [id, color]);
    expect(drawn).toEqual([
      [2, "#8c959f"],
      [1, "#0072b238"],
      [4, "#0072b2f3"],
      [3, "#d55e00"],
    ]);
    expect(lines(chart.spec)[0]).toMatchObject({
      a3: null,
      t3: "failed: The loss is NaN.",
      failure: "The loss is NaN.",
    });
    expect((await chart.toSvg()).match(/stroke-dasharray="4,4"/g)).toHaveLength(1);
    expect(String(chart)).toBe(
      "Search: trial 4 of 4 · 1 failed · best distance 1: rate 0.0001, batch.size 32, momentum 0.5",
    );
  });

  it("has the budgets as an axis, and each configuration with its latest", () => {
    const chart = parallelCoordinates()
      .add(trial(1, 3))
      .add(trial(2, 4))
      .add(trial(3, 2, { configuration: 1, budget: 9 }));
    const rows = lines(chart.spec);
    expect(rows.map(({ id, a3, t3, t4 }) => [id, a3, t3, t4])).toEqual([
      [2, 0, "1", "4"],
      [1, 1, "9", "2"],
    ]);
  });

  it("has a logarithmic metric where that spans orders of magnitude", () => {
    const chart = parallelCoordinates();
    for (const [i, value] of [1, 10, 1000].entries()) chart.add(trial(i + 1, value));
    expect(lines(chart.spec).map(({ a3 }) => a3)).toEqual([1, 0.33333, 0]);
  });

  it("draws nothing, one trial, and only failures", () => {
    expectCompiles(parallelCoordinates().spec);
    expectCompiles(parallelCoordinates().add(trial(1, 5)).spec);
    expectCompiles(parallelCoordinates().add(trial(1, NaN)).spec);
  });
});

describe("the numbers at an axis", () => {
  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [8, 64, [20, 40, 60]],
    [-0.3, 0.25, [-0.2, 0, 0.2]],
    [5, 5, [5]],
    [1000, 9000, [2000, 4000, 6000, 8000]],
  ])("from %f to %f are round", (low, high, ticks) => expect(evenTicks(low, high)).toEqual(ticks));

  it.each([
    [1e-5, 1e-2, ["1e-5", "1e-4", "0.001", "0.01"]],
    [0.2, 6, ["0.2", "0.5", "1", "2", "5"]],
    [3, 4, ["3", "4"]],
    [1e5, 1e7, ["100,000", "1e6", "1e7"]],
  ])("from %f to %f on a log scale are powers of ten", (low, high, labels) => {
    expect(numberScale(low, high, true).ticks.map(({ label }) => label)).toEqual(labels);
  });
});
