import { readFileSync } from "node:fs";
import { Features } from "../../src/metrics/index.js";

interface Gaussian {
  mean: number[];
  covariance: number[][];
}

interface Reference {
  gaussians: { name: string; a: Gaussian; b: Gaussian; scipy: number; exact: number }[];
  features: { name: string; fake: number[][]; real: number[][]; scipy: number; exact: number }[];
  /** Features that differ by a small part of their length. */
  narrow: {
    name: string;
    fake: number[][];
    real: number[][];
    scipy: number;
    exact: number;
    kernel: number;
    precision: number;
    recall: number;
    density: number;
    coverage: number;
  }[];
  kernel: number;
  neighbors: {
    k: number;
    precision: number;
    recall: number;
    density: number;
    coverage: number;
  }[];
  classifier: { probabilities: number[][]; score: number };
  errors: { classifier: number; frechet: number; recall: number };
}

/** The values that metrics.reference.py computed. */
export const reference = JSON.parse(
  readFileSync(new URL("metrics.reference.json", import.meta.url), "utf8"),
) as Reference;

/** Features with given rows. */
export function rows<const Source extends string>(source: Source, values: number[][]) {
  return new Features({
    extractor: "test features",
    source,
    count: values.length,
    size: values[0]!.length,
    values: Float32Array.from(values.flat()),
  });
}
