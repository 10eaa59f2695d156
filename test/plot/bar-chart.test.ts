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

  it("writes a number that the reference would strike into its bar", async () => {
    const chart = barChart({ a: 0.5, b: 0.102, c: 0.098, d: 0.001 }, { reference: 0.1 });
    expectCompiles(chart.spec);
    const svg = await chart.toSvg();
    const fill = (text: string) => new RegExp(`fill="([^"]*)"[^>]*>${text}</text>`).exec(svg)?.[1];
    expect(
      [fill("0.5"), fill("0.102"), fill("0.098"), fill("0.001")].map((f) => f === "white"),
    ).toEqual([false, true, true, false]);
  });

  it("takes a record, without reference, with a value that is not finite", async () => {
    const chart = barChart({ a: 1200, b: NaN });
    expectCompiles(chart.spec);
    expect(await chart.toSvg()).toContain(">1,200<");
  });

  it("draws an empty chart", () => expectCompiles(barChart({}).spec));
});
