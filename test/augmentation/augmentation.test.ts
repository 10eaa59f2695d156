import "../tensor/portable.js"; // first: the portable backend, also beside the native one
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  compose,
  diffAugment,
  instanceNoise,
  randomColor,
  randomCutout,
  randomFlip,
  randomTranslation,
  type Augmentation,
} from "../../src/augmentation/index.js";
import { capture, randomNormal } from "../../src/tensor/index.js";
import { derivativeErrors } from "../tensor/gradients/finite-differences.js";
import { native, on } from "../tensor/portable.js";

const all: [string, Augmentation][] = [
  ["color", randomColor()],
  ["translation", randomTranslation({ share: 0.3, fill: -1 })],
  ["cutout", randomCutout()],
  ["flip", randomFlip()],
  ["instance noise", instanceNoise({ std: 0.3, until: 10 })],
  ["DiffAugment", diffAugment()],
];

/** An image that differs in every pixel: 100 row + 10 column + channel + 1. */
const numbered = (n: number, height: number, width: number, channels: number) =>
  tf.tidy(() => {
    const axis = (size: number, shape: number[]) => tf.range(0, size).reshape(shape);
    const image = axis(height, [1, height, 1, 1])
      .mul(100)
      .add(axis(width, [1, 1, width, 1]).mul(10))
      .add(axis(channels, [1, 1, 1, channels]))
      .add(1);
    return tf.tile(image, [n, 1, 1, 1]) as tf.Tensor4D;
  });

type Images = number[][][][];
const apply = (augmentation: Augmentation, images: tf.Tensor4D, seed = 1, step = 1): Images =>
  tf.tidy(() => augmentation.apply(images, { seed, step }).arraySync());

const count = <T>(values: readonly T[]) => {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
};

describe.each(native ? (["tensorflow", "wasm"] as const) : (["wasm"] as const))(
  "derivatives on %s",
  (backend) => {
    test.each(all)("%s: first and second order by finite differences", (_, augmentation) => {
      on(backend, () => {
        const f = (x: tf.Tensor) => augmentation.apply(x as tf.Tensor4D, { seed: 3, step: 4 });
        const errors = derivativeErrors(f, [[3, 6, 4, 3]], ["signed"]);
        expect(errors.first).toBeLessThan(5e-3);
        expect(errors.second).toBeLessThan(5e-3);
      });
    });
  },
);

describe("each augmentation", () => {
  test.each(all)("%s: the key decides, images differ, no tensor is left", (_, augmentation) => {
    const images = tf.tile(randomNormal([1, 8, 8, 3], { seed: 1 }), [6, 1, 1, 1]) as tf.Tensor4D;
    const augmented = apply(augmentation, images);
    expect(apply(augmentation, images)).toEqual(augmented);
    expect(apply(augmentation, images, 2)).not.toEqual(augmented);
    expect(apply(augmentation, images, 1, 2)).not.toEqual(augmented);
    expect(new Set(augmented.map((image) => JSON.stringify(image))).size).toBeGreaterThan(1);
    const before = tf.memory().numTensors;
    const result = augmentation.apply(images, { seed: 1, step: 1 });
    expect(result.shape).toEqual(images.shape);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([images, result]);
  });

  test.each(all)("%s: captured as eager, with a penalty through it", (_, augmentation) => {
    // The gradient of |d sum(y^3) / dx|^2 in x, where y is the augmented image.
    const step = (x: tf.Tensor4D, number: tf.Scalar) =>
      tf.tidy(() => {
        const cube = (images: tf.Tensor) =>
          augmentation
            .apply(images as tf.Tensor4D, { seed: 6, step: number })
            .pow(3)
            .sum();
        const penalty = (images: tf.Tensor) => tf.grad(cube)(images).square().sum();
        return tf.grad(penalty)(x);
      });
    const graph = capture(step);
    const x = randomNormal<tf.Rank.R4>([4, 8, 8, 2], { seed: 2 });
    for (const number of [1, 2, 3]) {
      tf.tidy(() => {
        const expected = step(x, tf.scalar(number));
        const scale = expected.abs().max().dataSync()[0]!;
        const difference = graph(x, number).sub(expected).abs().max().dataSync()[0]!;
        expect(scale).toBeGreaterThan(1);
        expect(difference / scale).toBeLessThan(1e-5);
      });
    }
    graph.dispose();
    x.dispose();
  });
});

