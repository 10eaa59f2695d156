import { describe, expect, test } from "vitest";
import { geometricMean, median, quantile, shuffled } from "../../bench/driver/statistics.mjs";

describe("statistics", () => {
  test("quantiles are linear between neighbors, as numpy.quantile has them", () => {
    const values = [15, 20, 35, 40, 50];
    expect(quantile(values, 0.1)).toBeCloseTo(17, 12);
    expect(quantile(values, 0.4)).toBeCloseTo(29, 12);
    expect(quantile(values, 0.9)).toBeCloseTo(46, 12);
    expect(quantile(values, 0)).toBe(15);
    expect(quantile(values, 1)).toBe(50);
  });

  test("the median sorts by number, and halves an even count", () => {
    expect(median([100, 9, 20])).toBe(20);
    expect(median([1, 2, 10, 4])).toBe(3);
    expect(() => median([])).toThrow("at least one value");
  });

  test("the geometric mean of a ratio and its reverse is 1", () => {
    expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12);
    expect(geometricMean([0.5, 0.8, 1.25])).toBeCloseTo(0.5 ** (1 / 3), 12);
  });

  test("orders are permutations, the same for the same seed, and each comes first at times", () => {
    const names = ["a", "b", "c", "d"];
    const orders = Array.from({ length: 40 }, (_, i) => shuffled(names, i + 1));
    for (const order of orders) expect([...order].sort()).toEqual(names);
    expect(shuffled(names, 5)).toEqual(shuffled(names, 5));
    expect(new Set(orders.map(([first]) => first)).size).toBe(4);
    expect(names).toEqual(["a", "b", "c", "d"]);
  });
});
