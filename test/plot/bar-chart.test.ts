import { describe, expect, it } from "vitest";
import { barChart } from "../../src/plot/index.js";
import { expectCompiles } from "./helpers.js";

describe("barChart", () => {
  it("draws a labeled bar for each value, in order, and the reference once", async () => {
    const values = [
      ["zwei", 0.25],
      ["eins", 0.5],
    ] as const;
    const chart = barChart(values, { title: "Shares", reference: 0.4, referenceLabel: "uniform" });
    expectCompiles(chart.spec);
    const svg = await chart.toSvg();
    expect(svg.indexOf(">zwei<")).toBeLessThan(svg.indexOf(">eins<"));
    expect(svg.match(/>uniform</g)).toHaveLength(1);
    expect(String(chart)).toBe("Shares: zwei 0.25, eins 0.5 (uniform 0.4)");
  });

  it("takes a record, without reference, with a value that is not finite", async () => {
    const chart = barChart({ a: 1200, b: NaN });
    expectCompiles(chart.spec);
    expect(await chart.toSvg()).toContain(">1,200<");
  });

  it("draws an empty chart", () => expectCompiles(barChart({}).spec));
});