describe("translation", () => {
  test("shifts by whole pixels, each shift equally likely, and fills", () => {
    const [n, height, width] = [3000, 8, 6];
    const images = numbered(n, height, width, 2);
    const shifted = apply(randomTranslation({ share: 0.25, fill: -1 }), images);
    const shifts = shifted.map((image) => {
      // Where a pixel of the middle went, which no shift by up to 2 takes away.
      const row = image.findIndex((line) => line.some(([x]) => x! >= 401 && x! < 500)) - 4;
      const column = image[row + 4]!.findIndex(([x]) => x === 431) - 3;
      image.forEach((line, i) =>
        line.forEach((pixel, j) => {
          const [from, at] = [i - row, j - column];
          const inside = from >= 0 && from < height && at >= 0 && at < width;
          const expected = inside ? [100 * from + 10 * at + 1, 100 * from + 10 * at + 2] : [-1, -1];
          if (pixel[0] !== expected[0] || pixel[1] !== expected[1]) expect(pixel).toEqual(expected);
        }),
      );
      return `${row},${column}`;
    });
    const counts = count(shifts);
    expect(counts.size).toBe(25); // -2 to 2 in both
    for (const times of counts.values()) expect(Math.abs(times - n / 25)).toBeLessThan(55); // 5 sd
    images.dispose();
  });

  test("by less than half a pixel is none: points of the plane stay", () => {
    const images = tf.ones<tf.Rank.R4>([4, 1, 1, 2]);
    expect(apply(randomTranslation(), images)).toEqual(images.arraySync());
  });
});

describe("cutout", () => {
  test.each([
    [8, 0.5],
    [7, 0.4],
  ])("of %d pixels and share %d: a rectangle around any center", (size, share) => {
    const n = 2000;
    const images = tf.ones<tf.Rank.R4>([n, size, size, 1]);
    const length = Math.round(size * share);
    const starts = apply(randomCutout({ share, fill: 0.5 }), images).map((image) => {
      const rows = image.flatMap((line, i) => (line.some(([x]) => x === 0.5) ? [i] : []));
      const columns = image[0]!.flatMap((_, j) =>
        image.some((line) => line[j]![0] === 0.5) ? [j] : [],
      );
      const holes = image.flat().filter(([x]) => x === 0.5).length;
      expect(holes).toBe(rows.length * columns.length);
      expect(Math.max(rows.length, columns.length)).toBeLessThanOrEqual(length);
      // A hole that hangs over the upper edge is told by its end.
      return rows[0] === 0 ? rows.at(-1)! - length + 1 : rows[0]!;
    });
    const half = Math.floor(length / 2);
    const centers = size + (length % 2 === 0 ? 1 : 0);
    const counts = count(starts);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual(
      Array.from({ length: centers }, (_, i) => i - half),
    );
    for (const times of counts.values()) {
      expect(Math.abs(times - n / centers)).toBeLessThan(5 * Math.sqrt(n / centers));
    }
    images.dispose();
  });

  test("of images of one pixel says what to do", () => {
    expect(() => apply(randomCutout(), tf.ones([2, 1, 1, 2]))).toThrow(
      "more than one pixel to cut a hole into but are 1x1x2; leave cutout out",
    );
  });
});

