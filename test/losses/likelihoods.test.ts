import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  bernoulliLogProbability,
  bitsPerDimension,
  continuousBernoulliLogProbability,
  continuousBernoulliMean,
  gaussianKl,
  gaussianLogProbability,
  logisticMixtureChannels,
  logisticMixtureLogProbability,
} from "../../src/losses/index.js";
import { capture, ready } from "../../src/tensor/index.js";
import { expectCase, readCases } from "../reference.js";

await ready();

type Tensors = Record<string, tf.Tensor>;
const ofImages = (values: tf.Tensor): tf.Scalar =>
  values.reshape([3, -1]).sum(1).mul([1, -0.5, 2]).sum();
const imagesOf = (levels: tf.Tensor) => levels.div(127.5).sub(1) as tf.Tensor4D;

const functions: Record<string, (t: Tensors) => tf.Tensor> = {
  bernoulli: (t) => bernoulliLogProbability(t.x!, t.logits!),
  "continuous Bernoulli": (t) => continuousBernoulliLogProbability(t.x!, t.logits!),
  "its mean": (t) => continuousBernoulliMean(t.logits!),
  Gaussian: (t) => gaussianLogProbability(t.x!, t.mean!, t.logSigma!),
  KL: (t) => gaussianKl(t.mean as tf.Tensor2D, t.logVariance as tf.Tensor2D),
  mixture: (t) => logisticMixtureLogProbability(imagesOf(t.levels!), t.parameters as tf.Tensor4D),
};

describe("values and gradients as in PyTorch", () => {
  const cases = readCases("./likelihoods.reference.json", import.meta.url);

  test.each(cases.map((reference) => [reference.name, reference] as const))(
    "%s",
    (name, reference) => {
      const compute = functions[name.split(",")[0]!]!;
      expectCase(reference, (t) => tf.tidy(() => ofImages(compute(t))), 3e-5);
    },
  );

  test.each(cases.map((reference) => [reference.name, reference] as const))(
    "%s, captured",
    (name, { tensors, value }) => {
      const compute = functions[name.split(",")[0]!]!;
      const names = Object.keys(tensors);
      const step = capture((...given: tf.Tensor[]) =>
        ofImages(compute(Object.fromEntries(names.map((key, i) => [key, given[i]!])))),
      );
      const given = names.map((key) => tf.tensor(tensors[key]!.values, tensors[key]!.shape));
      const [found] = step(...given).dataSync();
      expect(Math.abs(found! - value)).toBeLessThan(3e-5 * Math.abs(value));
    },
  );
});

const sumOf = (values: tf.Tensor) => values.sum().dataSync()[0]!;

