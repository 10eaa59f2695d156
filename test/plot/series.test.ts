import { describe, expect, it } from "vitest";
import { Series } from "../../src/plot/series.js";

function filled(count: number, value: (step: number) => number): Series {
  const series = new Series();
  for (let step = 1; step <= count; step++) series.add(step, value(step));
  return series;
}

const wave = (step: number) => Math.sin(step * 12.9898) * 0.3 + step / 1000;

describe("a series", () => {
  it("keeps every point while there are few", () => {
    const line = filled(150, wave).line(0);
    expect(line.map((point) => point.step)).toEqual(Array.from({ length: 150 }, (_, i) => i + 1));
    expect(
      line.every((point) => point.raw === wave(point.step) && point.smooth === point.raw),
    ).toBe(true);
  });

  it.each([198, 199, 500, 3000, 12_345, 100_000])(
    "has at most 400 of %i points, with the last",
    (n) => {
      const line = filled(n, wave).line(0.015);
      expect(line.length).toBeLessThanOrEqual(400);
      expect(line.length).toBeGreaterThan(100);
      expect(line.at(-1)).toMatchObject({ step: n, raw: wave(n) });
      for (let i = 1; i < line.length; i++)
        expect(line[i]!.step).toBeGreaterThan(line[i - 1]!.step);
    },
  );

  it("keeps the extremes, and only points that were added", () => {
    const spike = (step: number) => (step === 7001 ? 99 : step === 40 ? -99 : wave(step));
    const line = filled(10_000, spike).line(0.01);
    expect(line.find((point) => point.raw === 99)?.step).toBe(7001);
    expect(line.find((point) => point.raw === -99)?.step).toBe(40);
    expect(line.every((point) => point.raw === spike(point.step))).toBe(true);
  });

  it("depends on the points alone", () => {
    const looked = new Series();
    for (let step = 1; step <= 5000; step++) {
      looked.add(step, wave(step));
      if (step % 700 === 0) looked.line(0.02);
    }
    expect(looked.line(0.02)).toEqual(filled(5000, wave).line(0.02));
  });

  it("smooths noise away and follows a straight line without lag", () => {
    const noisy = filled(4000, (step) => step + 200 * Math.sin(step * 12.9898)).line(0.02);
    const inner = noisy.filter((point) => point.step > 400 && point.step < 3600);
    for (const { step, smooth } of inner) expect(Math.abs(smooth! - step)).toBeLessThan(20);
  });

  it("breaks where a value is not finite, and counts such values", () => {
    const series = filled(20, (step) => (step === 5 ? NaN : step === 9 ? -Infinity : step));
    expect(series.notFinite).toBe(2);
    const line = series.line(0.1);
    expect(line.filter((point) => point.raw === null).map((point) => point.step)).toEqual([5, 9]);
    expect(line.every((point) => point.raw === null || Number.isFinite(point.smooth))).toBe(true);
  });

  it("survives nothing but NaN, and no point at all", () => {
    expect(
      filled(1000, () => NaN)
        .line(0.02)
        .every((point) => point.raw === null),
    ).toBe(true);
    expect(new Series().line(0.02)).toEqual([]);
  });
});
