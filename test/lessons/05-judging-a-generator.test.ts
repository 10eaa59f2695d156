import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import * as ganvas from "./library.js";
import { lessonCells } from "./cells.js";

const { tf, Features, frechetDistance, kernelDistance, randomNormal } = ganvas;
await ganvas.ready();

const { sections, declared } = lessonCells("05-judging-a-generator");

type Rows = readonly (readonly number[])[];
type Toy = (count: number, options: { seed?: number; move?: number; stretch?: number }) => Rows;
interface Theory {
  sum(values: readonly number[]): number;
  mean(values: readonly number[]): number;
  toy: Toy;
  asFeatures(rows: Rows, source: string): ganvas.Features;
  frechetOnLine(mu1: number, s1: number, mu2: number, s2: number): number;
  pairingCosts(
    mu1: number,
    s1: number,
    mu2: number,
    s2: number,
    count?: number,
  ): Record<string, number>;
  product(a: Rows, b: Rows): number[][];
  trace(a: Rows): number;
  squareRoot(a: Rows): number[][];
  moments(rows: Rows): { mu: number[]; sigma: number[][] };
  frechetFromScratch(samples: Rows, real: Rows): number;
  kernel(a: readonly number[], b: readonly number[]): number;
  kernelFromScratch(samples: Rows, real: Rows): number;
  distance(a: readonly number[], b: readonly number[]): number;
  unit(rows: Rows): Rows;
  radii(rows: Rows, k: number): number[];
  ballsFromScratch(
    samples: Rows,
    real: Rows,
  ): Record<"precision" | "recall" | "density" | "coverage", number>;
  scoreFromScratch(probabilities: Rows): number;
  scoreByEntropies(probabilities: Rows): number;
  sure(c: number): number[];
  jackknifeError(values: readonly number[], statistic: (kept: readonly number[]) => number): number;
  copyingFromScratch(ofSamples: readonly number[], ofTest: readonly number[]): number;
}

const theoryCells = [
  "toy-features",
  "frechet-line",
  "frechet-scratch",
  "kernel-scratch",
  "balls-scratch",
  "score-scratch",
  "jackknife",
  "copying-scratch",
];
const names = [
  ...["sum", "mean", "toy", "asFeatures", "frechetOnLine", "pairingCosts", "product", "trace"],
  ...["squareRoot", "moments", "frechetFromScratch", "kernel", "kernelFromScratch", "distance"],
  ...["unit", "radii", "ballsFromScratch", "scoreFromScratch", "scoreByEntropies", "sure"],
  ...["jackknifeError", "copyingFromScratch"],
] as (keyof Theory)[];
const theory = declared<Theory>(theoryCells, names);
const { sum, mean, toy, asFeatures, frechetOnLine, trace, product, squareRoot, moments } = theory;

const normals = (count: number, seed: number) =>
  Array.from(tf.tidy(() => randomNormal([count], { seed, step: 0 }).dataSync()));

