/** The doctor's verdicts on real runs: what was made to fail, and what goes well. */
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { mnist, ringOfGaussians } from "../../src/data/index.js";
import { conditionalGan, dcgan, mlpGan, trainGan, type GanMetric } from "../../src/gan/index.js";
import { gradientPenalty, r1, weightClipping } from "../../src/adversarial/index.js";
import { hinge, minimax, wasserstein } from "../../src/losses/index.js";
import { ready } from "../../src/tensor/index.js";
import { trainingDoctor, type Advice, type TrainingStep } from "../../src/training/index.js";

await ready();
const [digits, ring, point] = [
  (await mnist({ split: "test" })).take(4000),
  await ringOfGaussians(),
  await ringOfGaussians({ modes: 1, std: 0.02 }),
];
const image = [28, 28, 1] as const;
const plane = [1, 1, 2] as const;
const silent = { doctor: trainingDoctor({ silent: true }) };

/** Dense networks of one or two equal hidden layers. */
const dense = <Image extends readonly [number, number, number]>(shape: Image, widths: number[]) =>
  mlpGan({
    ...{ image: shape, latent: shape[0] === 1 ? 2 : 16, seed: 1 },
    ...{ generatorUnits: widths, discriminatorUnits: widths },
  });
const rates = (
  generatorLearningRate: number,
  discriminatorLearningRate = generatorLearningRate,
) => ({
  ...{ generatorLearningRate, discriminatorLearningRate },
});

let tensors = 0;
beforeEach(() => void (tensors = tf.memory().numTensors));
afterEach(() => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(tensors);
});

/** Runs a training to its end; `during` sees each step before the next one. */
async function run(
  model: { dispose(): void },
  training: AsyncIterable<TrainingStep<GanMetric>>,
  during: (step: TrainingStep<GanMetric>) => void = () => {},
) {
  const steps: TrainingStep<GanMetric>[] = [];
  try {
    for await (const step of training) {
      steps.push(step);
      during(step);
    }
  } finally {
    model.dispose();
  }
  const advice = steps.flatMap((step) => step.advice);
  const figure = (name: string) =>
    steps.map((step) => ({ ...step.metrics, ...step.diagnostics })[name] as number);
  return { advice, figure, last: figureAt(steps.at(-1)!) };
}
const figureAt = ({ metrics, diagnostics }: TrainingStep<GanMetric>): Record<string, number> => ({
  ...metrics,
  ...diagnostics,
});
const namesOf = (advice: readonly Advice[]) => [...new Set(advice.map(({ name }) => name))];

describe("a run made to fail", () => {
  test("saturated discriminator: it learns 200 times as fast, and 64 images by heart", async () => {
    const model = dense(image, [128]);
    const options = { steps: 400, batch: 32, ...rates(1e-5, 2e-3), ...silent };
    const { advice, last } = await run(model, trainGan(model, digits.take(64), options));
    expect(namesOf(advice)).toEqual(["saturated discriminator"]);
    expect(last["D(x)"]).toBeGreaterThan(0.99);
    expect(last["D(G(z))"]).toBeLessThan(0.01);
  });

  test("vanishing generator gradient: the minimax loss against a sure discriminator", async () => {
    const model = dense(image, [128]);
    const options = { steps: 350, batch: 32, loss: minimax, ...rates(1e-5, 3e-4), ...silent };
    const { advice, figure } = await run(model, trainGan(model, digits, options));
    expect(namesOf(advice)).toEqual(["vanishing generator gradient"]);
    const norms = figure("gradient norm of G");
    expect(Math.max(...norms.slice(-50))).toBeLessThan(0.1 * norms[0]!);
  });

  test("mode collapse: a generator that overshoots", async () => {
    const model = dense(image, [64]);
    const options = { steps: 600, batch: 32, beta1: 0.9, ...rates(2e-3, 1e-3), ...silent };
    const { advice, figure } = await run(model, trainGan(model, digits, options));
    expect(namesOf(advice)).toEqual(["mode collapse"]);
    const { step } = advice[0]!;
    const spreads = figure("std of samples").slice(step - 100, step);
    expect(spreads.filter((spread) => spread < 0.3).length).toBeGreaterThan(50);
  });

  test("oscillation: a clipped critic with momentum, and one point to hit", async () => {
    const model = dense(plane, [16]);
    const training = trainGan(model, point, {
      ...{ steps: 1500, loss: wasserstein, regularizers: [weightClipping({ limit: 0.1 })] },
      ...{ beta1: 0.9, ...rates(3e-3), ...silent },
    });
    const { advice, figure } = await run(model, training);
    expect(namesOf(advice)).toEqual(["oscillation"]);
    // The samples themselves go round the point: the loss of the generator, -E[D(G(z))], turns
    // as often as the doctor says.
    const { step, message } = advice[0]!;
    const period = Number(/about (\d+) steps/.exec(message)![1]);
    const [real, fake] = [figure("D(x)"), figure("D(G(z))")];
    const gap = real.map((value, i) => value - fake[i]!).slice(step - 600, step);
    expect(600 / turns(gap) / period).toBeGreaterThan(0.7);
    expect(600 / turns(gap) / period).toBeLessThan(1.4);
  });

  test("NaN that comes again and again: the run gives up in a good state", async () => {
    const model = dense(plane, [16]);
    const initial = model.generator.network.getWeights()[0]!.dataSync();
    const advice: Advice[] = [];
    const training = trainGan(model, ring, { steps: 2000, ...rates(1e20), ...silent });
    const stepping = (async () => {
      for await (const step of training) advice.push(...step.advice);
    })();
    await expect(stepping).rejects.toThrow(
      /^Metrics and weights are expected to be finite numbers but at step \d+ ".*" is .*, and the run went back (once|\d times) before/,
    );
    expect(advice.length).toBeLessThanOrEqual(3);
    expect([...model.generator.network.getWeights()[0]!.dataSync()]).toEqual([...initial]);
    model.dispose();
  });
});