describe("distributions", () => {
  // By the trapezoidal rule over [0, 1].
  test.each([-40, -3, -0.51, -0.49, 0, 1e-4, 0.2, 0.5, 2, 40])(
    "a continuous Bernoulli of logit %s has the total 1, and its mean",
    (logit) => {
      const points = 20_001;
      const x = tf.linspace(0, 1, points).expandDims(1);
      const density = continuousBernoulliLogProbability(x, tf.fill([points, 1], logit)).exp();
      const ends = (values: tf.Tensor) =>
        (sumOf(values.slice([0], [1])) + sumOf(values.slice([points - 1], [1]))) / 2;
      const integral = (values: tf.Tensor) => (sumOf(values) - ends(values)) / (points - 1);
      expect(integral(density)).toBeCloseTo(1, 4);
      const mean = integral(density.mul(x.squeeze<tf.Tensor1D>([1])));
      expect(sumOf(continuousBernoulliMean(tf.scalar(logit)))).toBeCloseTo(mean, 4);
    },
  );

  test.each([
    ["narrow", 0.2, -6],
    ["wide", -0.7, 1],
    ["wholly beyond the range", 40, -5],
    ["of a scale that counts as -7", -0.3, -60],
    ["of a scale that spreads it evenly over the ends", 0, 60],
  ])("a mixture's 256 levels have the total 1: %s", (_, mean, logScale) => {
    const levels = tf.tensor4d(
      Array.from({ length: 256 }, (_, level) => level),
      [256, 1, 1, 1],
    );
    const components = [0.3, -1, mean, -mean, logScale, logScale];
    const parameters = tf.tensor4d(components, [1, 1, 1, 6]).tile([256, 1, 1, 1]) as tf.Tensor4D;
    const probabilities = logisticMixtureLogProbability(imagesOf(levels), parameters);
    expect(probabilities.isFinite().all().dataSync()[0]).toBe(1);
    expect(sumOf(probabilities.exp())).toBeCloseTo(1, 4);
  });

  test("colors: all levels of blue have the total 1, whatever red and green are", () => {
    const colors = tf.tensor4d(
      Array.from({ length: 256 }, (_, blue) => [200, 13, blue]).flat(),
      [256, 1, 1, 3],
    );
    const given = tf.randomNormal<tf.Rank.R4>([1, 1, 1, 10], 0, 0.5, "float32", 3);
    const all = (x: tf.Tensor4D) =>
      logisticMixtureLogProbability(imagesOf(x), given.tile([x.shape[0], 1, 1, 1])).exp();
    const gray = (level: number) => tf.tensor4d([level, level, level], [1, 1, 1, 3]);
    // p(r, g, b) summed over b is p(r, g), which must not depend on the parameters of blue.
    const withBlue = (shift: number) => {
      const changed = given.add(tf.oneHot([3], 10).reshape([1, 1, 1, 10]).mul(shift));
      const p = logisticMixtureLogProbability(
        imagesOf(colors),
        changed.tile([256, 1, 1, 1]) as tf.Tensor4D,
      );
      return sumOf(p.exp());
    };
    expect(withBlue(0.8)).toBeCloseTo(withBlue(0), 6);
    expect(sumOf(all(gray(7)))).toBeLessThan(1);
  });

  test("256 equally likely levels take 8 bits", () => {
    expect(bitsPerDimension(-784 * Math.log(256), 784)).toBeCloseTo(8, 12);
    expect([logisticMixtureChannels(1, 5), logisticMixtureChannels(3, 10)]).toEqual([15, 100]);
  });

  test("a KL is of each example and dimension, 0 for the standard normal, and never negative", () => {
    const small = Array.from({ length: 4001 }, (_, i) => (i - 2000) * 1e-6);
    const kl = gaussianKl(tf.zeros([1, 4001]), tf.tensor2d([small]));
    expect(kl.shape).toEqual([1, 4001]);
    expect(kl.min().dataSync()[0]).toBe(0);
    const two = gaussianKl(tf.fill([5, 2], 1.5), tf.fill([5, 2], -0.4)).dataSync();
    expect(new Set(two).size).toBe(1);
    expect(two[0]).toBeCloseTo((1.5 ** 2 + Math.exp(-0.4) - 1 + 0.4) / 2, 6);
  });

  test("a sharp Gaussian is exact, and a mean squared error one of variance 1/2", () => {
    const [x, mean] = [tf.tensor2d([[0.5, 0.25]]), tf.tensor2d([[0.5, 0.375]])];
    const sharp = gaussianLogProbability(x, mean, -20).dataSync()[0]!;
    const exact = -((0.125 * Math.exp(20)) ** 2 / 2) + 40 - Math.log(2 * Math.PI);
    expect(sharp / exact).toBeCloseTo(1, 5);
    const half = gaussianLogProbability(x, mean, Math.log(0.5) / 2).dataSync()[0]!;
    expect(half).toBeCloseTo(-(0.125 ** 2) - Math.log(Math.PI), 6);
  });

  test.each([-1e30, -1e4, -90, 90, 1e4, 1e30])("logits of %s stay finite", (logit) => {
    const x = tf.tensor2d([[0, 1]]);
    const logits = tf.fill([1, 2], logit) as tf.Tensor2D;
    for (const of of [bernoulliLogProbability, continuousBernoulliLogProbability]) {
      const { value, grad } = tf.valueAndGrad((l: tf.Tensor) => of(x, l).sum())(logits);
      expect(value.isFinite().all().dataSync()[0]).toBe(1);
      expect(grad.isFinite().all().dataSync()[0]).toBe(1);
    }
    expect(continuousBernoulliMean(logits).isFinite().all().dataSync()[0]).toBe(1);
  });
});

describe("what does not fit is refused", () => {
  test.each([
    ["logits of another shape", () => bernoulliLogProbability(tf.zeros([2, 4]), tf.zeros([2, 1]))],
    ["a mean of another shape", () => gaussianLogProbability(tf.zeros([2, 4]), tf.zeros([4]), 0)],
    ["variances of another shape", () => gaussianKl(tf.zeros([2, 3]), tf.zeros([1, 3]))],
  ])("%s", (_, compute) => expect(compute).toThrow("expected to have the same shape"));

  test("a sigma that would enlarge the images", () => {
    const x = tf.zeros([2, 4]);
    expect(() => gaussianLogProbability(x, x, tf.zeros([3, 2, 4]))).toThrow(
      "The log of sigma is expected to broadcast to [2, 4] but has the shape [3, 2, 4]",
    );
    expect(() => gaussianLogProbability(x, x, tf.zeros([2, 3]))).toThrow("broadcast");
    expect(gaussianLogProbability(x, x, tf.zeros([2, 1])).shape).toEqual([2]);
  });

  test.each([
    ["gray", 1, 7],
    ["color", 3, 9],
    ["two channels", 2, 20],
    ["none", 1, 0],
  ])("parameters that are not k components: %s", (_, channels, given) => {
    const x = tf.zeros<tf.Rank.R4>([1, 2, 2, channels]);
    const parameters = tf.zeros<tf.Rank.R4>([1, 2, 2, given]);
    expect(() => logisticMixtureLogProbability(x, parameters)).toThrow(
      "to be [n, height, width, 3k]",
    );
  });
});
