// The modes of a mixture of Gaussians that a plain GAN loses, and the effect of each remedy: prints
// Markdown tables and writes modes-ring.json and modes-grid.json beside this file. Measurements in
// these files are kept, so that a run may be interrupted and started again; to start over, delete
// the files. Half a minute each on one core.
//   npm run build && node scripts/measure/modes.mjs [--data ring|grid] [--seeds 5] [--steps 8000]
import { parseArgs } from "node:util";
import {
  gradientPenalty,
  gridOfGaussians,
  instanceNoise,
  leastSquares,
  linearDecay,
  mlpGan,
  r1,
  r2,
  relativisticAverage,
  ringOfGaussians,
  trainGan,
  trainingDoctor,
  wasserstein,
} from "../../dist/index.js";
import { modesOf } from "../../dist/metrics/index.js";
import { measureAll } from "./records.mjs";
import { tableOf } from "./modes-table.mjs";

/** @typedef {import("../../dist/index.js").TrainGanOptions} Options */

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    seeds: { type: "string", default: "5" },
    steps: { type: "string", default: "8000" },
  },
});
const steps = Number(values.steps);
const widths = [128, 128, 128];
const SAMPLES = 2500;

/** The same for all methods; the plain GAN has no other settings. */
const common = { batch: 128, beta1: 0.5, discriminatorSteps: 2 };
const rate = linearDecay({ from: 1e-3, steps });
const rates = { generatorLearningRate: rate, discriminatorLearningRate: rate };

/** @type {Record<string, Partial<Options>>} the changes of each method */
const methods = {
  "plain, non-saturating": {},
  "R1, γ = 0.1": { regularizers: [r1({ gamma: 0.1 })] },
  "R2, γ = 0.1": { regularizers: [r2({ gamma: 0.1 })] },
  "R1 and R2, γ = 0.05": { regularizers: [r1({ gamma: 0.05 }), r2({ gamma: 0.05 })] },
  "relativistic average, R1 and R2, γ = 0.05": {
    loss: relativisticAverage,
    regularizers: [r1({ gamma: 0.05 }), r2({ gamma: 0.05 })],
  },
  "least squares, R1, γ = 0.1": { loss: leastSquares, regularizers: [r1({ gamma: 0.1 })] },
  "Wasserstein with gradient penalty, λ = 0.1": {
    loss: wasserstein,
    regularizers: [gradientPenalty({ weight: 0.1 })],
  },
  "instance noise, σ = 0.1": {
    augmentation: instanceNoise({ std: 0.1, until: Math.round(0.7 * steps) }),
  },
};

const mixtures = { ring: ringOfGaussians, grid: gridOfGaussians };
/** @typedef {keyof typeof mixtures} Data */

/** @param {{ data: Data, method: string, seed: number }} task */
async function measure({ data, method, seed }) {
  const mixture = await mixtures[data]();
  const shape = /** @type {const} */ ([1, 1, 2]);
  const model = mlpGan({
    ...{ image: shape, latent: 2, seed },
    ...{ generatorUnits: widths, discriminatorUnits: widths },
  });
  const options = { ...common, ...rates, ...methods[method], steps };
  const { centers, std } = mixture;
  // One stray sample is not enough: a mode is recovered with a fifth of its fair share.
  const minimum = Math.round(SAMPLES / centers.length / 5);
  /** @param {boolean} ema */
  const countModes = (ema) => {
    const samples = model.sample(SAMPLES, { ema, seed: 1 });
    const { recovered, highQuality } = modesOf(samples, { centers, std, minimum });
    samples.dispose();
    return { recovered, highQuality };
  };
  const doctor = trainingDoctor({ silent: true });
  let seconds = 0;
  for await (const step of trainGan(model, mixture, { ...options, doctor })) {
    seconds = step.secondsElapsed;
  }
  const result = { generator: countModes(false), averaged: countModes(true) };
  model.dispose();
  return { ...result, modes: centers.length, minimum, seconds: Math.round(seconds) };
}

const chosen = /** @type {Data[]} */ (values.data ? [values.data] : Object.keys(mixtures));
const seeds = Array.from({ length: Number(values.seeds) }, (_, i) => i + 1);

for (const data of chosen) {
  const measured = await measureAll({
    name: `modes-${data}`,
    card: {
      command: `npm run build && node scripts/measure/modes.mjs --data ${data} --seeds ${values.seeds} --steps ${steps}`,
      settings: { latent: 2, widths, ...common, rate: rate.description, samples: SAMPLES },
    },
    tasks: Object.keys(methods).flatMap((method) =>
      seeds.map((seed) => ({ data, method, seed, steps })),
    ),
    measure,
  });
  console.log(tableOf(measured));
}