describe("the Fréchet distance", () => {
  test.each([
    [1, 2, 0, 0.5],
    [-2, 1, 3, 1],
    [0, 0.3, 0, 3],
  ])("on a line is the least cost of pairings: N(%d, %d²), N(%d, %d²)", (...four) => {
    const costs = theory.pairingCosts(...four);
    const [mu1, s1, mu2, s2] = four;
    expect(Math.abs(costs["same rank"]! / frechetOnLine(...four) - 1)).toBeLessThan(0.06);
    const independent = (mu1 - mu2) ** 2 + s1 ** 2 + s2 ** 2; // covariance 0
    expect(Math.abs(costs["at random"]! / independent - 1)).toBeLessThan(0.06);
    const opposite = (mu1 - mu2) ** 2 + (s1 + s2) ** 2; // covariance -σ1 σ2
    expect(Math.abs(costs["opposite rank"]! / opposite - 1)).toBeLessThan(0.06);
  });

  test("costs (μ1 - μ2)² + σ1² + σ2² - 2 cov for any pairing", () => {
    const [a, b] = [normals(200, 1).map((u) => 3 + 2 * u), normals(200, 2).map((u) => u - 1)];
    const about = (p: number[], q: number[]) =>
      mean(p.map((u, i) => u * q[i]!)) - mean(p) * mean(q);
    const cost = mean(a.map((u, i) => (u - b[i]!) ** 2));
    const formula = (mean(a) - mean(b)) ** 2 + about(a, a) + about(b, b) - 2 * about(a, b);
    expect(cost).toBeCloseTo(formula, 9);
  });

  test("of one feature is the formula on a line", () => {
    const [a, b] = [normals(60, 3).map((u) => 2 + 3 * u), normals(80, 4)];
    const column = (values: number[]) => values.map((value) => [Math.fround(value)]);
    const [p, q] = [moments(column(a)), moments(column(b))];
    const distance = frechetDistance(asFeatures(column(a), "a"), asFeatures(column(b), "b")).value;
    const [s1, s2] = [Math.sqrt(p.sigma[0]![0]!), Math.sqrt(q.sigma[0]![0]!)];
    expect(distance).toBeCloseTo(frechetOnLine(p.mu[0]!, s1, q.mu[0]!, s2), 9);
  });

  test.each([
    { move: 0.5, stretch: 0.8 },
    { move: 0, stretch: 1 },
    { move: -2, stretch: 3 },
  ])("from scratch is the library's for %j", (options) => {
    const [a, b] = [toy(120, { seed: 11, ...options }), toy(150, { seed: 12 })];
    const library = frechetDistance(asFeatures(a, "a"), asFeatures(b, "b")).value;
    expect(Math.abs(theory.frechetFromScratch(a, b) / library - 1)).toBeLessThan(1e-6);
  });

  test("takes the trace of a root that is the root's of a symmetric matrix", () => {
    const [a, b] = [moments(toy(40, { seed: 13, stretch: 2 })), moments(toy(40, { seed: 14 }))];
    const plain = new EigenvalueDecomposition(new Matrix(product(a.sigma, b.sigma)));
    const ofPlain = sum(plain.realEigenvalues.map(Math.sqrt)); // tr (Σ1 Σ2)^½
    const root = squareRoot(b.sigma);
    const symmetric = product(product(root, a.sigma), root);
    expect(trace(squareRoot(symmetric))).toBeCloseTo(ofPlain, 8);
    product(root, root).forEach((row, i) =>
      row.forEach((value, j) => expect(value).toBeCloseTo(b.sigma[i]![j]!, 9)),
    );
  });

  test("a covariance with an idle feature has a root, too", () => {
    const root = squareRoot([
      [4, 2, 0],
      [2, 3, 0],
      [0, 0, 0],
    ]);
    const squared = product(root, root);
    expect(squared.flat().every(Number.isFinite)).toBe(true);
    expect(squared[0]![1]).toBeCloseTo(2, 8);
    expect(squared[2]![2]).toBeCloseTo(0, 8);
  });

  test("the means add tr Σ1 / n + tr Σ2 / m to the distance, on average", () => {
    const [n, m, times] = [4, 9, 20_000];
    const sigmas = [1, 2, 0.5];
    const shift = 0.7; // in the first coordinate: ||μ1 - μ2||² = 0.49
    const u = normals(times * (n + m) * 3, 21);
    let [at, total] = [0, 0];
    for (let time = 0; time < times; time++) {
      const sums = [0, 0, 0];
      for (let i = 0; i < n + m; i++) {
        sigmas.forEach((sigma, j) => (sums[j]! += (i < n ? 1 / n : -1 / m) * sigma * u[at++]!));
      }
      sums[0]! += shift;
      total += sum(sums.map((value) => value ** 2)) / times;
    }
    const variance = sum(sigmas.map((sigma) => sigma ** 2)); // tr Σ
    const formula = shift ** 2 + variance / n + variance / m;
    expect(Math.abs(total / formula - 1)).toBeLessThan(0.03);
  });
});

