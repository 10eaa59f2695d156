import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { codes, standardNormal } from "../../src/models/index.js";
import { capture, randomNormal, ready } from "../../src/tensor/index.js";

await ready();

const prior = codes({ noise: 3, categories: [2, 4], continuous: 2 }); // latent 11
const rows = (x: tf.Tensor) => tf.tidy(() => x.as2D(x.shape[0], -1).arraySync());

test("the standard normal prior draws the numbers of its key", () => {
  const key = { seed: 7, step: 3 };
  const [drawn, expected] = [standardNormal(4).sample(5, key), randomNormal([5, 4], key)];
  expect(rows(drawn)).toEqual(rows(expected));
  expect(String(standardNormal(4))).toBe("latent 4");
  tf.dispose([drawn, expected]);
});

describe("a prior of codes", () => {
  test("is noise, one-hot categories and uniform numbers, in this order", () => {
    const drawn = prior.sample(4000, { seed: 7 });
    expect(drawn.shape).toEqual([4000, 11]);
    const values = rows(drawn);
    const column = (at: number) => values.map((row) => row[at]!);
    const mean = (numbers: number[]) => numbers.reduce((sum, x) => sum + x) / numbers.length;
    const variance = (numbers: number[]) => mean(numbers.map((x) => x * x)) - mean(numbers) ** 2;
    for (const at of [0, 1, 2]) {
      expect(Math.abs(mean(column(at)))).toBeLessThan(0.08); // 5 standard errors
      expect(Math.abs(variance(column(at)) - 1)).toBeLessThan(0.12);
    }
    for (const [start, size] of [
      [3, 2],
      [5, 4],
    ] as const) {
      const parts = values.map((row) => row.slice(start, start + size));
      expect(parts.every((part) => part.filter((x) => x === 1).length === 1)).toBe(true);
      expect(parts.every((part) => part.filter((x) => x === 0).length === size - 1)).toBe(true);
      for (let at = start; at < start + size; at++) {
        expect(Math.abs(mean(column(at)) - 1 / size)).toBeLessThan(0.04);
      }
    }
    for (const at of [9, 10]) {
      expect(Math.min(...column(at))).toBeGreaterThanOrEqual(-1);
      expect(Math.max(...column(at))).toBeLessThan(1);
      expect(Math.abs(mean(column(at)))).toBeLessThan(0.05);
      expect(Math.abs(variance(column(at)) - 1 / 3)).toBeLessThan(0.03);
    }
    const correlation = mean(values.map((row) => row[9]! * row[10]!));
    expect(Math.abs(correlation)).toBeLessThan(0.03); // two codes, two numbers
    const categories = mean(values.map((row) => row[3]! * row[5]!));
    expect(Math.abs(categories - 1 / 8)).toBeLessThan(0.03);
    drawn.dispose();
  });

  test("draws the same in a captured step", () => {
    const sample = capture((step: tf.Scalar) => prior.sample(6, { seed: 7, step }));
    for (const step of [1, 2]) {
      const number = tf.scalar(step, "int32");
      const [captured, eager] = [sample(number), prior.sample(6, { seed: 7, step })];
      expect(rows(captured)).toEqual(rows(eager));
      tf.dispose([number, captured, eager]);
    }
    sample.dispose();
  });

  test("splits latent vectors, and replaces the codes that are asked for", () => {
    const before = tf.memory().numTensors;
    const z = prior.sample(2, { seed: 1 });
    const [first, second] = rows(z);
    const parts = tf.tidy(() => {
      const { noise, categories, continuous } = prior.split(z);
      return [noise, ...categories, continuous].map((part) => rows(part)[0]);
    });
    expect(parts).toEqual([
      first!.slice(0, 3),
      first!.slice(3, 5),
      first!.slice(5, 9),
      first!.slice(9),
    ]);
    const changed = prior.withCodes(z, {
      categories: [undefined, 2],
      continuous: [undefined, -0.5],
    });
    const expected = [first!, second!].map((row) => [
      ...row.slice(0, 5),
      0,
      0,
      1,
      0,
      row[9]!,
      -0.5,
    ]);
    expect(rows(changed)).toEqual(expected);
    const same = prior.withCodes(z, {});
    expect(rows(same)).toEqual([first, second]);
    tf.dispose([z, changed, same]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("may be without noise or without one kind of codes", () => {
    const category = codes({ noise: 0, categories: [3] });
    const z = category.sample(5, { seed: 2 });
    expect(rows(z).every((row) => row.length === 3 && row.includes(1))).toBe(true);
    const fixed = category.withCodes(z, { categories: [1] });
    expect(rows(fixed)).toEqual(Array(5).fill([0, 1, 0]));
    const numbers = codes({ noise: 1, continuous: 1 }).sample(2, { seed: 2 });
    expect(numbers.shape).toEqual([2, 2]);
    tf.dispose([z, fixed, numbers]);
  });

  test("says its parts", () => {
    expect(String(prior)).toBe("latent 11 (3 noise, categorical 2, categorical 4, 2 continuous)");
  });

  test.each([
    [
      () => codes({ noise: -1, categories: [2] }),
      "noise is expected to be an integer of at least 0",
    ],
    [
      () => codes({ noise: 2 }),
      "A prior of codes is expected to have at least one code but has none",
    ],
    [
      () => codes({ noise: 2, categories: [1] }),
      "The size of a categorical code is expected to be",
    ],
    [() => codes({ noise: 2, continuous: 0.5 }), "continuous is expected to be an integer of at"],
    [() => prior.withCodes(tf.zeros([1, 11]), { categories: [2] }), "from 0 to 1 but is 2"],
    [
      () => prior.withCodes(tf.zeros([1, 11]), { categories: [0, 0, 0] }),
      "At most 2 categorical values are expected, one for each code, but there are 3",
    ],
    [() => prior.withCodes(tf.zeros([1, 11]), { continuous: [NaN] }), "a finite number but is NaN"],
    [() => prior.withCodes(tf.zeros([1, 5]), {}), "expected as [n, 11] but are [1, 5]; draw them"],
    [() => standardNormal(0), "latent is expected to be a positive integer but is 0"],
  ])("refuses wrong settings in one sentence (%#)", (make, message) => {
    expect(() => tf.tidy(() => void make())).toThrow(message);
  });
});
