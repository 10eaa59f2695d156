import { expect, test } from "vitest";
import { compareScores, frechetDistance, kernelDistance, Score } from "../../src/metrics/index.js";
import { Features } from "../../src/metrics/index.js";

function features<
  const Extractor extends string,
  const Source extends string,
  const Count extends number,
>(extractor: Extractor, source: Source, count: Count, shift = 0) {
  const values = Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * i) + shift);
  return new Features({ extractor, source, count, size: 2, values });
}

const test100 = features("digits", "MNIST test", 100);
const near = frechetDistance(features("digits", "near", 80, 0.1), test100);
const far = frechetDistance(features("digits", "far", 80, 2), test100);

test("like scores compare, with their standard errors", () => {
  const comparison = compareScores(far, near);
  expect(comparison.better).toBe("second");
  expect(comparison.difference).toBeCloseTo(near.value - far.value, 12);
  expect(compareScores(near, far).better).toBe("first");
  expect(compareScores(near, near).better).toBe("neither");
  expect(String(comparison)).toMatch(
    /^Fréchet distance: the second is lower by \d\S+ ± \d\S+ \(95 %\), the second is better$/,
  );
});

test("unlike scores do not compile, and are refused when they run", () => {
  const other = features("digits", "MNIST train", 100);
  const train = frechetDistance(features("digits", "near", 80), other);
  // @ts-expect-error another reference
  expect(() => compareScores(near, train)).toThrow(
    "Two scores are expected to be of the same measurement but differ in reference (MNIST test and MNIST train); measure both alike.",
  );
  const fewer = frechetDistance(features("digits", "near", 60), test100);
  // @ts-expect-error another number of samples
  expect(() => compareScores(near, fewer)).toThrow("differ in number of samples (80 and 60)");
  const kernel = kernelDistance(features("digits", "near", 80), test100);
  // @ts-expect-error another kind
  expect(() => compareScores(near, kernel)).toThrow("differ in kind");
  const cloth = features("cloth", "MNIST test", 100);
  const otherwise = frechetDistance(features("cloth", "near", 80), cloth);
  // @ts-expect-error another extractor
  expect(() => compareScores(near, otherwise)).toThrow("differ in extractor (digits and cloth)");
  // @ts-expect-error features of two extractors
  expect(() => frechetDistance(features("digits", "near", 80), cloth)).toThrow("one extractor");
  // The number of reference images is not part of the type, but is looked at.
  const short = frechetDistance(
    features("digits", "near", 80),
    features("digits", "MNIST test", 50),
  );
  expect(() => compareScores(near, short)).toThrow("number of reference images (100 and 50)");
});

test("a score says itself in one line with all that it depends on", () => {
  const score = new Score({
    kind: "Fréchet distance",
    value: 23.1,
    standardError: 0.4,
    range: [0, Infinity],
    extractor: "digit classifier",
    reference: "MNIST test",
    samples: 10_000,
    references: 10_000,
  });
  expect(score.toString()).toBe(
    "Fréchet distance 23.10 (95 %: 22.32 to 23.88), digit classifier, 10,000 samples against 10,000 of MNIST test",
  );
});

test("features that do not fill their shape or are not finite are refused", () => {
  const parts = { extractor: "e", source: "these", count: 2, size: 2 };
  expect(() => new Features({ ...parts, values: new Float32Array(3) })).toThrow(
    "The features of these are expected to be 4 numbers for [2, 2] but are 3",
  );
  expect(() => new Features({ ...parts, values: Float32Array.of(1, 2, NaN, 3) })).toThrow(
    "The features of these are expected to be finite but image 1 has NaN",
  );
});
