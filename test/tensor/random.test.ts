import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  backendName,
  capture,
  deriveSeed,
  dropout,
  dropoutMask,
  randomCategorical,
  randomNormal,
  randomPermutation,
  randomUniform,
  randomUniformInt,
  ready,
  truncatedNormal,
  type RandomKey,
} from "../../src/tensor/index.js";

await ready();
const native = backendName() === "tensorflow";

let tensorsBefore = 0;
beforeEach(() => void (tensorsBefore = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

/** Takes a tensor's values and frees it. */
function values(tensor: tf.Tensor): number[] {
  const numbers = [...tensor.dataSync()];
  tensor.dispose();
  return numbers;
}

/** Takes a tensor's values, row by row, and frees it. */
function rows(tensor: tf.Tensor2D): number[][] {
  const numbers = tensor.arraySync();
  tensor.dispose();
  return numbers;
}

const LOGITS = [
  [0, 1, -1],
  [3, 0, 0],
];

/** Draws classes and frees all tensors. */
function categories(draws: number, key: RandomKey, logits = LOGITS): number[][] {
  return rows(tf.tidy(() => randomCategorical(tf.tensor2d(logits), draws, key)));
}

const families: [name: string, draw: (key: RandomKey) => tf.Tensor][] = [
  ["randomNormal", (key) => randomNormal([3, 4], key)],
  ["truncatedNormal", (key) => truncatedNormal([3, 4], key)],
  ["randomUniform", (key) => randomUniform([3, 4], key)],
  ["randomUniformInt", (key) => randomUniformInt([3, 4], -50, 1000, key)],
  [
    "randomCategorical",
    (key) => tf.tidy(() => randomCategorical(tf.zeros([3, 50]) as tf.Tensor2D, 4, key)),
  ],
  ["randomPermutation", (key) => randomPermutation(20, key)],
  ["dropoutMask", (key) => dropoutMask([8, 8], 0.5, key)],
];

interface Reference extends RandomKey {
  readonly seed: number;
  readonly step: number;
  readonly [family: string]: unknown;
}
const references = JSON.parse(
  readFileSync(new URL("random.reference.json", import.meta.url), "utf8"),
) as Reference[];

// Drawn by TensorFlow in Python: random.reference.py.
describe.runIf(native).each(references)(
  "TensorFlow's numbers for seed $seed, step $step",
  (key) => {
    test.each([
      ["normal", () => values(randomNormal([4], key))],
      ["truncatedNormal", () => values(truncatedNormal([4], key))],
      ["uniform", () => values(randomUniform([4], key))],
      ["uniformInt", () => values(randomUniformInt([4], -3, 1000, key))],
      ["categorical", () => categories(12, key)],
      ["permutation", () => values(randomPermutation(8, key))],
    ])("%s", (family, draw) => expect(draw()).toEqual(key[family]));
  },
);

describe.each(families)("%s", (_, draw) => {
  test("is fixed by its key, and other for another seed or step", () => {
    const drawn = (seed: number, step?: number) => values(draw({ seed, step }));
    expect(drawn(7, 1)).toEqual(drawn(7, 1));
    expect(drawn(7)).toEqual(drawn(7, 0));
    expect(drawn(7, 1)).not.toEqual(drawn(7, 2));
    expect(drawn(7, 1)).not.toEqual(drawn(8, 1));
  });

  test.each(["int32", "float32"] as const)("takes the step as a tensor of %s", (dtype) => {
    for (const number of [0, 1, 1000, 16_777_215]) {
      const step = tf.scalar(number, dtype);
      expect(values(draw({ seed: 7, step }))).toEqual(values(draw({ seed: 7, step: number })));
      step.dispose();
    }
  });

  test("gives a captured step the numbers of an eager one", () => {
    const captured = capture((step: tf.Scalar) => draw({ seed: 7, step }));
    for (const step of [0, 1, 1000, 16_777_215, 1]) {
      expect(values(captured(step))).toEqual(values(draw({ seed: 7, step })));
    }
    captured.dispose();
  });

  test("takes steps beyond 2^31 as int32 by their bits", () => {
    const step = tf.scalar(-1, "int32");
    expect(values(draw({ seed: 7, step }))).toEqual(values(draw({ seed: 7, step: 2 ** 32 - 1 })));
    step.dispose();
  });
});

describe("a step is refused", () => {
  test.each([-1, 0.5, 2 ** 32, NaN])("as the number %d", (step) => {
    expect(() => randomNormal([1], { seed: 7, step })).toThrow(
      `A step is expected to be an integer from 0 to 4294967295 but is ${step}; pass for example 7.`,
    );
  });

  // 2^24 + 1 as float32 is 2^24: whoever counts in float32 would draw the same numbers for ever.
  test.each([2 ** 24, 2 ** 24 + 1, 0.5, -1, NaN])("as the float32 tensor %d", (value) => {
    const step = tf.scalar(value);
    const refusal =
      /A step given as a float32 tensor is expected to be a whole number from 0 to 16777215/;
    expect(() => randomNormal([1], { seed: 7, step })).toThrow(refusal);
    const captured = capture((step: tf.Scalar) => randomNormal([1], { seed: 7, step }));
    const first = values(captured(5));
    expect(() => captured(step)).toThrow(refusal);
    expect(values(captured(5))).toEqual(first);
    captured.dispose();
    step.dispose();
  });

  test("as a tensor of another shape or dtype", () => {
    const vector = tf.tensor1d([1, 2], "int32");
    const truth = tf.scalar(true, "bool");
    expect(() => randomNormal([1], { seed: 7, step: vector as unknown as tf.Scalar })).toThrow(
      "A step is expected to be a scalar of dtype int32 or float32 but is int32 of shape [2]; " +
        'pass for example tf.scalar(7, "int32").',
    );
    expect(() => randomNormal([1], { seed: 7, step: truth })).toThrow("but is bool of shape []");
    tf.dispose([vector, truth]);
  });
});

test.each([-1, 0.5, 2 ** 32, NaN])("a seed of %d is refused in one sentence", (seed) => {
  expect(() => randomNormal([1], { seed })).toThrow(
    `A seed is expected to be an integer from 0 to 4294967295 but is ${seed}; pass for example 7.`,
  );
});

test("derived seeds differ by purpose and stay in range", () => {
  const purposes = ["latent", "data", "epoch 0", "epoch 1", "weights"];
  const derived = purposes.map((purpose) => deriveSeed(7, purpose));
  expect(new Set(derived).size).toBe(purposes.length);
  for (const seed of derived) expect(seed >>> 0).toBe(seed);
  expect(deriveSeed(7, "latent")).toBe(derived[0]);
  expect(deriveSeed(8, "latent")).not.toBe(derived[0]);
});

/** The error function by its Maclaurin series, for |x| < 4. */
function erf(x: number): number {
  let [sum, term] = [x, x];
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
const normalCdf = (x: number) => (Math.abs(x) > 5 ? Number(x > 0) : (1 + erf(x / Math.SQRT2)) / 2);
const inside = normalCdf(2) - normalCdf(-2);

/** The largest distance between the sample's distribution function and `cdf` (Kolmogorov, Smirnov). */
function distance(sample: number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  return sorted.reduce((largest, x, i) => {
    const expected = cdf(x);
    const gaps = [(i + 1) / sorted.length - expected, expected - i / sorted.length];
    return Math.max(largest, ...gaps);
  }, 0);
}

/** Pearson's statistic of counts that are all expected to be `expected`, in standard deviations. */
function excess(counts: number[], expected: number): number {
  const degrees = counts.length - 1;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  return (chiSquare - degrees) / Math.sqrt(2 * degrees);
}

/** How often each key was seen. */
function counted(keys: Iterable<number | string>): number[] {
  const counts = new Map<number | string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts.values()];
}

describe("the distribution", () => {
  const count = 100_000;
  // Kolmogorov's: a larger distance has a probability below 1e-6.
  const far = 2.7 / Math.sqrt(count);

  test.each([
    ["normal", randomNormal, normalCdf],
    ["truncated normal", truncatedNormal, (x: number) => (normalCdf(x) - normalCdf(-2)) / inside],
    ["uniform", randomUniform, (x: number) => x],
  ])("is %s, within one draw and over the steps", (_, draw, cdf) => {
    expect(distance(values(draw([count], { seed: 1 })), cdf)).toBeLessThan(far);
    // The first number of each of many steps: near keys must not give related ones.
    const first = Array.from(
      { length: 5000 },
      (_, step) => values(draw([1], { seed: 1, step }))[0]!,
    );
    expect(distance(first, cdf)).toBeLessThan(2.7 / Math.sqrt(first.length));
  });

  test("keeps to its range", () => {
    expect(values(truncatedNormal([count], { seed: 2 })).every((x) => Math.abs(x) <= 2)).toBe(true);
    expect(values(randomUniform([count], { seed: 2 })).every((u) => u >= 0 && u < 1)).toBe(true);
  });

  test("is uniform on integers, low included and high not, negative ones too", () => {
    const drawn = values(randomUniformInt([count], -3, 4, { seed: 1 }));
    expect([Math.min(...new Set(drawn)), Math.max(...new Set(drawn))]).toEqual([-3, 3]);
    expect(Math.abs(excess(counted(drawn), count / 7))).toBeLessThan(5);
    const extremes = values(randomUniformInt([4], -(2 ** 31), 2 ** 31 - 1, { seed: 1 }));
    expect(extremes.every((x) => (x | 0) === x)).toBe(true);
  });

  test("is the softmax of the logits, row by row and independent between rows", () => {
    const drawn = categories(count / 2, { seed: 1 }, [...LOGITS, LOGITS[0]!]);
    drawn.forEach((row, index) => {
      const powers = (LOGITS[index] ?? LOGITS[0]!).map(Math.exp);
      const sum = powers.reduce((a, b) => a + b);
      powers.forEach((power, category) => {
        const p = power / sum;
        const share = row.filter((c) => c === category).length / row.length;
        expect(Math.abs(share - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / row.length));
      });
    });
    // Rows of the same distribution agree as often as independent ones do: 0.514 of the time.
    const same = drawn[0]!.filter((c, i) => c === drawn[2]![i]).length / drawn[0]!.length;
    const p = [0, 1, -1].map(Math.exp).map((x, _, all) => x / all.reduce((a, b) => a + b));
    const agree = p.reduce((sum, x) => sum + x * x, 0);
    expect(Math.abs(same - agree)).toBeLessThan(0.012);
  });

  test("never draws a class of probability zero, nor one that does not exist", () => {
    const drawn = categories(1000, { seed: 1 }, [
      [-Infinity, 0, -Infinity],
      [0, 0, -1e9],
    ]);
    expect(new Set(drawn[0])).toEqual(new Set([1]));
    expect(new Set(drawn[1])).toEqual(new Set([0, 1]));
    expect(new Set(categories(10, { seed: 1 }, [[5]])[0])).toEqual(new Set([0]));
  });

  test("of permutations is fair", () => {
    const orders = Array.from({ length: 6000 }, (_, step) =>
      values(randomPermutation(4, { seed: 1, step })).join(),
    );
    const counts = counted(orders);
    expect(counts).toHaveLength(24);
    expect(Math.abs(excess(counts, 250))).toBeLessThan(5);
  });

  test("a permutation holds every number once, also a large one", () => {
    for (const size of [1, 2, 70_000]) {
      const order = values(randomPermutation(size, { seed: 1 }));
      expect(order.sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
    }
  });
});

describe("dropout", () => {
  test("drops its share and keeps the mean", () => {
    const mask = values(dropoutMask([100, 1000], 0.3, { seed: 1 }));
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
    const dropped = mask.filter((x) => x === 0).length / mask.length;
    expect(Math.abs(dropped - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / mask.length));
  });

  test("keeps everything at rate 0", () => {
    expect(values(dropoutMask([3], 0, { seed: 1 }))).toEqual([1, 1, 1]);
  });

  test("scales by its mask, and its gradient too", () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    const key = { seed: 1, step: 5 };
    const mask = dropoutMask([2, 3], 0.5, key);
    const expected = values(tf.tidy(() => x.mul(mask)));
    expect(values(dropout(x, 0.5, key))).toEqual(expected);
    const gradient = tf.tidy(() => tf.grad((v: tf.Tensor) => dropout(v, 0.5, key))(x));
    expect(values(gradient)).toEqual(values(mask));
    x.dispose();
  });

  test.each([-0.1, 1, 1.5, NaN])("refuses a rate of %d", (rate) => {
    expect(() => dropoutMask([1], rate, { seed: 1 })).toThrow(
      `A dropout rate is expected to be at least 0 and below 1 but is ${rate}; pass for example 0.5.`,
    );
  });
});

describe("refused in one sentence", () => {
  test.each([
    [3, 3],
    [4, 3],
    [0.5, 3],
    [0, 2 ** 31],
  ])("integers from %d to %d", (low, high) => {
    expect(() => randomUniformInt([1], low, high, { seed: 1 })).toThrow(
      `low and high are expected to be 32-bit integers with low < high but are ${low} and ${high}`,
    );
  });

  test("a permutation of nothing and no draws", () => {
    expect(() => randomPermutation(0, { seed: 1 })).toThrow("positive integer but is 0");
    expect(() => categories(0.5, { seed: 1 })).toThrow("positive integer but is 0.5");
  });
});
