import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { adam, trainableVariables } from "../../src/tensor/index.js";
import { native, numbers, on, wasmBytes } from "./portable.js";

/** One model in training: a step updates the weights and returns its losses. */
interface Training {
  step(index: number): number[];
  dispose(): void;
}

/** Fixed numbers as a tensor. */
function fixed(shape: number[], salt: number): tf.Tensor {
  return tf.tensor(numbers(shape, salt), shape);
}

function network(layers: tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential({ layers });
  trainableVariables(model).forEach((variable, index) => {
    if (variable.rank < 2) return;
    const fanIn = variable.size / variable.shape.at(-1)!;
    tf.tidy(() => variable.assign(fixed(variable.shape, index).div(Math.sqrt(fanIn))));
  });
  return model;
}

/** Descends a loss in some weights by Adam, and returns it. */
function descender(weights: tf.Variable[], rate: number) {
  const optimizer = adam({ learningRate: rate, beta1: 0.5 });
  return {
    dispose: () => optimizer.dispose(),
    descend(loss: () => tf.Tensor): number {
      return tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => loss() as tf.Scalar, weights);
        optimizer.applyGradients(grads);
        return value.dataSync()[0]!;
      });
    },
  };
}

type Descender = ReturnType<typeof descender>;

const { conv2d, conv2dTranspose, batchNormalization, leakyReLU, dense, flatten, reshape } =
  tf.layers;
const activation = (name: "tanh" | "relu") => tf.layers.activation({ activation: name });
const same = { kernelSize: 4, strides: 2, padding: "same" } as const;
// Normalization takes a bias away again: its gradient is rounding noise, which Adam makes large.
const unbiased = { ...same, useBias: false };

/** The cross entropy of logits whose labels are all ones or all zeros. */
function crossEntropy(logits: tf.Tensor, label: 0 | 1): tf.Tensor {
  return tf.softplus(label === 1 ? logits.neg() : logits).mean();
}

/** DCGAN (Radford et al. 2016) on 16x16 images. */
function dcgan(): Training {
  const generator = network([
    dense({ inputShape: [8], units: 4 * 4 * 8, useBias: false }),
    reshape({ targetShape: [4, 4, 8] }),
    batchNormalization(),
    activation("relu"),
    conv2dTranspose({ filters: 8, ...unbiased }),
    batchNormalization(),
    activation("relu"),
    conv2dTranspose({ filters: 3, ...same }),
    activation("tanh"),
  ]);
  const discriminator = network([
    conv2d({ inputShape: [16, 16, 3], filters: 8, ...same }),
    leakyReLU({ alpha: 0.2 }),
    conv2d({ filters: 16, ...unbiased }),
    batchNormalization(),
    leakyReLU({ alpha: 0.2 }),
    flatten(),
    dense({ units: 1 }),
  ]);
  const [forD, forG] = [discriminator, generator].map((network) =>
    descender(trainableVariables(network), 0.0005),
  ) as [Descender, Descender];
  const training = { training: true };
  const generate = (index: number) => generator.apply(fixed([8, 8], index), training) as tf.Tensor;
  const judge = (images: tf.Tensor) => discriminator.apply(images, training) as tf.Tensor;
  return {
    step: (index) => [
      forD.descend(() => {
        const real = judge(tf.tanh(fixed([8, 16, 16, 3], 100 + index)));
        return crossEntropy(real, 1).add(crossEntropy(judge(generate(index)), 0));
      }),
      forG.descend(() => crossEntropy(judge(generate(index)), 1)),
    ],
    dispose: () => [forD, forG, generator, discriminator].forEach((owner) => void owner.dispose()),
  };
}

