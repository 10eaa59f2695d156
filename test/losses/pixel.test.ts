import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { ready } from "../../src/tensor/index.js";
import { l1Loss, l2Loss, perceptualLoss } from "../../src/losses/index.js";
import { expectCase, readCases } from "../reference.js";

await ready();

describe("values and gradients as in PyTorch", () => {
  const cases = readCases("./pixel.reference.json", import.meta.url);
  const distances: Record<string, (t: Record<string, tf.Tensor>) => tf.Scalar> = {
    L1: (t) => l1Loss(t.a!, t.b!),
    L2: (t) => l2Loss(t.a!, t.b!),
    perceptual: (t) => {
      const layers = (side: string) => [0, 1, 2].map((j) => t[`${side}${j}`]!);
      return perceptualLoss(layers("found"), layers("wanted"), [1, 0.25, 3]);
    },
  };

  test.each(cases.map((reference) => [reference.name, reference] as const))(
    "%s",
    (name, reference) => expectCase(reference, distances[name]!),
  );
});

test("a perceptual loss weighs its layers alike by default", () => {
  tf.tidy(() => {
    const [a, b] = [tf.tensor([1, 2]), tf.tensor([3, 2])];
    expect(perceptualLoss([a, b], [b, a]).dataSync()[0]).toBeCloseTo(4, 6);
  });
});

describe("errors say what to do", () => {
  const [a, b] = [tf.zeros([2, 3]), tf.zeros([1, 3])];

  test("shapes that would be stretched", () => {
    expect(() => l1Loss(a, b)).toThrow(
      "the same shape but have [2, 3] and [1, 3]; give both sides",
    );
    expect(() => l2Loss(a, b)).toThrow("the same shape");
    expect(() => perceptualLoss([a], [b])).toThrow("the same shape");
  });

  test("unequal numbers of layers or weights, or none", () => {
    expect(() => perceptualLoss([a, a], [a])).toThrow("got 2 and 1 layers and 2 weights");
    expect(() => perceptualLoss([a], [a], [1, 2])).toThrow("1 and 1 layers and 2 weights");
    expect(() => perceptualLoss([], [])).toThrow("0 and 0 layers");
  });
});
