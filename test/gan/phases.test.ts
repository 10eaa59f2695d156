import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { conditionalGan, dcgan, deepGan, Gan } from "../../src/gan/index.js";
import {
  classificationLoss,
  featureMatching,
  nonSaturating,
  relativisticAverage,
} from "../../src/losses/index.js";
import { r1, r1Penalty } from "../../src/adversarial/index.js";
import { compose, randomFlip, type Augmentation } from "../../src/augmentation/index.js";
import { oneHot } from "../../src/data/one-hot.js";
import { discriminatorFn, mixesBatch } from "../../src/adversarial/discriminator-output.js";
import { gradientNorm } from "../../src/training/phases/update.js";
import type { LabeledBatch } from "../../src/data/labeled-batches.js";
import type { GanSettings } from "../../src/gan/settings.js";
import {
  Adam,
  adam,
  deriveSeed,
  initializeWeights,
  randomNormal,
  ready,
  trainableVariables,
} from "../../src/tensor/index.js";
import { batches } from "../../src/data/batches.js";
import {
  bars,
  distance,
  runStep,
  sizes,
  training,
  updateDiscriminator,
  updateGenerator,
  weights,
  type AnyGan,
} from "./support.js";

await ready();
const classes = 3;

function batchOf(model: AnyGan, indices: Iterable<number>): LabeledBatch {
  const images = bars.images(indices);
  if (model.classes === 0) return { images };
  return { images, labels: oneHot(images.shape[0], bars.labelsOf(indices), model.classes) };
}

/** The generator in training, from latents [n, latent] and one-hot classes. */
const generate = ({ generator }: AnyGan, latents: tf.Tensor2D, labels?: tf.Tensor2D) =>
  generator.network.apply(labels ? [latents, labels] : latents, { training: true }) as tf.Tensor4D;

/** An optimizer that only looks: what the gradients are, by the names of the variables. */
class Looking extends Adam {
  readonly seen = new Map<string, number[]>();
  override applyGradients(gradients: tf.NamedTensorMap): void {
    for (const [name, gradient] of Object.entries(gradients)) {
      this.seen.set(name, [...gradient.dataSync()]);
    }
  }
}
const looking = () => new Looking({ learningRate: 0, beta1: 0, beta2: 0, epsilon: 1 });
const update = (optimizer: Adam, noiseIndex: number, step = 1, rate = 0) => ({
  ...{ optimizer, noiseIndex, step, rate },
});

/** The latents of an update, by its noise index; the seed is 3. */
const latentsOf = ({ latent }: AnyGan, count: number, noiseIndex: number) =>
  randomNormal<tf.Rank.R2>([count, latent], {
    seed: deriveSeed(3, "training latents"),
    step: noiseIndex,
  });

/** Compares the gradient with finite differences of a loss along random directions. */
function worstError(
  variables: readonly tf.Variable[],
  gradients: ReadonlyMap<string, number[]>,
  loss: () => tf.Scalar,
): number {
  const start = variables.map((variable) => variable.clone());
  const value = () => tf.tidy(() => loss().dataSync()[0]!);
  const moved = (direction: readonly tf.Tensor[], h: number) =>
    tf.tidy(() => {
      variables.forEach((variable, i) => variable.assign(start[i]!.add(direction[i]!.mul(h))));
      return value();
    });
  const errors = [1, 2, 3, 4].map((seed) =>
    tf.tidy(() => {
      const direction = variables.map(({ shape }, step) =>
        randomNormal(shape as [number], { seed, step }),
      );
      const h = 2e-3;
      const near = moved(direction, h) - moved(direction, -h);
      const far = moved(direction, 2 * h) - moved(direction, -2 * h);
      const expected = (8 * near - far) / (12 * h);
      const derivative = variables.reduce((sum, { name }, i) => {
        const d = direction[i]!.dataSync();
        return sum + gradients.get(name)!.reduce((dot, g, j) => dot + g * d[j]!, 0);
      }, 0);
      variables.forEach((variable, i) => variable.assign(start[i]!));
      return { expected, error: Math.abs(derivative - expected) };
    }),
  );
  tf.dispose(start);
  const scale = Math.max(...errors.map(({ expected }) => Math.abs(expected)));
  return Math.max(...errors.map(({ error }) => error)) / scale;
}

