import { describe, expect, it } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { type ChartStep, lossChart } from "../../src/plot/index.js";
import { withCsvData } from "../../src/plot/inline-data.js";
import { forPage } from "../../src/plot/for-page.js";
import { decode, expectCompiles } from "./helpers.js";

const step = (
  i: number,
  metrics: Record<string, number>,
  more: Partial<ChartStep> = {},
): ChartStep => ({
  step: i,
  steps: 2000,
  metrics,
  ...more,
});

const json = (value: unknown) => JSON.stringify(value);

describe("lossChart", () => {
  it("compiles: losses in one panel, other metrics in a second", () => {
    const losses = lossChart().add(step(1, { "generator loss": 1, "discriminator loss": 2 }));
    losses.add(step(2, { "generator loss": 1, "discriminator loss": 2 }));
    expectCompiles(losses.spec);
    expect(losses.spec).not.toHaveProperty("vconcat");
    const both = lossChart()
      .add(step(1, { loss: 1, "D(x)": 0.5 }))
      .add(step(2, { loss: 1, "D(x)": 0.5 }));
    expectCompiles(both.spec);
    expect(both.spec.vconcat).toHaveLength(2);
  });

  it("says in title and subtitle how far the training is", () => {
    const chart = lossChart({ title: "GAN" });
    chart.add(step(1200, { loss: 1 }, { stepsPerSecond: 25.31, secondsLeft: 31.6 }));
    expect(chart.spec.title).toEqual({
      text: "GAN",
      subtitle: "step 1,200 of 2,000 · 25.3 steps/s · 32 s left",
    });
    chart.add(
      step(2000, { loss: 1 }, { stepsPerSecond: 0.2, secondsLeft: 0, secondsElapsed: 7801 }),
    );
    expect(json(chart.spec.title)).toContain("step 2,000 of 2,000 · 5.0 s each · took 2 h 10 min");
    expect(String(chart)).toContain("loss 1.000");
  });

  it("shows only the metrics asked for, in their order", () => {
    const chart = lossChart({ metrics: ["b loss", "a loss"] });
    chart.add(step(1, { "a loss": 1, "b loss": 2, "c loss": 3 }));
    expect(json(chart.spec)).toContain('"domain":["b loss","a loss"]');
    expect(json(chart.spec)).not.toContain("c loss");
  });

  it("takes every n-th step only", () => {
    const chart = lossChart({ every: 10, smoothing: 0 });
    for (let i = 1; i <= 30; i++) chart.add(step(i, { loss: i }));
    const { values } = chart.spec.data as { values: { x: number }[] };
    expect(values.map((value) => value.x)).toEqual([1, 11, 21]);
  });

  it("stays small over thousands of steps", () => {
    const chart = lossChart();
    for (let i = 1; i <= 20_000; i++) chart.add(step(i, { "a loss": Math.random(), "b loss": i }));
    expect(json(chart.spec).length).toBeLessThan(60_000);
  });

  it("leaves gaps for NaN and infinity, and says so", async () => {
    const chart = lossChart();
    for (let i = 1; i <= 30; i++)
      chart.add(step(i, { loss: i === 9 ? NaN : i === 20 ? Infinity : i }));
    expectCompiles(chart.spec);
    expect(json(chart.spec.title)).toContain("2 values not finite");
    const { values } = chart.spec.data as { values: { x: number; r: number | null }[] };
    expect(values.filter((value) => value.r === null).map((value) => value.x)).toEqual([9, 20]);
    expect((await chart.toPng()).length).toBeGreaterThan(1000);
  });

  it("writes steps as whole numbers", async () => {
    const chart = lossChart();
    for (let i = 1; i <= 3000; i++) chart.add(step(i, { loss: 1 }));
    const svg = await chart.toSvg();
    expect(svg).toContain(">2,000<");
    expect(svg).not.toMatch(/>\d(\.\d)?e\+/);
  });

  it("draws an empty frame without steps", async () => {
    expectCompiles(lossChart().spec);
    expect(await lossChart().toSvg()).toContain("no step yet");
  });

  it("gives Vega-Lite as an object, a small PNG, and text; a PNG file has twice the size", async () => {
    const chart = lossChart({ width: 300, height: 100 })
      .add(step(1, { loss: 1 }))
      .add(step(2, { loss: 2 }));
    const bundle = await chart[DISPLAY]();
    expect(Object.keys(bundle)).toEqual([
      "application/vnd.vegalite.v5+json",
      "image/png",
      "text/plain",
    ]);
    expect(bundle["application/vnd.vegalite.v5+json"]).toEqual(withCsvData(forPage(chart.spec)));
    const stored = Buffer.from(bundle["image/png"] as string, "base64");
    const png = await decode(stored);
    expect(png.width).toBeGreaterThan(300);
    expect(png.width).toBeLessThan(400);
    expect(png.pixel(1, 1)).toEqual([255, 255, 255, 255]);
    expect(stored[25]).toBe(3); // a palette
    const file = await decode(await chart.toPng());
    expect([file.width, file.height]).toEqual([2 * png.width, 2 * png.height]);
  });

  it("says what is wrong with an option", () => {
    expect(() => lossChart({ smoothing: 2 })).toThrow(
      "smoothing is expected to be a number from 0 to 1 but is 2; pass",
    );
    expect(() => lossChart({ every: 0 })).toThrow(
      "every is expected to be a positive integer but is 0; pass",
    );
  });
});
