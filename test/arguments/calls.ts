/** A good call of each function of the package, from which the test makes bad ones. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as ganvas from "../../src/index.js";
import { tinyModels } from "./tiny.js";

const { tf } = ganvas;

/** How a function is called. */
export interface Call {
  /** Its name, or that of a method as `lossChart().add`. */
  readonly name: string;
  readonly call: (...values: never[]) => unknown;
  readonly values: readonly unknown[];
}

/** @param call what is called with the values, where that is not the function of this name alone */
function of(
  name: keyof typeof ganvas | (string & {}),
  values: unknown[],
  call?: Call["call"],
): Call {
  return { name, values, call: call ?? ganvas[name as "dcgan"] };
}

const folder = mkdtempSync(join(tmpdir(), "ganvas-arguments-"));
const { image, points, model, conditional, classifier, evaluation, bars } = await tinyModels();
const latent = 4;
const sizes = { image, latent, seed: 1 };
const generator = { ...sizes, baseChannels: 2, mappingLayers: [4], upsampling: "nearest" };
const discriminator = { minibatchStdDev: true, denseUnits: 4, normalization: "none" };
const convolutional = { ...generator, ...discriminator };
const size = { width: 200, height: 100 };
const step = { step: 1, steps: 2, metrics: { loss: 1 }, secondsElapsed: 1, secondsLeft: 1 };
const images = bars.images([0, 1, 2, 3]);
const pictures = tf.zeros<import("@tensorflow/tfjs").Rank.R4>([2, 8, 8, 1]);
const key = { seed: 1, step: tf.scalar(1, "int32") };
const prior = ganvas.codes({ noise: 2, categories: [2], continuous: 0 });
const training = {
  ...{ steps: 1, batch: 4, loss: ganvas.nonSaturating, regularizers: [ganvas.r1({ gamma: 1 })] },
  ...{ terms: [], augmentation: ganvas.diffAugment("translation"), featureMatching: 0 },
  ...{ classification: 1, discriminatorSteps: 1, optimizer: "adam", generatorLearningRate: 1e-3 },
  ...{ discriminatorLearningRate: 1e-3, beta1: 0.5, beta2: 0.9, emaDecay: 0.9 },
  ...{ precision: "float32", seed: 1, checkpoints: undefined, log: [], doctor: false },
  signal: new AbortController().signal,
};
const trial = {
  ...{
    trial: 1,
    trials: 2,
    configuration: 0,
    budget: 1,
    config: { rate: 1 },
    value: 1,
    seconds: 1,
  },
  ...{ axes: [], metrics: { loss: 1 }, objective: { metric: "loss", better: "lower" } },
  ...{
    secondsElapsed: 1,
    secondsLeft: 1,
    best: { value: 1, config: { rate: 1 }, configuration: 0 },
  },
};

/** Calls a function that downloads only where its options are wrong. */
const unlessDownloaded = (load: (options: never) => unknown) => (options: { split?: unknown }) => {
  const isRight = [undefined, "train", "test"].includes(options?.split as string);
  return isRight && options !== null ? undefined : load(options as never);
};