describe("color", () => {
  test("is an affine change of each image in the ranges of the paper", () => {
    const n = 2000;
    // Two pixels, two channels: means are 0.25, and the channels differ by 1 and by 0.
    const images = tf.tile(tf.tensor4d([1, 0, 0, 0], [1, 1, 2, 2]), [n, 1, 1, 1]) as tf.Tensor4D;
    const drawn = apply(randomColor(), images).map((image) => {
      const [a, b, c, d] = image.flat(2);
      const mean = (a! + b! + c! + d!) / 4;
      // Half the sum of the first pixel less the mean of all is 1/4 before contrast.
      const contrast = ((a! + b!) / 2 - mean) * 4;
      expect(c).toBeCloseTo(d!, 5);
      return { shift: mean - 0.25, contrast, saturation: (a! - b!) / contrast };
    });
    const range = (values: number[]) => [Math.min(...values), Math.max(...values)];
    const between = (values: number[], low: number, high: number) => {
      const [least, most] = range(values) as [number, number];
      expect(least).toBeGreaterThan(low - 1e-4);
      expect(least).toBeLessThan(low + 0.02 * (high - low));
      expect(most).toBeLessThan(high + 1e-4);
      expect(most).toBeGreaterThan(high - 0.02 * (high - low));
    };
    between(
      drawn.map(({ shift }) => shift),
      -0.5,
      0.5,
    );
    between(
      drawn.map(({ saturation }) => saturation),
      0,
      2,
    );
    between(
      drawn.map(({ contrast }) => contrast),
      0.5,
      1.5,
    );
    images.dispose();
  });
});

test("flip mirrors about half of the images", () => {
  const images = numbered(1000, 2, 3, 1);
  const mirrored = tf.tidy(() => JSON.stringify(images.reverse(2).arraySync()[0]));
  const kept = JSON.stringify(images.arraySync()[0]);
  const counts = count(apply(randomFlip(), images).map((image) => JSON.stringify(image)));
  expect(new Set(counts.keys())).toEqual(new Set([mirrored, kept]));
  expect(Math.abs(counts.get(kept)! - 500)).toBeLessThan(80);
  images.dispose();
});

describe("instance noise", () => {
  test.each([
    [0, 0.4],
    [25, 0.3],
    [75, 0.1],
    [100, 0],
    [250, 0],
  ])("at step %d of 100 has std %d", (step, expected) => {
    const std = tf.tidy(() => {
      const noise = instanceNoise({ std: 0.4, until: 100 });
      const zeros = tf.zeros<tf.Rank.R4>([10, 32, 32, 1]);
      for (const key of [step, tf.scalar(step), tf.scalar(step, "int32")]) {
        const noisy = noise.apply(zeros, { seed: 1, step: key });
        expect(Math.sqrt(tf.moments(noisy).variance.dataSync()[0]!)).toBeCloseTo(expected, 2);
      }
      return Math.sqrt(tf.moments(noise.apply(zeros, { seed: 1, step })).variance.dataSync()[0]!);
    });
    expect(Math.abs(std - expected)).toBeLessThan(0.01);
  });
});

describe("composed", () => {
  test("the parts follow each other, the same part twice with different numbers", () => {
    const twice = compose(randomFlip(), randomFlip());
    expect(twice.name).toBe("flip, flip");
    const images = numbered(64, 1, 2, 1);
    const flipped = apply(twice, images).map((image) => image.flat(2)[0]);
    expect(new Set(flipped).size).toBe(2); // with the same numbers all would be as before
    expect(apply(compose(), images)).toEqual(images.arraySync());
    images.dispose();
  });

  test("DiffAugment has the parts that are named", () => {
    expect(diffAugment("translation", "cutout").name).toBe("translation, cutout");
    expect(diffAugment().name).toBe("color, translation, cutout");
    expect(() => diffAugment("hue" as never)).toThrow(
      'A policy is expected to be color, translation, cutout but is "hue"',
    );
  });
});

describe("bad settings", () => {
  test.each<[string, () => unknown]>([
    ["a share of 0", () => randomTranslation({ share: 0 })],
    ["a share above 1", () => randomCutout({ share: 1.5 })],
    ["no std", () => instanceNoise({ std: 0, until: 10 })],
    ["a broken until", () => instanceNoise({ until: 2.5 })],
  ])("%s", (_, make) => expect(make).toThrow(RangeError));
});
