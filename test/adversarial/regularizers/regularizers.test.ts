import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  consistency,
  consistencyPenalty,
  dragan,
  gradientPenalty,
  r1,
  r1Penalty,
  r2,
  randomInterpolation,
  gradientNormPenalty,
  weightClipping,
  type AnyRegularizer,
  type DiscriminatorFn,
} from "../../../src/adversarial/index.js";
import { adam, capture, randomNormal, ready } from "../../../src/tensor/index.js";
import { expectCase, readCases, type ReferenceCase } from "../../reference.js";

await ready();
type Tensors = Record<string, tf.Tensor>;

/** The critic of regularizers.reference.py. */
const critic =
  (t: Tensors): DiscriminatorFn =>
  (images) => {
    const conv = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, stride: number) =>
      tf.leakyRelu(tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same"), b), 0.2);
    const h = conv(conv(images, t.w1!, t.b1!, 2), t.w2!, t.b2!, 1);
    const features = tf.reshape(h, [images.shape[0], -1]);
    return tf.matMul(features as tf.Tensor2D, t.w3 as tf.Tensor2D).add(t.b3!);
  };

const context = (judge: DiscriminatorFn, real: tf.Tensor, fake: tf.Tensor, step = 1) => ({
  discriminator: judge,
  real: real as tf.Tensor4D,
  fake: fake as tf.Tensor4D,
  seed: 5,
  step: tf.scalar(step),
});

const number = (make: () => tf.Tensor) => tf.tidy(() => make().dataSync()[0]!);

describe("values and gradients as in PyTorch", () => {
  const image = (t: Tensors, name: string) => t[name] as tf.Tensor4D;
  const penalties: Record<string, (t: Tensors) => tf.Scalar> = {
    R1: (t) => tf.tidy(() => r1({ gamma: 7 }).penalty(context(critic(t), t.real!, t.fake!))),
    R2: (t) => tf.tidy(() => r2({ gamma: 7 }).penalty(context(critic(t), t.real!, t.fake!))),
    slope: (t) => tf.tidy(() => gradientNormPenalty(critic(t), image(t, "images"))),
    "slope, one-sided": (t) =>
      tf.tidy(() =>
        gradientNormPenalty(critic(t), image(t, "images"), { target: 3, oneSided: true }),
      ),
    "slope, target 0": (t) =>
      tf.tidy(() => gradientNormPenalty(critic(t), image(t, "images"), { target: 0 })),
    consistency: (t) =>
      tf.tidy(() => consistencyPenalty(critic(t), image(t, "real"), image(t, "changed"))),
  };
  const cases = readCases("./regularizers.reference.json", import.meta.url);

  test("every penalty is there", () => {
    expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(penalties).sort());
  });

  test.each(cases.map((reference): [string, ReferenceCase] => [reference.name, reference]))(
    "%s",
    (name, reference) => expectCase(reference, penalties[name]!),
  );
});

/** $D(x) = \|x\|^2 / 2$, whose slope at x is $\|x\|$. */
const bowl: DiscriminatorFn = (images) =>
  images.square().sum<tf.Tensor2D>([1, 2]).sum(1, true).mul(0.5);
/** $D(x) = 3 (x_1 + x_2)$, of slope $3 \sqrt{2}$ everywhere. */
const plane: DiscriminatorFn = (images) => images.reshape([-1, 2]).sum<tf.Tensor2D>(1, true).mul(3);

const points = (n: number, value: number) => tf.fill([n, 1, 1, 2], value) as tf.Tensor4D;