describe("the kernel distance", () => {
  test.each([0, 0.4, 2])("from scratch is the library's, moved by %d", (move) => {
    const [a, b] = [toy(90, { seed: 31, move }), toy(90, { seed: 32 })];
    const library = kernelDistance(asFeatures(a, "a"), asFeatures(b, "b"), { block: 90 }).value;
    const scratch = theory.kernelFromScratch(a, b);
    expect(Math.abs(scratch - library)).toBeLessThan(1e-4 * Math.max(1, Math.abs(library)));
  });

  test("has the kernel (a·b / d + 1)³", () => {
    expect(theory.kernel([1, 2], [3, 4])).toBe((11 / 2 + 1) ** 3);
  });

  test("is 0 on average between equal distributions, where a point is not compared with itself", () => {
    const few = (seed: number) => {
      const u = normals(12, seed);
      return Array.from({ length: 6 }, (_, i) => [u[2 * i]!, u[2 * i + 1]!]);
    };
    const estimates = Array.from({ length: 600 }, (_, i) =>
      theory.kernelFromScratch(few(1000 + 2 * i), few(1001 + 2 * i)),
    );
    const center = mean(estimates);
    const error = Math.sqrt(
      mean(estimates.map((value) => (value - center) ** 2)) / estimates.length,
    );
    expect(Math.abs(center)).toBeLessThan(3 * error);
    // With the points themselves it would be larger by E k(x, x) - E k(x, x'), twice over n = 6.
    const itself = 2 * (mean(normals(4000, 5).map((u) => (u * u + 1) ** 3)) - 1);
    expect(itself / 6).toBeGreaterThan(10 * error);
  });
});

describe("precision, recall, density, coverage", () => {
  test.each([
    { move: 0.5, stretch: 0.8 },
    { move: 0, stretch: 1 },
    { move: 0, stretch: 0.2 },
  ])("from scratch are the library's for %j", (options) => {
    const [a, b] = [toy(80, { seed: 41, ...options }), toy(100, { seed: 42 })];
    const [p, q] = [asFeatures(a, "a"), asFeatures(b, "b")];
    const library = { ...ganvas.precisionAndRecall(p, q), ...ganvas.densityAndCoverage(p, q) };
    const scratch = theory.ballsFromScratch(a, b);
    for (const name of ["precision", "recall", "density", "coverage"] as const) {
      expect(scratch[name], name).toBeCloseTo(library[name].value, 6);
    }
  });

  test("a radius reaches to the k-th nearest other point", () => {
    expect(theory.radii([[0], [1], [3], [7]], 2)).toEqual([3, 2, 3, 6]);
  });

  test("the coverage between equals is about 1 - 2^-k", () => {
    const [p, q] = [toy(800, { seed: 43 }), toy(800, { seed: 44 })].map((rows, i) =>
      asFeatures(rows, `part ${i}`),
    ) as [ganvas.Features, ganvas.Features];
    const { coverage } = ganvas.densityAndCoverage(p, q, { neighbors: 3 });
    expect(Math.abs(coverage.value - 0.875)).toBeLessThan(0.03);
  });
});

describe("the classifier score", () => {
  const random = (count: number, seed: number): Rows => {
    const logits = normals(count * 10, seed).map((u) => Math.exp(2 * u));
    return Array.from({ length: count }, (_, i) => {
      const row = logits.slice(10 * i, 10 * i + 10);
      return row.map((value) => Math.fround(value / sum(row)));
    });
  };

  test("by KL, by entropies and by the library are one", () => {
    const p = random(70, 51);
    const features = new Features({
      ...{ extractor: "toy", source: "samples", count: 70, size: 1, values: new Float32Array(70) },
      probabilities: Float32Array.from(p.flat()),
    });
    const library = ganvas.classifierScore(features).value;
    expect(theory.scoreFromScratch(p)).toBeCloseTo(library, 5);
    expect(theory.scoreByEntropies(p)).toBeCloseTo(library, 5);
    expect(library).toBeGreaterThan(1);
    expect(library).toBeLessThan(10);
  });

  test("is greatest, the number of classes, for one sure image of each", () => {
    const ten = Array.from({ length: 10 }, (_, c) => theory.sure(c));
    expect(theory.scoreFromScratch(ten)).toBeCloseTo(10, 9);
    expect(theory.scoreFromScratch(ten.map(() => theory.sure(3)))).toBeCloseTo(1, 9);
    expect(theory.scoreFromScratch(ten.map(() => new Array<number>(10).fill(0.1)))).toBeCloseTo(1);
  });

  test("of exercise 2 is 4, and 5", () => {
    const four = Array.from({ length: 8 }, (_, i) => theory.sure(i % 4));
    expect(theory.scoreByEntropies(four)).toBeCloseTo(4, 9);
    const between = Array.from({ length: 10 }, (_, c) =>
      Array.from({ length: 10 }, (__, k) => (k === c || k === (c + 1) % 10 ? 0.5 : 0)),
    );
    expect(theory.scoreByEntropies(between)).toBeCloseTo(5, 9);
  });
});

