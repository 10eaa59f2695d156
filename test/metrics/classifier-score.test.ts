import { expect, test } from "vitest";
import { classifierScore, Features } from "../../src/metrics/index.js";
import { reference, rows } from "./reference.js";

const { probabilities, score } = reference.classifier;

function judged(given: number[][]) {
  const parts = rows("samples", given);
  return new Features({ ...parts, probabilities: Float32Array.from(given.flat()) });
}

test("the classifier score is NumPy's, its standard error the jackknife's", () => {
  expect(classifierScore(judged(probabilities)).value).toBeCloseTo(score, 10);
  const { standardError } = classifierScore(judged(probabilities.slice(0, 50)));
  expect(standardError).toBeCloseTo(reference.errors.classifier, 10);
});

test("is the number of classes at best, and 1 at worst", () => {
  const sure = [0, 1, 2, 3].map((label) => [0, 1, 2, 3].map((y) => Number(y === label)));
  expect(classifierScore(judged(sure)).value).toBeCloseTo(4, 12);
  expect(classifierScore(judged([sure[0]!, sure[0]!])).value).toBeCloseTo(1, 12);
  expect(classifierScore(judged([[0.25, 0.25, 0.25, 0.25]])).value).toBeCloseTo(1, 12);
});

test("says itself in one line, without a reference", () => {
  const text = classifierScore(judged(probabilities)).toString();
  expect(text).toMatch(
    /^Classifier score 1\.78 \(95 %: 1\.\d+ to 1\.\d+\), test features, 60 samples$/,
  );
});

test("refuses features without probabilities", () => {
  expect(() => classifierScore(rows("samples", probabilities))).toThrow(
    "The test features is expected to give class probabilities but gives features only; use a classifier.",
  );
});