/** A conditional GAN without kinks, across which finite differences would see jumps of the slope. */
function smooth(conditioning: "input" | "auxiliary") {
  const { image, latent } = sizes;
  const dense = (units: number, x: tf.SymbolicTensor | tf.SymbolicTensor[], more = {}) =>
    tf.layers.dense({ units, activation: "tanh", ...more }).apply(x) as tf.SymbolicTensor;
  const join = (...parts: tf.SymbolicTensor[]) =>
    tf.layers.concatenate().apply(parts) as tf.SymbolicTensor;
  const generator = () => {
    const inputs = [tf.input({ shape: [latent] }), tf.input({ shape: [classes] })];
    const hidden = tf.layers.batchNormalization().apply(dense(6, join(...inputs)));
    const pixels = dense(64, hidden as tf.SymbolicTensor);
    const outputs = tf.layers
      .reshape({ targetShape: [...image] })
      .apply(pixels) as tf.SymbolicTensor;
    const network = tf.model({ inputs, outputs });
    initializeWeights(network, 4);
    return { image, latent, classes, network } as const;
  };
  const images = tf.input({ shape: [...image] });
  const labels = tf.input({ shape: [classes] });
  const flat = tf.layers.flatten().apply(images) as tf.SymbolicTensor;
  const conditioned = conditioning === "input";
  const features = dense(7, conditioned ? join(flat, labels) : flat, { name: "features" });
  const heads = conditioned ? [1] : [1, classes];
  const network = tf.model({
    inputs: conditioned ? [images, labels] : images,
    outputs: heads.map((units) => dense(units, features, { activation: "linear" })),
  });
  initializeWeights(network, 5);
  return new Gan({ generator, discriminator: { image, classes, conditioning, network } });
}

describe("the gradient of a whole loss agrees with finite differences", () => {
  test.each([
    ["R1 of a discriminator that is conditioned on the class", "input"],
    ["R1 and classification of one that is not", "auxiliary"],
  ] as const)("the discriminator's, with %s", (_, kind) => {
    tf.tidy(() => {
      const model = smooth(kind) as unknown as AnyGan;
      const batch = batchOf(model, [0, 1, 2, 3, 4, 5]);
      const optimizer = looking();
      // The phase's own term: with `every`, and due in this update.
      const regularizers = [r1({ gamma: 3, every: 2 })];
      const settings = { classification: 0.7 };
      updateDiscriminator(model, settings, batch, update(optimizer, 9), regularizers);

      const { network, conditioning } = model.discriminator;
      const fake = generate(model, latentsOf(model, 6, 9), batch.labels);
      const judge = (images: tf.Tensor4D) =>
        [
          network.apply(conditioning === "input" ? [images, batch.labels!] : images),
        ].flat() as tf.Tensor2D[];
      const whole = () => {
        const [onReal, onFake] = [judge(batch.images), judge(fake)];
        let sum = nonSaturating.discriminator(onReal[0]!, onFake[0]!);
        for (const [, logits] of [onReal, onFake]) {
          if (logits) sum = sum.add(classificationLoss(logits, batch.labels!).mul(0.7));
        }
        const slope = r1Penalty((images) => judge(images)[0]!, batch.images);
        return sum.add<tf.Scalar>(slope.mul(2 * (3 / 2)));
      };
      expect(worstError(trainableVariables(network), optimizer.seen, whole)).toBeLessThan(5e-3);
      model.dispose();
    });
  });

  test("the generator's, with a relativistic loss, classification and feature matching", () => {
    tf.tidy(() => {
      const loss = relativisticAverage;
      const model = smooth("auxiliary") as unknown as AnyGan;
      const batch = batchOf(model, [0, 1, 2, 3, 4, 5]);
      const optimizer = looking();
      const settings = { loss, classification: 0.7, featureMatching: 0.3 };
      updateGenerator(model, settings, batch, update(optimizer, 9));

      const { network } = model.discriminator;
      const features = tf.model({
        inputs: network.inputs,
        outputs: network.getLayer("features").output,
      });
      const latents = latentsOf(model, 6, 9);
      const whole = () => {
        const fake = generate(model, latents, batch.labels);
        const [onReal] = network.apply(batch.images) as tf.Tensor2D[];
        const [onFake, classLogits] = network.apply(fake) as tf.Tensor2D[];
        const matched = featureMatching(
          features.apply(batch.images) as tf.Tensor2D,
          features.apply(fake) as tf.Tensor2D,
        );
        return loss
          .generator(onFake!, onReal)
          .add(classificationLoss(classLogits!, batch.labels!).mul(0.7))
          .add<tf.Scalar>(matched.mul(0.3));
      };
      const variables = trainableVariables(model.generator.network);
      expect(worstError(variables, optimizer.seen, whole)).toBeLessThan(5e-3);
      model.dispose();
    });
  });
});

describe("what is captured equals what is not", () => {
  test.each([1, 2])("for a conditional GAN with R1, every %i", (every) => {
    const make = () => conditionalGan({ ...sizes, classes, normalization: "layer" });
    const regularizer = r1({ gamma: 1, every });
    const [captured, eager] = [make(), make()];
    const run = training(captured, { regularizers: [regularizer], emaDecay: 0.9 });
    const other = eager as unknown as AnyGan;
    const [onD, onG] = [0, 1].map(() => adam({ learningRate: 2e-4, beta1: 0.5 }));
    const order = batches(48, { batch: 8, seed: deriveSeed(3, "data") });
    for (let step = 1; step <= 6; step++) {
      const values = runStep(run, step);
      tf.tidy(() => {
        const batch = batchOf(other, order(step - 1));
        const due = step % every === 0 ? [regularizer] : [];
        const settings = { emaDecay: 0.9 };
        const onDUpdate = update(onD!, 2 * step, step, 2e-4);
        const ofD = updateDiscriminator(other, settings, batch, onDUpdate, due);
        const ofG = updateGenerator(other, settings, batch, update(onG!, 2 * step + 1, step, 2e-4));
        const [loss, real, fake, norm, std] = ofD.dataSync();
        const [lossG, normG] = ofG.dataSync();
        const expected = [loss!, lossG!, real!, fake!, norm!, normG!, std!];
        expect(distance(Object.values(values), expected)).toBeLessThan(1e-4);
      });
    }
    for (const network of ["generator", "ema", "discriminator"] as const) {
      const pair = [weights(captured[network].network), weights(eager[network].network)] as const;
      expect(distance(...pair)).toBeLessThan(2e-5);
    }
    run.release();
    for (const optimizer of [onD!, onG!]) optimizer.dispose();
    captured.dispose();
    eager.dispose();
  });
});