export const calls: readonly Call[] = [
  of(
    "Dataset",
    [{ name: "set", image: [1, 1, 1], pixels: new Uint8Array(2), labels: [0, 0], classes: ["a"] }],
    (parts) => new ganvas.Dataset(parts),
  ),
  of("dataset.images", [[0, 1]], (indices) => bars.images(indices).dispose()),
  of("dataset.pick", [[0, 1], "two"], (...values: never[]) => bars.pick(...(values as [never]))),
  of("dataset.take", [2], (count) => bars.take(count)),
  of("dataset.shuffle", [2], (seed) => bars.shuffle(seed)),
  of("dataset.split", [0.5, { seed: 1 }], (share, options) => bars.split(share, options)),
  of("dataset.ofClass", [1], (label) => bars.ofClass(label)),
  of(
    "Gan",
    [
      {
        generator: () => ganvas.mlpGenerator({ ...sizes, units: [2] }),
        discriminator: ganvas.mlpDiscriminator({ image, units: [2] }),
        seed: 1,
      },
    ],
    (parts) => new ganvas.Gan(parts),
  ),
  of(
    "TrainedGenerator",
    [model.generator, {}],
    (generator, card) => new ganvas.TrainedGenerator(generator, card),
  ),
  of("StaticChart", [{}, "chart"], (spec, text) => new ganvas.StaticChart(spec, text)),
  of("Table", ["title", ["a"], [["1"]], "note"], (...values) =>
    new ganvas.Table(...(values as unknown as [string, string[], string[][]])).toString(),
  ),
  of(
    "TrainingStopped",
    [1, 2, {}],
    (...values) => new ganvas.TrainingStopped(...(values as unknown as [number, number, unknown])),
  ),
  of("acgan", [{ ...convolutional, classes: 2 }]),
  of("animation", [pictures, { fps: 12, scale: 1, range: [-1, 1] }]),
  of("backendName", []),
  of("barChart", [
    { a: 1 },
    { title: "t", subtitle: "s", axis: "a", reference: 1, referenceLabel: "r", ...size },
  ]),
  of("batchNormalization", [{ momentum: 0.9, epsilon: 1e-3, center: true, scale: true, axis: -1 }]),
  of("capture", [() => tf.scalar(1), { name: "step" }]),
  of("check", ["name", true, "hint"]),
  of("checkbox", [{ value: true, description: "d" }]),
  of("checkerboard", [pictures]),
  of("checkpoints", [
    folder,
    { every: 1, keep: 1, best: { metric: "loss", better: "lower" }, restart: false },
  ]),
  of("cifar10", [{ split: "test" }], unlessDownloaded(ganvas.cifar10)),
  of("classify", [classifier, images, 0.9]),
  of("codes", [{ noise: 2, categories: [2], continuous: 1 }]),
  of("codes().withCodes", [prior.sample(2, key), { categories: [1] }], (latents, values) =>
    prior.withCodes(latents, values),
  ),
  of("compareScores", [evaluation.scores.frechet, evaluation.scores.frechet]),
  of("conditionalGan", [{ ...sizes, classes: 2, generatorUnits: [2], discriminatorUnits: [2] }]),
  of("cosineDecay", [{ from: 1, to: 0, steps: 2 }]),
  of("dcgan", [convolutional]),
  of("dcganDiscriminator", [{ image, baseChannels: 2, seed: 1, ...discriminator }]),
  of("dcganGenerator", [generator]),
  of("deepGan", [{ ...sizes, depth: 1, baseChannels: 2, normalization: "none" }]),
  of("diffAugment", ["color"]),
  of("digitClassifier", []),
  of("digitGenerator", []),
  of("dropdown", [{ options: ["a", "b"], value: "a", description: "d" }]),
  of("emoji", [{ size: 32, set: "google", background: [1, 1, 1], skinTones: false }], (options) =>
    ganvas.emoji(options).catch((error: Error) => {
      if (!error.message.includes("npm package")) throw error;
    }),
  ),
  of("evaluate", [
    bars,
    {
      extractor: classifier,
      reference: points(8),
      samples: 8,
      seed: 1,
      labels: undefined,
      floor: undefined,
    },
  ]),
  of("exportModel", [join(folder, "model"), model, {}, { weights: "float32" }]),
  of("fashionClassifier", []),
  of("fashionMnist", [{ split: "test" }], unlessDownloaded(ganvas.fashionMnist)),
  of("featureMatching", [tf.ones([2, 3]), tf.ones([2, 3])]),
  of("floatSlider", [{ min: 0, max: 1, value: 0, step: 0.1, description: "d" }]),
  of("forecast", [{ steps: 2 }, ganvas.ganRun(model, bars, { steps: 1, batch: 4 }), { trial: 1 }]),
  of("ganRun", [model, bars, training]),
  of("gradientPenalty", [{ weight: 1, target: 1, oneSided: false, every: 1 }]),
  of("gridOfGaussians", [{ count: 20, seed: 1, side: 2, std: 0.01 }]),
  of("histogram", [[1, 2], { bins: 2, domain: [0, 1], title: "t", axis: "a", ...size }]),
  of(
    "imageFolder",
    [resolve("test"), { image: [4, 4, 3], fit: "cover", background: [1, 1, 1], classes: false }],
    (path, options) =>
      ganvas.imageFolder(path, options).catch((error: Error) => {
        if (!error.message.includes("has none")) throw error;
      }),
  ),
  of("imageGrid", [
    pictures,
    { columns: 1, range: [-1, 1], scale: 1, gap: 1, background: "white", captions: ["a", "b"] },
  ]),
  of("infoGan", [{ ...convolutional, prior, latent: undefined }]),
  of("initializeWeights", [model.generator.network, 1, "glorot"]),
  of("instanceNoise", [{ std: 0.1, until: 10 }]),
  of("intSlider", [{ min: 0, max: 1, value: 0, step: 1, description: "d" }]),
  of("interact", [{ a: ganvas.checkbox() }, () => 1]),
  of("interpolate", [
    model,
    { from: model.latents(1), to: model.latents(1), steps: 2, how: "slerp" },
  ]),
  of("jsonLog", [join(folder, "log"), { every: 1 }]),
  of("labelSmoothing", [ganvas.nonSaturating, { real: 0.9 }]),
  of("latentDirections", [model, 2]),
  of("latentGrid", [model.latents(4), { rows: 2, columns: 2, how: "slerp" }]),
  of("latentPath", [model.latents(2), { steps: 2, how: "slerp", closed: false }]),
  of("latentWalk", [
    model,
    {
      through: 2,
      seed: 1,
      closed: true,
      steps: 2,
      how: "slerp",
      fps: 12,
      scale: 1,
      range: [-1, 1],
    },
  ]),
  of("linearDecay", [{ from: 1, to: 0, steps: 2 }]),
  of("liveDisplay", []),
  of("loadGenerator", [folder, { image, latent, classes: 0 }], (path, expected) =>
    ganvas.loadGenerator(path, expected).catch((error: Error) => {
      if (!/card\.json|model\.json/.test(error.message)) throw error;
    }),
  ),
  of("loadNetwork", [folder], (path) =>
    ganvas.loadNetwork(path).catch((error: Error) => {
      if (!/card\.json|model\.json/.test(error.message)) throw error;
    }),
  ),
  of("lossChart", [{ metrics: ["loss"], title: "t", ...size, smoothing: 0.1, every: 1 }]),
  of("lossChart().add", [step], (value) => ganvas.lossChart().add(value).toString()),
  of("minibatchStandardDeviation", [{ group: 4, name: "std" }]),
  of("mlpDiscriminator", [{ image, units: [2], seed: 1 }]),
  of("mlpGan", [{ ...sizes, generatorUnits: [2], discriminatorUnits: [2] }]),
  of("mlpGenerator", [{ ...sizes, units: [2] }]),
  of("mnist", [{ split: "test" }]),
  of("model.sample", [2, { seed: 1, ema: true }], (count, options) =>
    model.sample(count, options).dispose(),
  ),
  of("model.sample, with classes", [2, { seed: 1, labels: [0, 1] }], (count, options) =>
    conditional.sample(count, options).dispose(),
  ),
  of("model.latents", [2, { seed: 1 }], (count, options) =>
    model.latents(count, options).dispose(),
  ),
  of("model.decode", [model.latents(2), { ema: true }], (latents, options) =>
    model.decode(latents, options).dispose(),
  ),
  of("model.forClass", [1], (label) => conditional.forClass(label)),
  of("model.save", [join(folder, "saved"), {}, { weights: "float32" }], (path, card, options) =>
    model.save(path, card, options),
  ),
  of("mutualInformation", [prior, { weight: 1 }]),
  of("nearestNeighbors", [images, bars, { k: 1, extractor: undefined }]),
  of("parallelCoordinates", [{ title: "t", ...size }]),
  of("parallelCoordinates().add", [trial], (value) =>
    ganvas.parallelCoordinates().add(value).toString(),
  ),
  of("planeChart", [{ domain: { x: [0, 1], y: [0, 1] }, resolution: 2, width: 100, title: "t" }]),
  of(
    "planeChart().update",
    [
      {
        step: 1,
        real: [[0, 0]],
        generated: [[1, 1]],
        field: (grid: Float32Array) => grid.slice(0, grid.length / 2),
      },
    ],
    (state) => ganvas.planeChart({ domain: { x: [0, 1], y: [0, 1] } }).update(state),
  ),
  of("progress", [[1, 2], { total: 2, description: "d" }]),
  of("projectToLatent", [
    model,
    images,
    {
      steps: 1,
      rate: 0.1,
      starts: 1,
      seed: 1,
      featureWeight: 1,
      priorWeight: 1,
      extractor: undefined,
      onStep: undefined,
    },
  ]),
  of("projectionGan", [{ ...convolutional, classes: 2 }]),
  of("r1", [{ gamma: 1, every: 1 }]),
  of("r2", [{ gamma: 1, every: 1 }]),
  of("randomNormal", [[2, 2], key]),
  of("randomPermutation", [4, key]),
  of("randomUniform", [[2, 2], key]),
  of("readLog", [join(folder, "none")], (file) =>
    ganvas.readLog(file).catch((error: Error) => {
      if (!error.message.includes("ENOENT")) throw error;
    }),
  ),
  of("ready", []),
  of("resnetGan", [{ ...sizes, baseChannels: 2, normalization: "none" }]),
  of("ringOfGaussians", [{ count: 20, seed: 1, modes: 2, radius: 0.5, std: 0.01 }]),
  of("saveNetwork", [
    join(folder, "network"),
    model.generator.network,
    { name: "n" },
    { weights: "float32" },
  ]),
  of("searchTable", [{ title: "t", rows: 2 }]),
  of("searchTable().add", [trial], (value) => ganvas.searchTable().add(value).toString()),
  of("show", ["value"], () => undefined), // takes anything
  of("summary", [model.generator.network]),
  of("tensorBoard", [folder, { every: 1 }]),
  of("trainGan", [model, bars, training]),
  of("trainingDoctor", [{ detectors: [], quiet: 1, snapshotEvery: 1, rollbacks: 1, silent: true }]),
  of("traversal", [model.latents(2), model.latents(2), { from: -1, to: 1, steps: 2 }]),
  of("upsampling", [{ interpolation: "nearest", name: "up" }]),
  of("warmUp", [2, 1e-3]),
  of("weightClipping", [{ limit: 0.1 }]),
];
