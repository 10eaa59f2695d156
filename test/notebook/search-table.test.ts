import { describe, expect, it } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { searchTable } from "../../src/notebook/index.js";
import {
  choice,
  search,
  successiveHalving,
  uniform,
  type RunTrial,
} from "../../src/search/index.js";
import { FakeKernel } from "../display/fakes.js";

const space = { x: uniform(0, 1), kind: choice("a", "b") };
const strategy = successiveHalving({ trials: 4, budget: [10, 40], reduction: 2 });
const run: RunTrial = (_, { configuration, budget }) => {
  if (configuration === 2) throw new Error("The loss is NaN.");
  return { distance: configuration + 1 / budget, accuracy: 0.5 };
};
const trials = () => search(space, run, { strategy, better: "lower", metric: "distance" });

describe("searchTable", () => {
  it("has the largest budget and the best first, and failures last with their reason", async () => {
    const table = searchTable({ title: "Rates" });
    for await (const trial of trials()) table.add(trial);
    const { header, rows, note } = table.table;
    expect(header).toEqual([
      "trial",
      "x",
      "kind",
      "budget",
      "distance",
      "accuracy",
      "time",
      "failure",
    ]);
    expect(rows.map((row) => [row[0], row[3], row[4], row[7]])).toEqual([
      ["7", "40", "1.025", ""],
      ["5", "20", "1.05", ""],
      ["6", "20", "3.05", ""],
      ["1", "10", "1.1", ""],
      ["3", "10", "3.1", ""],
      ["4", "10", "4.1", ""],
      ["2", "10", "–", "The loss is NaN."],
    ]);
    expect(note).toBe("trial 7 of 7 · lower distance is better");
    expect(String(table)).toContain("Rates");
  });

  it("shows the given number of trials, and says how many more there are", async () => {
    const table = searchTable({ rows: 2 });
    for await (const trial of trials()) table.add(trial);
    expect(table.table.rows).toHaveLength(2);
    expect(table.table.header).not.toContain("failure");
    expect(table.table.note).toContain("5 more not shown");
  });

  it("updates in place in a notebook, and is drawn in full at the cell's end", async () => {
    const kernel = new FakeKernel().install();
    try {
      const table = searchTable();
      for await (const trial of trials()) table.add(trial);
      expect(table[DISPLAY]()).toEqual({ "text/plain": "Search, shown above" });
      await kernel.endCell();
      expect(kernel.kinds).toEqual(["display", "update"]);
      expect(kernel.sent[1]!.data["text/html"]).toContain("1.025");
    } finally {
      FakeKernel.remove();
    }
  });

  it("is there before the first trial", () => {
    expect(String(searchTable())).toContain("no trial yet");
  });
});