describe("the jackknife", () => {
  test("of a mean is s / √n", () => {
    const values = normals(37, 61);
    const center = mean(values);
    const s = Math.sqrt(sum(values.map((value) => (value - center) ** 2)) / 36);
    expect(theory.jackknifeError(values, mean)).toBeCloseTo(s / Math.sqrt(37), 12);
  });

  test("is the library's, in groups of one sample", () => {
    const [a, b] = [toy(40, { seed: 62, move: 0.6 }), toy(60, { seed: 63 })];
    const { precision } = ganvas.precisionAndRecall(asFeatures(a, "a"), asFeatures(b, "b"));
    const [p, q] = [theory.unit(a), theory.unit(b)];
    const radii = theory.radii(q, 3);
    const inside = p.map((x) => Number(q.some((y, j) => theory.distance(x, y) <= radii[j]!)));
    expect(mean(inside)).toBeCloseTo(precision.value, 9);
    expect(theory.jackknifeError(inside, mean)).toBeCloseTo(precision.standardError, 9);
    expect(precision.standardError).toBeGreaterThan(0);
  });
});

describe("the test for copies", () => {
  test("from scratch is the library's, ties included", () => {
    const round = (value: number) => Math.fround(Math.round(4 * Math.abs(value)) / 4);
    const [a, b] = [normals(60, 71).map((u) => round(0.7 * u)), normals(45, 72).map(round)];
    const library = new ganvas.DataCopying(Float32Array.from(a), Float32Array.from(b));
    expect(theory.copyingFromScratch(a, b)).toBeCloseTo(library.z, 9);
    expect(library.z).toBeLessThan(0);
  });

  test("is about standard normal where both are of one distribution", () => {
    const statistics = Array.from({ length: 400 }, (_, i) =>
      theory.copyingFromScratch(normals(20, 2000 + 2 * i), normals(30, 2001 + 2 * i)),
    );
    expect(Math.abs(mean(statistics))).toBeLessThan(0.15);
    expect(Math.abs(mean(statistics.map((z) => z * z)) - 1)).toBeLessThan(0.2);
  });

  test("catches a memorizer, and no fresh images", () => {
    const random = (count: number, name: string, seed: number) =>
      new ganvas.Dataset({
        name,
        image: [4, 4, 1],
        pixels: Float32Array.from(normals(count * 16, seed), (u) => Math.tanh(u)),
        labels: new Uint8Array(count),
        classes: ["any"],
      });
    const [train, unseen] = [random(300, "train", 81), random(100, "test", 82)];
    const copying = (images: ganvas.tf.Tensor4D) => {
      const result = ganvas.dataCopying(images, { train, test: unseen });
      images.dispose();
      return result;
    };
    const copies = copying(train.images(Array.from({ length: 80 }, (_, i) => 3 * i)));
    expect(copies.share).toBe(1);
    expect(copies.z).toBeLessThan(-3);
    expect(Math.abs(copying(random(80, "fresh", 83).images()).z)).toBeLessThan(3);
  });
});

test("no direction is lengthened more than the first one, by the root of its eigenvalue", () => {
  const weights = randomNormal<ganvas.tf.Rank.R2>([12, 30], { seed: 91, step: 0 }); // A^T
  const { directions, strengths } = ganvas.closedFormDirections(weights, 3);
  const lengths = (vectors: ganvas.tf.Tensor2D) =>
    Array.from(tf.tidy(() => tf.norm(vectors.matMul(weights), 2, 1).dataSync())); // ||A v||
  lengths(directions).forEach((length, i) => expect(length).toBeCloseTo(strengths[i]!, 4));
  const others = tf.tidy(() => {
    const vectors = randomNormal<ganvas.tf.Rank.R2>([500, 12], { seed: 92, step: 0 });
    return vectors.div(tf.norm(vectors, 2, 1, true)) as ganvas.tf.Tensor2D;
  });
  expect(Math.max(...lengths(others))).toBeLessThan(strengths[0]!);
  tf.dispose([weights, directions, others]);
});

