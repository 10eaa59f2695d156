import { describe, expect, test, vi } from "vitest";
import { gaussianDistance } from "../../src/metrics/frechet-distance.js";
import { frechetDistance } from "../../src/metrics/index.js";
import { reference, rows } from "./reference.js";

const moments = ({ mean, covariance }: { mean: number[]; covariance: number[][] }) => ({
  mean: Float64Array.from(mean),
  covariance,
});

describe("the distance of two normal distributions", () => {
  test.each(reference.gaussians)("$name: as in 60 digits, and as by SciPy's sqrtm", (given) => {
    const distance = gaussianDistance(moments(given.a), moments(given.b));
    expect(Math.abs(distance - given.exact)).toBeLessThan(2e-7 * given.exact);
    // sqrtm itself is less exact where a covariance is singular.
    expect(Math.abs(distance - given.scipy)).toBeLessThan(2e-7 * given.scipy);
    const swapped = gaussianDistance(moments(given.b), moments(given.a));
    expect(Math.abs(swapped - distance)).toBeLessThan(2e-7 * distance);
  });

  test("is 0 from itself, the squared shift from a shifted one", () => {
    for (const { a } of reference.gaussians) {
      expect(gaussianDistance(moments(a), moments(a))).toBeLessThan(1e-5);
      const shifted = { ...a, mean: a.mean.map((value) => value + 0.5) };
      const distance = gaussianDistance(moments(a), moments(shifted));
      expect(distance).toBeCloseTo(0.25 * a.mean.length, 5);
    }
  });

  test("of 512 features, half of them idle, is right", () => {
    const diagonal = (value: (i: number) => number) =>
      Array.from({ length: 512 }, (_, i) => new Float64Array(512).fill(value(i), i, i + 1));
    const mean = new Float64Array(512);
    const a = { mean, covariance: diagonal((i) => (i % 2 ? (i + 1) / 100 : 0)) };
    const b = { mean, covariance: diagonal((i) => (i % 2 ? 4 * ((i + 1) / 100) : 0)) };
    // Commuting covariances: the sum of (sqrt(4 s) - sqrt(s))^2 = s.
    expect(gaussianDistance(a, b)).toBeCloseTo(
      a.covariance.reduce((sum, row, i) => sum + row[i]!, 0),
      6,
    );
  });
});

describe("the Fréchet distance of features", () => {
  test.each(reference.features)("$name: as by NumPy and SciPy", ({ fake, real, exact }) => {
    const score = frechetDistance(rows("fake", fake), rows("real", real));
    expect(Math.abs(score.value - exact)).toBeLessThan(2e-7 * exact);
  });

  test.each(reference.narrow)("of features that differ by little, $name", (given) => {
    const score = frechetDistance(rows("fake", given.fake), rows("real", given.real));
    // Around several centers, covariances are all but singular, for SciPy, too.
    const ofSciPy = Math.abs(given.scipy - given.exact);
    expect(Math.abs(score.value - given.exact)).toBeLessThan(Math.max(2e-7 * given.exact, ofSciPy));
  });

  test("its standard error is the jackknife's", () => {
    const [{ fake, real }] = reference.features as [(typeof reference.features)[0]];
    const score = frechetDistance(rows("fake", fake.slice(0, 40)), rows("real", real));
    expect(score.standardError).toBeCloseTo(reference.errors.frechet, 8);
    expect(score.interval[1]).toBeCloseTo(score.value + 1.96 * reference.errors.frechet, 7);
    expect(score.interval[0]).toBeGreaterThanOrEqual(0);
  });

  test("of two images is right, without an error, and of no more images than features is reported", () => {
    const warned = vi.spyOn(console, "warn").mockReturnValue();
    const [a, b] = [
      [1, 2],
      [3, -2],
    ];
    const wide = (values: number[][]) => rows("these", values);
    const { value, standardError } = frechetDistance(
      wide([a, b]),
      wide([
        [0, 0],
        [2, -4],
      ]),
    );
    // Equal covariances, and means that differ by 1 and 2.
    expect(value).toBeCloseTo(5, 12);
    expect(standardError).toBe(0);
    expect(warned.mock.calls.flat()).toEqual([
      expect.stringContaining("more images than features (2) but there are 2 of these"),
      expect.stringContaining(
        "so that their covariance is singular and the distance too large; use",
      ),
    ]);
    const three = [a, b, [5, 5]];
    expect(frechetDistance(wide(three), wide(three)).value).toBeCloseTo(0, 6);
    expect(warned).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();
  });

  test("refuses features of another extractor, and a single image", () => {
    const [{ fake, real }] = reference.features as [(typeof reference.features)[0]];
    const narrow = rows(
      "real",
      real.map((row) => row.slice(1)),
    );
    expect(() => frechetDistance(rows("fake", fake), narrow)).toThrow(
      "The reference, real, is expected to have the samples' features, 6 of the test features, " +
        "but has 5 of the test features; use one extractor for both.",
    );
    expect(() => frechetDistance(rows("fake", fake.slice(0, 1)), rows("real", real))).toThrow(
      "At least 2 images of fake are expected but there is 1",
    );
  });
});
