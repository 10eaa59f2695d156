import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { binaryCrossEntropy, nonSaturating, saturating } from "../../src/gan/index.js";
import { ready } from "../../src/tensor/index.js";

await ready();
const real = [2.5, -0.3, 0.8, -4];
const fake = [-1.2, 0.4, 3, -6];

const sigmoid = (l: number) => 1 / (1 + Math.exp(-l));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const column = (values: number[]) => tf.tensor2d(values, [values.length, 1]);
const number = (make: () => tf.Scalar) => tf.tidy(() => make().dataSync()[0]!);

describe("each loss is its formula, written out", () => {
  const discriminator =
    -mean(real.map((l) => Math.log(sigmoid(l)))) - mean(fake.map((l) => Math.log(1 - sigmoid(l))));

  test.each([nonSaturating, saturating])("$name: discriminator", (loss) => {
    const found = number(() => loss.discriminator(column(real), column(fake)));
    expect(found).toBeCloseTo(discriminator, 5);
  });

  test("non-saturating generator: -E[log D(G(z))]", () => {
    const expected = -mean(fake.map((l) => Math.log(sigmoid(l))));
    expect(number(() => nonSaturating.generator(column(fake)))).toBeCloseTo(expected, 5);
  });

  test("saturating generator: E[log(1 - D(G(z)))]", () => {
    const expected = mean(fake.map((l) => Math.log(1 - sigmoid(l))));
    expect(number(() => saturating.generator(column(fake)))).toBeCloseTo(expected, 5);
  });

  test("an undecided discriminator costs log 4", () => {
    const zeros = [0, 0, 0];
    const found = number(() => nonSaturating.discriminator(column(zeros), column(zeros)));
    expect(found).toBeCloseTo(Math.log(4), 6);
  });
});

describe("gradients", () => {
  const losses: [string, (l: tf.Tensor2D) => tf.Scalar][] = [
    ["binary cross-entropy, label 1", (l) => binaryCrossEntropy(l, 1)],
    ["binary cross-entropy, label 0", (l) => binaryCrossEntropy(l, 0)],
    ["non-saturating generator", nonSaturating.generator],
    ["saturating generator", saturating.generator],
  ];

  test.each(losses)("%s: finite differences", (_, loss) => {
    const gradient = tf.tidy(() => [
      ...tf
        .grad((l) => loss(l as tf.Tensor2D))(column(fake))
        .dataSync(),
    ]);
    const step = 1e-2;
    fake.forEach((_, i) => {
      const moved = (by: number) =>
        number(() => loss(column(fake.map((l, j) => (i === j ? l + by : l)))));
      expect(gradient[i]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 3);
    });
  });

  test("the saturating game starves a generator that is found out; the other one does not", () => {
    const slope = (loss: typeof nonSaturating) =>
      Math.abs(
        tf.tidy(
          () =>
            tf
              .grad((l) => loss.generator(l as tf.Tensor2D))(column([-10]))
              .dataSync()[0]!,
        ),
      );
    expect(slope(saturating)).toBeLessThan(1e-4);
    expect(slope(nonSaturating)).toBeGreaterThan(0.99);
  });

  test("stay finite where a sigmoid would have rounded to 0 or 1", () => {
    for (const logit of [-200, 200]) {
      for (const [, loss] of losses) expect(number(() => loss(column([logit])))).not.toBeNaN();
      expect(number(() => binaryCrossEntropy(column([logit]), 1))).toBeCloseTo(
        logit < 0 ? 200 : 0,
        4,
      );
    }
  });
});