test("the rank correlation sees orders only", () => {
  type Numbers = readonly number[];
  const { spearman } = declared<{ spearman(a: Numbers, b: Numbers): number }>(
    ["toy-features", "rank-correlation"],
    ["spearman"],
  );
  expect(spearman([1, 2, 3, 4], [-5, 0, 0.1, 900])).toBe(1);
  expect(spearman([1, 2, 3, 4], [4, 3, 2, 1])).toBe(-1);
  expect(spearman([1, 2, 3, 4], [2, 1, 4, 3])).toBeCloseTo(1 - (6 * 4) / (4 * 15), 12);
  const [a, b] = [normals(9, 97), normals(9, 98)];
  const order = (values: number[]) =>
    values.map((value) => values.filter((other) => other < value).length);
  const about = (p: number[], q: number[]) => mean(p.map((u, i) => (u - 4) * (q[i]! - 4)));
  const [p, q] = [order(a), order(b)]; // Pearson's correlation of the ranks
  expect(spearman(a, b)).toBeCloseTo(about(p, q) / about(p, p), 12);
});

test("scores of unlike numbers of samples do not compile, as the lesson says", () => {
  const features = <const Count extends number>(count: Count) => {
    const values = Float32Array.from({ length: 2 * count }, (_, i) => Math.sin(i * i));
    return new Features({ extractor: "digit features", source: "samples", count, size: 2, values });
  };
  const real = features(50);
  const [few, many] = [frechetDistance(features(10), real), frechetDistance(features(20), real)];
  // @ts-expect-error 10 samples and 20
  expect(() => ganvas.compareScores(few, many)).toThrow("differ in number of samples (10 and 20)");
});

describe("exercises", () => {
  const ids = ["exercise-frechet", "exercise-score", "exercise-extrapolate", "exercise-coverage"];
  const all = [...ids, "exercise-kernel", "exercise-compare"];

  test("are open until they are answered", () => {
    ganvas.check.reset();
    declared([...theoryCells, ...all], []);
    const outcomes = ganvas.check.report().checks.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(all.map(() => "open"));
  });

  test("the expected answers are those of the formulas", () => {
    expect(frechetOnLine(3, 1, 0, 5)).toBe(25);
    expect(0.04 / Math.hypot(0.012, 0.016)).toBeCloseTo(2, 9);
    expect(1 - 2 ** -3).toBe(0.875);
  });

  test("the extrapolated distance is that of a line in 1/n", () => {
    const { extrapolated } = declared<{
      extrapolated(n1: number, d1: number, n2: number, d2: number): number;
    }>(["solution-extrapolate"], ["extrapolated"]);
    const line = (n: number) => 1.3 + 800 / n;
    expect(extrapolated(500, line(500), 3000, line(3000))).toBeCloseTo(1.3, 9);
    expect(extrapolated(1000, 5, 2000, 3.5)).toBe(2);
  });

  test("the kernel distance with tensors is the one from scratch", () => {
    const { mmdSolution } = declared<{
      mmdSolution(x: ganvas.tf.Tensor2D, y: ganvas.tf.Tensor2D): number;
    }>([...theoryCells, "exercise-kernel", "solution-kernel"], ["mmdSolution"]);
    const [a, b] = [toy(50, { seed: 95, move: 0.5 }), toy(70, { seed: 96 })] as number[][][];
    const [p, q] = [tf.tensor2d(a!), tf.tensor2d(b!)];
    expect(mmdSolution(p, q)).toBeCloseTo(theory.kernelFromScratch(a!, b!), 3);
    tf.dispose([p, q]);
  });
});

test("the lesson has the sections of the anatomy, in order", () => {
  expect(sections).toEqual([
    "Objectives",
    "Background",
    "Core concepts",
    "Theory and mathematics",
    "Code: damage with known answers",
    "Code: judging the library's generator",
    "Code: hyper-parameters by a measure",
    "Code: the latent space as evidence",
    "Applications",
    "Tools and resources",
    "Outlook",
    "Questions and answers",
    "Exercises",
    "Summary",
    "Further reading",
  ]);
});
