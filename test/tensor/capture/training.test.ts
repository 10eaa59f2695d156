import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { Dataset } from "../../../src/data/index.js";
import { mlpGan, trainGan } from "../../../src/gan/index.js";
import {
  adam,
  capture,
  dropout,
  initializeWeights,
  randomNormal,
  ready,
  trainableVariables,
} from "../../../src/tensor/index.js";

await ready();

const { layers } = tf;
const halve = { kernelSize: 4, strides: 2, padding: "same" } as const;
const batch = 8;

/** A small DCGAN with everything that a training step can hold: state, schedules, dropout. */
function dcgan() {
  const generator = tf.sequential({
    layers: [
      layers.dense({ units: 4 * 4 * 8, inputShape: [6] }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.reshape({ targetShape: [4, 4, 8] }),
      layers.conv2dTranspose({ filters: 4, ...halve }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.conv2dTranspose({ filters: 1, ...halve, activation: "tanh" }),
    ],
  });
  const discriminator = tf.sequential({
    layers: [
      layers.conv2d({ filters: 4, ...halve, inputShape: [16, 16, 1] }),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.conv2d({ filters: 8, ...halve }),
      layers.batchNormalization(),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.flatten(),
      layers.dense({ units: 1 }),
    ],
  });
  initializeWeights(generator, 1);
  initializeWeights(discriminator, 2);
  const [gAdam, dAdam] = [
    adam({ learningRate: 2e-4, beta1: 0.5 }),
    adam({ learningRate: 2e-4, beta1: 0.5 }),
  ];
  const latents = (step: tf.Scalar) => randomNormal([batch, 6], { seed: 3, step });
  const score = (images: tf.Tensor) =>
    discriminator.apply(images, { training: true }) as tf.Tensor2D;
  const generate = (z: tf.Tensor) => generator.apply(z, { training: true }) as tf.Tensor4D;

  const step = (real: tf.Tensor4D, number: tf.Scalar) => {
    const rate = tf.div(2e-4, number.add(1)).asScalar(); // a schedule
    const fake = generate(latents(number.mul(2)));
    const d = tf.variableGrads(() => {
      const seen = dropout(real, 0.1, { seed: 4, step: number });
      return tf
        .softplus(score(seen).neg())
        .mean()
        .add(tf.softplus(score(fake)).mean())
        .asScalar();
    }, trainableVariables(discriminator));
    dAdam.applyGradients(d.grads, rate);
    const g = tf.variableGrads(() => {
      const z = latents(number.mul<tf.Scalar>(2).add(1));
      return tf
        .softplus(score(generate(z)).neg())
        .mean()
        .asScalar();
    }, trainableVariables(generator));
    gAdam.applyGradients(g.grads, rate);
    return { d: d.value, g: g.value };
  };
  const weights = () => [...generator.weights, ...discriminator.weights].map((w) => w.read());
  const dispose = () => {
    for (const part of [generator, discriminator, gAdam, dAdam]) part.dispose();
  };
  return { step, weights, dispose };
}

/** Losses of the first steps, and all weights after them, batch norm's averages among them. */
function train(captured: boolean, steps: number) {
  const model = dcgan();
  const graph = capture(model.step);
  const losses: number[] = [];
  for (let number = 0; number < steps; number++) {
    tf.tidy(() => {
      const real = tf.randomUniform<tf.Rank.R4>([batch, 16, 16, 1], -1, 1, "float32", 9 + number);
      const { d, g } = captured ? graph(real, number) : model.step(real, tf.scalar(number));
      losses.push(d.dataSync()[0]!, g.dataSync()[0]!);
    });
  }
  const weights = model.weights().map((weight) => [...weight.dataSync()]);
  graph.dispose();
  model.dispose();
  return { losses, weights };
}

describe("captured against ordinary training", () => {
  test("a convolutional GAN has the same losses and weights, to rounding", () => {
    const [eager, graph] = [train(false, 8), train(true, 8)];
    graph.losses.forEach((loss, i) => {
      expect(Math.abs(loss / eager.losses[i]! - 1)).toBeLessThan(1e-5);
    });
    graph.weights.forEach((weight, k) =>
      weight.forEach((value, i) => expect(value).toBeCloseTo(eager.weights[k]![i]!, 4)),
    );
  });

  test("two captured runs are the same, bit for bit", () => {
    expect(train(true, 5)).toEqual(train(true, 5));
  });

  test.runIf(tf.getBackend() === "tensorflow")(
    "trainGan captures: it refuses a loss that reads tensors",
    async () => {
      const model = mlpGan({ image: [4, 4, 1], latent: 3, seed: 1 });
      const dataset = new Dataset({
        name: "zeros",
        image: [4, 4, 1],
        pixels: new Uint8Array(16 * 16),
        labels: new Uint8Array(16),
        classes: ["zero"],
      });
      const reading = {
        name: "reading",
        output: "score",
        discriminator: (real: tf.Tensor2D) => tf.scalar(real.dataSync()[0]!),
        generator: (fake: tf.Tensor2D) => fake.mean<tf.Scalar>(),
      } as const;
      const run = trainGan(model, dataset, { steps: 1, batch: 8, loss: reading });
      await expect(run.next()).rejects.toThrow(/reads a tensor's values/);
      model.dispose();
    },
  );
});