/** How many times a course comes back to its mean from below, small wiggles left aside. */
function turns(course: readonly number[]): number {
  const mean = course.reduce((sum, value) => sum + value, 0) / course.length;
  const size = Math.max(...course.map((value) => Math.abs(value - mean))) / 4;
  let [count, below] = [0, false];
  for (const value of course) {
    if (value < mean - size) below = true;
    if (value > mean + size && below) [count, below] = [count + 1, false];
  }
  return count;
}

describe("NaN in one layer", () => {
  test("of the generator, once: the run goes back and comes to its end", async () => {
    const model = dense(plane, [16, 16]);
    const training = trainGan(model, ring, { steps: 400, ...rates(1e-3), ...silent });
    let spoilt = false;
    const { advice, last } = await run(model, training, ({ step }) => {
      if (step !== 250 || spoilt) return;
      spoilt = true;
      const { kernel } = model.generator.network.getLayer("hidden2") as unknown as {
        kernel: { read(): tf.Variable };
      };
      tf.tidy(() => kernel.read().assign(tf.fill([16, 16], NaN)));
    });
    expect(advice.map(({ step, name }) => [step, name])).toEqual([[251, "not a number"]]);
    expect(advice[0]!.message).toMatch(
      /^At step 251 "discriminator loss" is NaN.*; training went back to step 100 /,
    );
    expect(Object.values(last).every(Number.isFinite)).toBe(true);
  });

  test("of the discriminator, in its gradient: layer, loss and step are named", async () => {
    const model = dense(plane, [8, 8]);
    // A root whose slope at zero is infinite: the layer's values are numbers, its gradient is not.
    const activation = model.discriminator.network.getLayer("activation1");
    activation.call = (x) => tf.sqrt(tf.relu([x].flat()[0] as tf.Tensor));
    const training = trainGan(model, ring, { steps: 5, doctor: trainingDoctor({ rollbacks: 0 }) });
    await expect(run(model, training)).rejects.toThrow(
      /at step 1 .*"gradient norm of D" is NaN.* NaN or infinity is in the weights of the discriminator up to discriminator\/hidden1\/bias/,
    );
  });
});

describe("the doctor is silent about a healthy run", () => {
  test("of dense networks, on a ring", async () => {
    const model = dense(plane, [64, 64]);
    const options = { steps: 1500, regularizers: [r1({ gamma: 0.1 })], ...rates(1e-3), ...silent };
    healthy(await run(model, trainGan(model, ring, options)));
  });

  test("of dense networks, on digits", async () => {
    const model = dense(image, [128]);
    const options = { steps: 1200, batch: 32, ...rates(5e-4), ...silent };
    healthy(await run(model, trainGan(model, digits, options)));
  });

  test("of a DCGAN with R1", async () => {
    const model = dcgan({ image, latent: 32, baseChannels: 4, seed: 1 });
    const options = {
      steps: 400,
      batch: 32,
      regularizers: [r1({ gamma: 1 })],
      ...rates(5e-4),
      ...silent,
    };
    healthy(await run(model, trainGan(model, digits, options)));
  });

  test("of a Wasserstein critic with gradient penalty", async () => {
    const model = dense(plane, [64, 64]);
    const training = trainGan(model, ring, {
      ...{ steps: 1200, loss: wasserstein, regularizers: [gradientPenalty({ weight: 0.1 })] },
      ...{ discriminatorSteps: 3, beta1: 0, ...rates(1e-3), ...silent },
    });
    healthy(await run(model, training));
  });

  test("of the hinge loss with spectral normalization", async () => {
    const model = dcgan({ image, latent: 32, baseChannels: 4, normalization: "spectral", seed: 1 });
    const options = { steps: 400, batch: 32, loss: hinge, ...rates(5e-4), ...silent };
    healthy(await run(model, trainGan(model, digits, options)));
  });

  test("of a conditional GAN", async () => {
    const model = conditionalGan({ image, latent: 32, baseChannels: 4, classes: 10, seed: 1 });
    const options = {
      steps: 400,
      batch: 32,
      regularizers: [r1({ gamma: 1 })],
      ...rates(5e-4),
      ...silent,
    };
    healthy(await run(model, trainGan(model, digits, options)));
  });

  /** Nothing is said, and the samples do vary. */
  function healthy({ advice, figure }: Awaited<ReturnType<typeof run>>): void {
    expect(advice).toEqual([]);
    const spreads = figure("std of samples").slice(-50);
    const mean = spreads.reduce((sum, value) => sum + value, 0) / spreads.length;
    expect(mean).toBeGreaterThan(0.3);
    expect(mean).toBeLessThan(1.4);
  }
});