/** A convolutional VAE (Kingma and Welling 2014) on 16x16 images. */
function vae(): Training {
  const encoder = network([
    conv2d({ inputShape: [16, 16, 1], filters: 8, ...same, activation: "relu" }),
    conv2d({ filters: 16, ...same, activation: "relu" }),
    flatten(),
    dense({ units: 8 }),
  ]);
  const decoder = network([
    dense({ inputShape: [4], units: 4 * 4 * 16, activation: "relu" }),
    reshape({ targetShape: [4, 4, 16] }),
    conv2dTranspose({ filters: 8, ...same, activation: "relu" }),
    conv2dTranspose({ filters: 1, ...same }),
  ]);
  const both = descender([encoder, decoder].flatMap(trainableVariables), 0.005);
  return {
    step: (index) => [
      both.descend(() => {
        const brightness = fixed([8, 1, 1, 1], index).mul(3);
        const images = tf.sigmoid(brightness.add(fixed([8, 16, 16, 1], index)));
        const [mean, logVariance] = tf.split(encoder.apply(images) as tf.Tensor, 2, 1);
        const noise = fixed([8, 4], 50 + index);
        const logits = decoder.apply(mean!.add(logVariance!.mul(0.5).exp().mul(noise)));
        const reconstruction = tf.losses.sigmoidCrossEntropy(images, logits as tf.Tensor);
        const divergence = mean!.square().add(logVariance!.exp()).sub(logVariance!).sub(1);
        return reconstruction.add(
          divergence
            .sum(1)
            .mean()
            .mul(0.5 / 256),
        );
      }),
    ],
    dispose: () => [both, encoder, decoder].forEach((owner) => void owner.dispose()),
  };
}

/** Style transfer by Gram matrices (Gatys et al. 2016), in the pixels of one 24x24 image. */
function style(): Training {
  const features = network([
    conv2d({ inputShape: [24, 24, 3], filters: 8, kernelSize: 3, padding: "same" }),
    activation("relu"),
    tf.layers.maxPooling2d({ poolSize: 2, padding: "same" }),
    conv2d({ filters: 16, kernelSize: 3, padding: "same", activation: "relu" }),
    tf.layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
    conv2d({ filters: 16, kernelSize: 3, padding: "same", activation: "relu" }),
  ]);
  const gram = (image: tf.Tensor) => {
    const flat: tf.Tensor2D = (features.apply(image) as tf.Tensor).reshape([6 * 6, 16]);
    return tf.matMul(flat, flat, true).div(6 * 6);
  };
  const target = tf.tidy(() => gram(fixed([1, 24, 24, 3], 3)));
  const image = tf.tidy(() => tf.variable(fixed([1, 24, 24, 3], 7)));
  const inPixels = descender([image], 0.02);
  return {
    step: () => [inPixels.descend(() => gram(image).sub(target).square().sum().mul(1000))],
    dispose() {
      features.dispose();
      inPixels.dispose();
      tf.dispose([target, image]);
    },
  };
}

const models = { dcgan, vae, style };

describe.each(Object.entries(models))("on the portable backend, %s", (name, build) => {
  const STEPS = 12;

  /** Trains on a backend; returns the losses of all steps. */
  function trained(backend: "wasm" | "tensorflow"): number[][] {
    return on(backend, () => {
      const training = build();
      const losses = Array.from({ length: STEPS }, (_, index) => training.step(index));
      training.dispose();
      return losses;
    });
  }

  test.runIf(native)("has native TensorFlow's losses", () => {
    const expected = trained("tensorflow");
    trained("wasm").forEach((losses, step) =>
      losses.forEach((loss, i) => {
        const error = Math.abs(loss / expected[step]![i]! - 1);
        expect(error, `step ${step}: ${loss} and ${expected[step]![i]}`).toBeLessThan(1e-4);
      }),
    );
  });

  test("learns, in constant memory", () => {
    on("wasm", () => {
      const tensorsBefore = tf.memory().numTensors;
      const training = build();
      const first = training.step(0);
      const tensors = tf.memory().numTensors;
      for (let index = 1; index < 5; index++) training.step(index);
      const bytes = wasmBytes();
      for (let index = 5; index < 60; index++) training.step(index % 5);
      expect([tf.memory().numTensors, wasmBytes()]).toEqual([tensors, bytes]);
      const last = training.step(0);
      expect(last.every(Number.isFinite)).toBe(true);
      // An adversary's loss may rise: there, the discriminator's is looked at.
      expect(last[0]).toBeLessThan(name === "dcgan" ? first[0]! : 0.9 * first[0]!);
      training.dispose();
      expect(tf.memory().numTensors).toBe(tensorsBefore);
    });
  });
});
