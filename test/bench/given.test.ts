import { describe, expect, test } from "vitest";
import { kernel, uniform, unit } from "../../bench/workers/given.mjs";

describe("the numbers that all frameworks start from", () => {
  test("are those of given.py, to the last bit", () => {
    // python3 -c 'import given; print(given.kernel("generator/0", (3, 2, 2)).ravel().tolist())'
    const expected = [
      -0.7409780025482178, -0.22355449199676514, -0.6562809944152832, -0.6260499954223633,
      0.3450284004211426, -0.354606032371521, 0.546747088432312, -0.3371264934539795,
      0.37352001667022705, 0.8064498901367188, 0.23681557178497314, -0.7287497520446777,
    ];
    expect([...kernel("generator/0", [3, 2, 2])]).toEqual(expected);
  });

  test("are spread evenly, with the variance that is meant", () => {
    const values = uniform("latent", [100_000], unit);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + x * x, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(values.reduce((a, b) => Math.max(a, b))).toBeLessThan(unit);
  });

  test("differ from name to name", () => {
    expect(uniform("a", [4])).not.toEqual(uniform("b", [4]));
    expect(uniform("a", [4], 0, 1)).toEqual(new Float32Array(4).fill(1));
  });
});
