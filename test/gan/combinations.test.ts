import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  acgan,
  conditionalGan,
  dcgan,
  deepGan,
  mlpGan,
  projectionGan,
  resnetGan,
  type TrainGanOptions,
} from "../../src/gan/index.js";
import {
  consistency,
  dragan,
  gradientPenalty,
  r1,
  r2,
  weightClipping,
  type Regularizer,
} from "../../src/adversarial/index.js";
import { diffAugment, instanceNoise } from "../../src/augmentation/index.js";
import {
  hinge,
  labelSmoothing,
  leastSquares,
  minimax,
  nonSaturating,
  relativisticAverage,
  relativisticAverageHinge,
  relativisticAverageLeastSquares,
  wasserstein,
  type GanLoss,
} from "../../src/losses/index.js";
import { ready } from "../../src/tensor/index.js";
import { runStep, sizes, training, weights, type AnyGan } from "./support.js";

await ready();
const classes = 3;
const mlp = () =>
  mlpGan({ ...sizes, image: [8, 8, 1], generatorUnits: [8], discriminatorUnits: [8] });

let before = 0;
beforeEach(() => {
  before = tf.memory().numTensors;
  vi.spyOn(console, "warn").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(before);
});

/** Three steps: finite figures, both networks learn, and no tensor is left behind. */
function trains(make: () => unknown, options: Partial<TrainGanOptions> = {}): void {
  const model = make() as AnyGan;
  const start = [weights(model.generator.network), weights(model.discriminator.network)];
  const run = training(model, options);
  let count = 0;
  for (let step = 1; step <= 3; step++) {
    const figures = runStep(run, step);
    expect(Object.values(figures).every(Number.isFinite), JSON.stringify(figures)).toBe(true);
    expect(figures["gradient norm of G"]).toBeGreaterThan(0);
    if (step === 1) count = tf.memory().numTensors; // the optimizers are all there now
    expect(tf.memory().numTensors).toBe(count);
  }
  const end = [weights(model.generator.network), weights(model.discriminator.network)];
  expect(end.flat().every(Number.isFinite)).toBe(true);
  expect(end[0]).not.toEqual(start[0]);
  expect(end[1]).not.toEqual(start[1]);
  run.release();
  const images = model.sample(4);
  expect(tf.tidy(() => images.abs().max().dataSync()[0]!)).toBeLessThanOrEqual(1);
  images.dispose();
  model.dispose();
}

const architectures: readonly [string, () => unknown][] = [
  ["mlp", mlp],
  ["dcgan", () => dcgan(sizes)],
  ["deep, batch norm", () => deepGan({ ...sizes, depth: 1, normalization: "batch" })],
  ["dcgan, spectral", () => dcgan({ ...sizes, normalization: "spectral", minibatchStdDev: true })],
  ["dcgan, transposed", () => dcgan({ ...sizes, upsampling: "transposed" })],
  ["deep", () => deepGan({ ...sizes, depth: 1 })],
  ["resnet", () => resnetGan(sizes)],
  ["resnet, layer norm", () => resnetGan({ ...sizes, normalization: "layer" })],
  ["conditional", () => conditionalGan({ ...sizes, classes })],
  ["acgan", () => acgan({ ...sizes, classes })],
  [
    "acgan, batch norm",
    () => acgan({ ...sizes, classes, backbone: "resnet", normalization: "batch" }),
  ],
  ["projection", () => projectionGan({ ...sizes, classes })],
  ["projection, resnet", () => projectionGan({ ...sizes, classes, backbone: "resnet" })],
];

describe.each(architectures)("%s", (_, make) => {
  test("trains", () => trains(make));
  test("trains with all that there is", () =>
    trains(make, {
      loss: relativisticAverage,
      regularizers: [r1({ gamma: 1, every: 2 }), consistency({ every: 3 })],
      augmentation: diffAugment(),
      featureMatching: 0.5,
      discriminatorSteps: 2,
    }));
});

const losses: readonly GanLoss[] = [
  nonSaturating,
  minimax,
  labelSmoothing(nonSaturating),
  leastSquares,
  wasserstein,
  hinge,
  relativisticAverage,
  relativisticAverageHinge,
  relativisticAverageLeastSquares,
];
const bounds: readonly [string, readonly Regularizer[]][] = [
  ["nothing", []],
  ["R1", [r1()]],
  ["R1 and R2, lazily", [r1({ every: 2 }), r2({ every: 3 })]],
  ["gradient penalty", [gradientPenalty()]],
  [
    "one-sided gradient penalty and consistency",
    [gradientPenalty({ oneSided: true }), consistency()],
  ],
  ["DRAGAN", [dragan()]],
];
describe.each(losses.map((loss) => [loss.settings ? "smoothed" : loss.name, loss] as const))(
  "%s",
  (_, loss) => {
    test.each(bounds)("trains with %s", (_, regularizers) => {
      trains(mlp, { loss, regularizers });
    });
  },
);

describe("trains", () => {
  test.each<[string, Partial<TrainGanOptions>]>([
    ["feature matching", { featureMatching: 1 }],
    ["label smoothing", { loss: labelSmoothing(leastSquares, { real: 0.8 }) }],
    ["instance noise", { augmentation: instanceNoise({ until: 2 }) }],
    ["DiffAugment under a gradient penalty", { augmentation: diffAugment(), regularizers: [r1()] }],
    [
      "schedules",
      { generatorLearningRate: (step) => 1e-3 / step, discriminatorLearningRate: () => 2e-3 },
    ],
    ["a batch of one", { batch: 1 }],
    ["the whole data set at once", { batch: 48 }],
  ])("with %s", (_, options) => {
    trains(mlp, options);
    trains(() => dcgan({ ...sizes, minibatchStdDev: true }), options);
  });

  test("with weight clipping", () => {
    const regularizers = [weightClipping({ limit: 0.02 })] as unknown as readonly Regularizer[];
    trains(mlp, { loss: wasserstein, regularizers });
  });
});
