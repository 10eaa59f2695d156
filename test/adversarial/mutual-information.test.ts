// The lower bound of Chen et al. (2016), transcribed in plain numbers.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { mutualInformation, type AdversarialPass } from "../../src/adversarial/index.js";
import { recognitionHeads } from "../../src/adversarial/mutual-information.js";
import { codes } from "../../src/models/index.js";
import { capture, ready } from "../../src/tensor/index.js";

await ready();

const prior = codes({ noise: 1, categories: [2, 3], continuous: 2 });
// Noise, the category of 2, the category of 3, two continuous codes.
const latents = [
  [0.3, 1, 0, 0, 0, 1, -0.5, 0.25],
  [-2, 0, 1, 1, 0, 0, 1, -1],
];
const heads = {
  category_1: [[0.2, -1], [1.5, 3]], // prettier-ignore
  category_2: [[1, 0, -1], [0.3, 0.2, 0.1]], // prettier-ignore
  continuous: [[-0.4, 0], [0.2, -2]], // prettier-ignore
};

/** Minus the bound: the mean of -log Q(c|x), minus the entropy of the codes, with weights. */
function transcribed(categorical: number, continuous: number): number {
  const logQ = (logits: number[], index: number) =>
    logits[index]! - Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0));
  const normal = (c: number, mu: number) => -0.5 * Math.log(2 * Math.PI) - 0.5 * (c - mu) ** 2;
  const rows = latents.map((row, n) => {
    const first = logQ(heads.category_1[n]!, row.slice(1, 3).indexOf(1));
    const second = logQ(heads.category_2[n]!, row.slice(3, 6).indexOf(1));
    const third = normal(row[6]!, heads.continuous[n]![0]!);
    const fourth = normal(row[7]!, heads.continuous[n]![1]!);
    const entropies = [Math.log(2) + Math.log(3), 2 * Math.log(2)] as const;
    return (
      categorical * (first + second + entropies[0]) + continuous * (third + fourth + entropies[1])
    );
  });
  return -(rows[0]! + rows[1]!) / 2;
}

const passOf = (outputs: Record<string, tf.Tensor>, z = tf.tensor2d(latents)) =>
  ({ latents: z, onFake: { heads: outputs } }) as unknown as AdversarialPass;
const tensors = () => ({
  category_1: tf.tensor2d(heads.category_1),
  category_2: tf.tensor2d(heads.category_2),
  continuous: tf.tensor2d(heads.continuous),
});

describe("mutual information", () => {
  test.each([
    [{}, 1, 0.1],
    [{ categorical: 0.5, continuous: 2 }, 0.5, 2],
    [{ continuous: 0 }, 1, 0],
  ])("with weights %o is that of the paper", (weights, categorical, continuous) => {
    const term = mutualInformation(prior, weights);
    const value = tf.tidy(() => term.value(passOf(tensors()), {} as never).dataSync()[0]!);
    expect(value).toBeCloseTo(transcribed(categorical, continuous), 5);
    expect(term.settings).toEqual({ categorical, continuous });
    expect(term.phases).toEqual(["discriminator", "generator"]);
  });

  test("is minus the entropy of the codes where Q knows the categories", () => {
    const only = codes({ noise: 0, categories: [4] });
    const sure = tf.tidy(() => {
      const code = tf.oneHot(tf.tensor1d([0, 3], "int32"), 4).toFloat() as tf.Tensor2D;
      const pass = passOf({ category_1: code.mul(100) }, code);
      return mutualInformation(only)
        .value(pass, {} as never)
        .dataSync()[0]!;
    });
    expect(sure).toBeCloseTo(-Math.log(4), 5);
  });

  test("has the gradient softmax - c in the logits, and mu - c in the means", () => {
    tf.tidy(() => {
      const { value } = mutualInformation(prior, { continuous: 0.1 });
      const { category_1, category_2, continuous } = tensors();
      const gradients = tf.grads((a, b, c) =>
        value(passOf({ category_1: a, category_2: b, continuous: c }), {} as never),
      )([category_1, category_2, continuous]);
      const z = tf.tensor2d(latents);
      const expected = [
        category_1
          .softmax()
          .sub(z.slice([0, 1], [2, 2]))
          .div(2), // the mean over 2 rows
        category_2
          .softmax()
          .sub(z.slice([0, 3], [2, 3]))
          .div(2),
        continuous
          .sub(z.slice([0, 6], [2, 2]))
          .div(2)
          .mul(0.1),
      ];
      gradients.forEach((gradient, index) =>
        expect(gradient.sub(expected[index]!).abs().max().dataSync()[0]).toBeLessThan(1e-6),
      );
    });
  });

  test("is the same in a captured step", () => {
    const { value } = mutualInformation(prior);
    const step = capture((a: tf.Tensor, b: tf.Tensor, c: tf.Tensor, z: tf.Tensor2D) =>
      value(passOf({ category_1: a, category_2: b, continuous: c }, z), {} as never),
    );
    tf.tidy(() => {
      const { category_1, category_2, continuous } = tensors();
      const captured = step(category_1, category_2, continuous, tf.tensor2d(latents));
      expect(captured.dataSync()[0]).toBeCloseTo(transcribed(1, 0.1), 5);
    });
    step.dispose();
  });

  test("names the outputs of a recognition network", () => {
    expect(recognitionHeads(prior)).toEqual([
      { name: "category_1", units: 2 },
      { name: "category_2", units: 3 },
      { name: "continuous", units: 2 },
    ]);
    expect(recognitionHeads(codes({ noise: 1, categories: [5] }))).toHaveLength(1);
  });

  test("refuses another model, and weights below 0", () => {
    const { value } = mutualInformation(prior);
    expect(() => tf.tidy(() => value(passOf({}), {} as never))).toThrow(
      "with the outputs category_1 [n, 2], category_2 [n, 3], continuous [n, 2] but has [n, 8] and " +
        "no outputs beside the logits; build it with infoGan and the same prior.",
    );
    const other = codes({ noise: 2, categories: [2, 3], continuous: 2 });
    expect(() =>
      tf.tidy(() => mutualInformation(other).value(passOf(tensors()), {} as never)),
    ).toThrow("expected to have latent vectors [n, 9]");
    expect(() => mutualInformation(prior, { categorical: -1 })).toThrow("categorical is expected");
  });
});