describe("batches", () => {
  test("real and generated images are judged apart where a layer mixes the batch", () => {
    tf.tidy(() => {
      const model = deepGan({ ...sizes, depth: 1, normalization: "batch" }) as unknown as AnyGan;
      const batch = batchOf(model, [0, 1, 2, 3]);
      const fake = generate(model, latentsOf(model, 4, 5));
      const D = discriminatorFn(model.discriminator, { features: false });
      const [apart, together] = [
        nonSaturating.discriminator(D(batch.images).logits, D(fake).logits),
        (() => {
          const both = D(tf.concat([batch.images, fake])).logits;
          return nonSaturating.discriminator(...(tf.split(both, 2) as [tf.Tensor2D, tf.Tensor2D]));
        })(),
      ].map((loss) => loss.dataSync()[0]!);
      const [loss] = updateDiscriminator(model, {}, batch, update(looking(), 5)).dataSync();
      expect(loss).toBeCloseTo(apart!, 5);
      expect(Math.abs(loss! - together!)).toBeGreaterThan(1e-3);
      model.dispose();
    });
  });

  test("layers that mix the batch are found inside of inner networks, too", () => {
    const inner = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3] }), tf.layers.batchNormalization()],
    });
    const outer = tf.sequential({ layers: [inner] });
    const plain = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
    expect([outer, plain].map(mixesBatch)).toEqual([true, false]);
    outer.dispose();
    plain.dispose();
  });

  test("a batch of one has a std to compare with, which says nothing", () => {
    const model = dcgan(sizes);
    const run = training(model, { batch: 1 });
    expect(runStep(run, 1)["std of samples"]).toBe(1);
    run.release();
    model.dispose();
  });
});

test("each update, real images and samples have different random changes", () => {
  tf.tidy(() => {
    const keys: string[] = [];
    const augmentation: Augmentation = {
      name: "recorder",
      apply(images, { seed, step, trainingStep }) {
        const number = (x?: number | tf.Scalar) => (x as tf.Scalar).dataSync()[0]!;
        expect(number(trainingStep)).toBe(7);
        keys.push(`${seed} ${number(step)}`);
        return images;
      },
    };
    const model = dcgan(sizes) as unknown as AnyGan;
    const settings: Partial<GanSettings> = { augmentation, loss: relativisticAverage };
    const batch = batchOf(model, [0, 1, 2, 3]);
    for (const index of [20, 21]) {
      updateDiscriminator(model, settings, batch, update(looking(), index, 7));
    }
    updateGenerator(model, settings, batch, update(looking(), 22, 7));
    expect(new Set(keys).size).toBe(6);
    model.dispose();
  });
});

test("the gradient norm is that of all variables together", () => {
  tf.tidy(() => {
    const norm = gradientNorm({ a: tf.tensor([3, 0]), b: tf.tensor([[4], [12]]) });
    expect(norm.dataSync()[0]).toBe(13);
  });
});

test("a composed augmentation adapts and owns the state of its parts", () => {
  const p = tf.variable(tf.scalar(0.5), false);
  const adaptive: Augmentation = {
    name: "adaptive",
    state: { p },
    adapt: (logits) => p.assign(p.add(tf.sign(logits).mean().mul(0.1))),
    apply: (images) => images,
  };
  const augmentation = compose(randomFlip(), adaptive);
  expect(augmentation.state).toEqual({ "1 adaptive p": p });
  const model = dcgan(sizes);
  const run = training(model, { augmentation });
  expect(Object.values(run.state)).toContain(p);
  runStep(run, 1);
  expect(p.dataSync()[0]).not.toBe(0.5);
  run.release();
  model.dispose();
  p.dispose();
});

test("a step that fails frees its batch", () => {
  const model = dcgan(sizes);
  const failing: Augmentation = {
    name: "failing",
    apply: () => {
      throw new Error("no image");
    },
  };
  const run = training(model, { augmentation: failing });
  expect(Object.keys(run.state).length).toBeGreaterThan(0);
  const tensors = tf.memory().numTensors;
  const key = tf.scalar(1, "int32");
  const context = { step: 1, attempt: 0, noiseIndex: 1, key, learningRateScale: 1 };
  expect(() => run.runStep(context)).toThrow("no image");
  key.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
  run.release();
  model.dispose();
});