describe("closed forms", () => {
  test("a plane has one slope", () => {
    const [real, fake] = [points(4, 0.5), points(4, -1)];
    const value = (regularizer: AnyRegularizer) =>
      number(() => regularizer.penalty(context(plane, real, fake)));
    const slope = 3 * Math.SQRT2;
    expect(value(r1({ gamma: 2 }))).toBeCloseTo(slope ** 2, 4);
    expect(value(r2({ gamma: 2 }))).toBeCloseTo(slope ** 2, 4);
    expect(value(gradientPenalty())).toBeCloseTo(10 * (slope - 1) ** 2, 3);
    expect(value(gradientPenalty({ weight: 1, target: 5 }))).toBeCloseTo((5 - slope) ** 2, 4);
    expect(value(gradientPenalty({ target: 5, oneSided: true }))).toBe(0);
    expect(value(gradientPenalty({ target: 0, weight: 2 }))).toBeCloseTo(2 * slope ** 2, 4);
    expect(value(dragan())).toBeCloseTo(10 * (slope - 1) ** 2, 3);
    expect(value(weightClipping())).toBe(0);
  });

  test("R1 looks at real images and R2 at generated ones", () => {
    const [real, fake] = [points(4, 0.5), points(4, 2)];
    const value = (regularizer: AnyRegularizer) =>
      number(() => regularizer.penalty(context(bowl, real, fake)));
    expect(value(r1({ gamma: 2 }))).toBeCloseTo(2 * 0.25, 5);
    expect(value(r2({ gamma: 2 }))).toBeCloseTo(2 * 4, 5);
  });

  test("the gradient penalty's factor is uniform on [0, 1], one an example", () => {
    const n = 20_000;
    const at = (step: number) =>
      tf.tidy(() => {
        const between = randomInterpolation(points(n, 1), points(n, 0), { seed: 3, step });
        return [...between.dataSync()];
      });
    const pairs = at(1);
    const factors = pairs.filter((_, i) => i % 2 === 0);
    expect(pairs.filter((_, i) => i % 2 === 1)).toEqual(factors);
    factors.sort((a, b) => a - b);
    // Kolmogorov and Smirnov: 1.95 / sqrt(n) is passed by chance once in a thousand.
    const distance = Math.max(...factors.map((f, i) => Math.abs(f - (i + 0.5) / n)));
    expect(distance).toBeLessThan(1.95 / Math.sqrt(n));
    expect(at(1)).toEqual(pairs);
    expect(at(2)).not.toEqual(pairs);
    // With slopes uniform on [0, a], E (a u - 1)^2 = a^2 / 3 - a + 1; here a = 2 sqrt(2).
    const a = 2 * Math.SQRT2;
    const penalty = number(() =>
      gradientPenalty({ weight: 1 }).penalty(context(bowl, points(n, 2), points(n, 0))),
    );
    expect(penalty / (a ** 2 / 3 - a + 1)).toBeCloseTo(1, 1);
  });

  test("DRAGAN's noise has half the std of the batch's", () => {
    const n = 20_000;
    // Pixels -1 and 1: std 1. E |x + d|^2 = 2 (1 + 1/4) in two dimensions.
    const real = tf.concat([points(n, 1), points(n, -1)]);
    let seen = 0;
    const watching: DiscriminatorFn = (images) => {
      seen = number(() => images.square().sum([1, 2, 3]).mean());
      return bowl(images);
    };
    number(() => dragan().penalty(context(watching, real, real)));
    expect(seen).toBeCloseTo(2.5, 1);
  });

  test("a critic of zero weights has a gradient", () => {
    const weight = tf.variable(tf.zeros([2, 1]));
    const flat: DiscriminatorFn = (images) =>
      tf.matMul(images.reshape([-1, 2]) as tf.Tensor2D, weight);
    const { value, grads } = tf.variableGrads(
      () => gradientNormPenalty(flat, points(3, 1)),
      [weight],
    );
    expect(value.dataSync()[0]).toBeCloseTo(1, 4);
    expect([...grads[weight.name]!.dataSync()].every(Number.isFinite)).toBe(true);
    tf.dispose([value, grads, weight]);
  });

  test("consistency is 0 for a judge that does not see the change", () => {
    const images = randomNormal<tf.Rank.R4>([6, 8, 8, 1], { seed: 2 });
    const mirrored = { name: "mirror", apply: (x: tf.Tensor4D) => tf.reverse(x, 2) };
    const value = (judge: DiscriminatorFn) =>
      number(() => consistency({ augment: mirrored }).penalty(context(judge, images, images)));
    expect(value((x) => x.sum<tf.Tensor2D>([1, 2]))).toBeCloseTo(0, 6);
    expect(
      value((x) => x.slice([0, 0, 0, 0], [-1, -1, 1, -1]).sum<tf.Tensor2D>([1, 2])),
    ).toBeGreaterThan(1);
  });

  test("weight clipping moves every variable into its limits, and leaves no tensor behind", () => {
    const before = tf.memory().numTensors;
    const variables = [tf.variable(tf.tensor1d([-2, 0.004, 2])), tf.variable(tf.scalar(-0.5))];
    weightClipping({ limit: 0.01 }).afterUpdate!(variables);
    const values = variables.flatMap((variable) => [...variable.dataSync()]);
    [-0.01, 0.004, 0.01, -0.01].forEach((w, i) => expect(values[i]).toBeCloseTo(w, 7));
    tf.dispose(variables);
    // The two tensors that the variables were made of are this test's.
    expect(tf.memory().numTensors - before).toBe(2);
  });
});

