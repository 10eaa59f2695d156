import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { r1, type AdversarialTerm, type Regularizer } from "../../src/adversarial/index.js";
import type { DiscriminatorOutput } from "../../src/adversarial/discriminator-output.js";
import {
  ownState,
  regularizerTerms,
  termsOf,
  type AdversarialPass,
} from "../../src/adversarial/terms.js";
import { ready } from "../../src/tensor/index.js";
import { contextOf } from "../../src/training/phases/update.js";

await ready();

type Pass = AdversarialPass & { readonly real: tf.Tensor4D };

/** The inputs of a term: images of one pixel, and labels. */
const passOf = (real: number[], fake: number[], labels?: number[][]): Pass => {
  const images = (pixels: number[]) => tf.tensor4d(pixels, [pixels.length, 1, 1, 1]);
  const onFake: DiscriminatorOutput = { logits: tf.zeros([fake.length, 1]), heads: {} };
  return {
    ...{ real: images(real), fake: images(fake), labels: labels && tf.tensor2d(labels) },
    ...{ latents: tf.zeros([fake.length, 2]), onFake, onReal: undefined },
  };
};
const contextAt = (index: number) => contextOf(9, tf.scalar(4), tf.scalar(index, "int32"));

describe("a model's own terms", () => {
  const term = (
    name: string,
    phases: AdversarialTerm["phases"],
    weight?: number,
  ): AdversarialTerm => ({
    name,
    phases,
    ...(weight !== undefined && { weight }),
    value: ({ fake }, { step }) => fake.mean().mul(step).asScalar(),
  });
  const terms = [
    term("of one", ["discriminator"], 3),
    term("of both", ["generator", "discriminator"]),
    term("of the other", ["generator"], 0),
  ];

  test("go to their phases, with the phase's symbol where there are two", () => {
    const names = (phase: "discriminator" | "generator") =>
      termsOf(terms, phase).map(({ name, weight, report, every }) => [name, weight, report, every]);
    expect(names("discriminator")).toEqual([
      ["of one", 3, "diagnostic", undefined],
      ["of both of D", 1, "diagnostic", undefined],
    ]);
    expect(names("generator")).toEqual([
      ["of both of G", 1, "diagnostic", undefined],
      ["of the other", 0, "diagnostic", undefined],
    ]);
  });

  test("are computed from the phase's pass and context, without weight", () => {
    tf.tidy(() => {
      const [first] = termsOf(terms, "discriminator");
      expect(first!.value(passOf([1], [2, 6]), contextAt(1)).dataSync()[0]).toBe(16);
    });
  });
});

describe("regularizers as terms", () => {
  test("have their own names and are computed every n-th time, reported nowhere", () => {
    const regularizers = [r1(), { ...r1({ every: 4 }), name: "R1 2" }, r1({ every: 16 }), r1()];
    const terms = regularizerTerms(regularizers, () => {
      throw new Error("not called before a value is asked for");
    });
    expect(terms.map(({ name, every, report, weight }) => [name, every, report, weight])).toEqual([
      ["R1", 1, "nowhere", undefined],
      ["R1 2", 4, "nowhere", undefined],
      ["R1 3", 16, "nowhere", undefined],
      ["R1 4", 1, "nowhere", undefined],
    ]);
  });

  test("get images, a key of the update and a discriminator that is bound to the labels", () => {
    const keys: [number, number][] = [];
    const regularizer: Regularizer = {
      name: "recorder",
      every: 1,
      penalty({ discriminator, real, fake, seed, step }) {
        keys.push([seed, step.dataSync()[0]!]);
        return discriminator(real).sum().add(discriminator(fake).mul(100).sum()).asScalar();
      },
    };
    tf.tidy(() => {
      const D = (images: tf.Tensor4D, labels?: tf.Tensor2D) => ({
        logits: images.reshape([-1, 1]).mul(labels!.max(1, true)) as tf.Tensor2D,
        heads: {},
      });
      const [term] = regularizerTerms([regularizer], D);
      const pass = passOf(
        [1, 2],
        [3, 4],
        [
          [0, 10],
          [1, 0],
        ],
      );
      expect(term!.value(pass, contextAt(21)).dataSync()[0]).toBe(10 + 2 + 100 * (30 + 4));
      term!.value(pass, contextAt(22));
      const { seed } = contextAt(1).key("regularizers");
      expect(keys).toEqual([
        [seed, 21],
        [seed, 22],
      ]);
    });
  });

  test("R1 of a square is its closed form", () => {
    tf.tidy(() => {
      const D = (images: tf.Tensor4D) => ({
        logits: images.square().mul(0.5).reshape<tf.Tensor2D>([-1, 1]),
        heads: {},
      });
      const [term] = regularizerTerms([r1({ gamma: 3 })], D);
      // The slope of x^2 / 2 is x: 3 / 2 times the mean of 1, 4 and 9.
      const value = term!.value(passOf([1, 2, -3], [8, 8, 8]), contextAt(1));
      expect(value.dataSync()[0]).toBeCloseTo(7, 5);
    });
  });
});

describe("the own state of parts", () => {
  test("is named after them, the second of one name with its number", () => {
    const variables = Array.from({ length: 5 }, () => tf.tidy(() => tf.variable(tf.scalar(0))));
    const [a, b, c, d, e] = variables as [
      tf.Variable,
      tf.Variable,
      tf.Variable,
      tf.Variable,
      tf.Variable,
    ];
    const state = ownState([
      { name: "path length", state: { mean: a, count: b } },
      { name: "stateless" },
      { name: "path length", state: { mean: c } },
      { name: "path length 2", state: { mean: d } },
      { name: "path length", state: { mean: e } },
    ]);
    expect(Object.keys(state)).toEqual([
      "path length/mean",
      "path length/count",
      "path length 2/mean",
      "path length 2 2/mean",
      "path length 3/mean",
    ]);
    expect(Object.values(state)).toEqual(variables);
    tf.dispose(variables);
  });

  test("is empty where no part has any", () => {
    expect(ownState([{ name: "R1" }, { name: "R1" }])).toEqual({});
  });
});