describe("a captured step of the discriminator", () => {
  const conv = () => {
    const network = tf.sequential();
    const layer = { filters: 3, kernelSize: 3, padding: "same" } as const;
    network.add(tf.layers.conv2d({ ...layer, inputShape: [6, 6, 1] }));
    network.add(tf.layers.leakyReLU({ alpha: 0.2 }));
    network.add(tf.layers.flatten());
    network.add(tf.layers.dense({ units: 1 }));
    network.setWeights(
      network
        .getWeights()
        .map(({ shape }, step) =>
          tf.tidy(() => randomNormal(shape as [number], { seed: 4, step }).mul(0.2)),
        ),
    );
    return network;
  };

  test.each<[string, AnyRegularizer]>([
    ["R1", r1()],
    ["R2", r2({ gamma: 1 })],
    ["gradient penalty", gradientPenalty()],
    ["DRAGAN", dragan()],
    ["consistency", consistency()],
    ["weight clipping", weightClipping({ limit: 0.05 })],
  ])("with %s trains as the same step not captured", (_, regularizer) => {
    const run = (captured: boolean) => {
      const network = conv();
      const variables = network.trainableWeights.map((weight) => weight.read() as tf.Variable);
      const optimizer = adam({ learningRate: 0.01 });
      const judge: DiscriminatorFn = (images) => network.apply(images) as tf.Tensor2D;
      const update = (real: tf.Tensor4D, step: tf.Scalar) =>
        tf.tidy(() => {
          const fake = randomNormal<tf.Rank.R4>([4, 6, 6, 1], { seed: 9, step });
          const { value, grads } = tf.variableGrads(() => {
            const loss = judge(fake).mean().sub(judge(real).mean());
            return loss.add(
              regularizer.penalty({ discriminator: judge, real, fake, seed: 5, step }),
            );
          }, variables);
          optimizer.applyGradients(grads);
          regularizer.afterUpdate?.(variables);
          return value;
        });
      const graph = capture(update);
      let counted = 0;
      const losses = [1, 2, 3, 4, 5].map((step) => {
        const loss = tf.tidy(() => {
          const real = randomNormal<tf.Rank.R4>([4, 6, 6, 1], { seed: 8, step });
          return (captured ? graph(real, step) : update(real, tf.scalar(step))).dataSync()[0]!;
        });
        if (step === 3) counted = tf.memory().numTensors;
        if (step > 3) expect(tf.memory().numTensors).toBe(counted);
        return loss;
      });
      graph.dispose();
      optimizer.dispose();
      network.dispose();
      return losses;
    };
    const expected = run(false);
    run(true).forEach((loss, i) => expect(loss).toBeCloseTo(expected[i]!, 3));
    expect(new Set(expected).size).toBe(5);
  });
});

describe("bad settings", () => {
  test.each<[string, () => unknown, RegExp]>([
    ["gamma", () => r1({ gamma: -1 }), /gamma is expected to be a finite number .* but is -1/],
    ["NaN", () => gradientPenalty({ weight: NaN }), /weight of a gradient penalty .* but is NaN/],
    ["target", () => gradientPenalty({ target: Infinity }), /target .* but is Infinity/],
    ["every", () => r2({ every: 0 }), /every is expected to be a positive integer but is 0/],
    ["limit", () => weightClipping({ limit: 0 }), /above 0 but is 0/],
    ["consistency", () => consistency({ weight: -2 }), /weight of consistency/],
    ["DRAGAN", () => dragan({ std: -2 }), /std of DRAGAN's noise/],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  test("r1Penalty takes a network or a judge", () => {
    const network = tf.sequential();
    network.add(tf.layers.flatten({ inputShape: [2, 2, 1] }));
    network.add(tf.layers.dense({ units: 1 }));
    const images = randomNormal<tf.Rank.R4>([3, 2, 2, 1], { seed: 1 });
    const judge: DiscriminatorFn = (x) => network.apply(x) as tf.Tensor2D;
    expect(number(() => r1Penalty(network, images))).toBe(number(() => r1Penalty(judge, images)));
  });
});
