import { describe, expect, test } from "vitest";
import * as ganvas from "./library.js";
import { lessonCells } from "./cells.js";

const { tf, nonSaturating, randomNormal } = ganvas;
await ganvas.ready();

const { sections, declared } = lessonCells("02-dcgan");

type Padding = "valid" | "same";
type FeatureMap = number[][][];
type Kernel = number[][][][];
type Stage = readonly [K: number, s: number];
interface Convolutions {
  zerosAdded(n: number, K: number, s: number, padding: Padding): number;
  outputSize(n: number, K: number, s: number, padding: Padding): number;
  convolve(x: FeatureMap, w: Kernel, s: number, padding: Padding): FeatureMap;
  convolutionParameters(K: number, C: number, C2: number): number;
  denseParameters(from: number[], to: number[]): number;
  receptiveField(stages: readonly Stage[]): number;
  measuredField(stages: readonly Stage[]): number;
  down1(x: number[], w: number[], s: number, padding: Padding): number[];
  paint(y: number[], w: number[], s: number, padding: Padding, n: number): number[];
  overlap(K: number, s: number, p?: number): number[];
  double1(y: number[]): number[];
}

const convolutionCells = [
  ...["sizes", "convolution", "parameters", "receptive-field"],
  ...["transposed", "overlap", "constant-response"],
];
const sizeFunctions = ["zerosAdded", "outputSize", "convolve", "convolutionParameters"] as const;
const mapFunctions = ["denseParameters", "receptiveField", "measuredField", "down1"] as const;
const {
  zerosAdded,
  outputSize,
  convolve,
  convolutionParameters,
  denseParameters,
  receptiveField,
  measuredField,
  down1,
  paint,
  overlap,
  double1,
} = declared<Convolutions>(convolutionCells, [
  ...sizeFunctions,
  ...mapFunctions,
  "paint",
  "overlap",
  "double1",
]);

type Shape4 = [number, number, number, number];
const normal4 = (shape: Shape4, seed: number) => randomNormal<ganvas.tf.Rank.R4>(shape, { seed });
const greatest = (a: ganvas.tf.Tensor, b: ganvas.tf.Tensor) =>
  tf.tidy(() => a.sub(b).abs().max().dataSync()[0]!);
const numbers = (count: number, seed: number) =>
  tf.tidy(() => Array.from(randomNormal([count], { seed }).dataSync()));
const inner = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
const mean = (values: number[]) => total(values) / values.length;

describe("a convolution", () => {
  const paddings: Padding[] = ["valid", "same"];
  const cases = [4, 7, 12, 28].flatMap((n) =>
    [1, 3, 4].flatMap((K) =>
      [1, 2, 3].flatMap((s) => paddings.map((padding) => ({ n, K, s, padding }))),
    ),
  );

  test.each(cases)("of $n by $K, stride $s, $padding, has the formula's size", (of) => {
    const { n, K, s, padding } = of;
    const size = tf.tidy(
      () =>
        tf.conv2d(tf.zeros<ganvas.tf.Rank.R4>([1, n, n, 1]), tf.zeros([K, K, 1, 1]), s, padding)
          .shape[1],
    );
    expect(outputSize(n, K, s, padding)).toBe(size);
    if (padding === "same") expect(size).toBe(Math.ceil(n / s));
    else expect(zerosAdded(n, K, s, padding)).toBe(0);
  });

  test.each([
    [[9, 6, 2], 3, 1, "same"],
    [[9, 6, 2], 4, 2, "same"],
    [[7, 7, 1], 4, 2, "same"],
    [[8, 11, 3], 3, 2, "valid"],
  ] as const)("of %j by %d, stride %d, %s, is the sum written out", (shape, K, s, padding) => {
    tf.tidy(() => {
      const x = randomNormal<ganvas.tf.Rank.R3>([...shape], { seed: 40 });
      const w = normal4([K, K, shape[2], 4], 41);
      const byHand = tf.tensor3d(convolve(x.arraySync(), w.arraySync(), s, padding));
      expect(greatest(byHand, tf.conv2d(x, w, s, padding))).toBeLessThan(1e-5);
    });
  });

  test("has the formula's parameters, as a dense layer has", () => {
    const input = { inputShape: [8, 6, 3] };
    const conv = tf.sequential({
      layers: [tf.layers.conv2d({ filters: 5, kernelSize: 3, padding: "same", ...input })],
    });
    const dense = tf.sequential({
      layers: [tf.layers.flatten(input), tf.layers.dense({ units: 4 * 3 * 5 })],
    });
    expect(conv.countParams()).toBe(convolutionParameters(3, 3, 5));
    expect(dense.countParams()).toBe(denseParameters([8, 6, 3], [4, 3, 5]));
    [conv, dense].forEach((network) => network.dispose());
  });

  test.each([
    [1, 3],
    [2, 1],
    [3, 2],
  ])("of stride %d moves its output by %d when the input moves by their product", (s, d) => {
    tf.tidy(() => {
      const [x, w] = [normal4([2, 24, 10, 2], 42), normal4([4, 4, 2, 3], 43)];
      const still = tf.conv2d(x, w, s, "valid");
      const kept = x.slice([0, 0], [2, 24 - s * d]);
      const edge = tf.zeros<ganvas.tf.Rank.R4>([2, s * d, 10, 2]);
      const moved = tf.conv2d(tf.concat([edge, kept], 1), w, s, "valid");
      const rows = still.shape[1] - d;
      const [after, before] = [moved.slice([0, d], [2, rows]), still.slice([0, 0], [2, rows])];
      expect(greatest(after, before)).toBeLessThan(1e-5);
    });
  });
});

describe("the receptive field", () => {
  test.each([
    [[[3, 1]]],
    [
      [
        [4, 2],
        [4, 2],
        [4, 2],
      ],
    ],
    [
      [
        [3, 2],
        [3, 1],
        [3, 2],
      ],
    ],
    [
      [
        [7, 1],
        [4, 3],
      ],
    ],
  ] as [Stage[]][])("of %j by the recursion is the measured one", (stages) => {
    expect(receptiveField(stages)).toBe(measuredField(stages));
  });

  test("is 22 pixels at the discriminator's last stage, whose logit is a sum over places", () => {
    const { network } = ganvas.dcganDiscriminator({ image: [28, 28, 1], baseChannels: 4, seed: 7 });
    const strides = network.layers.flatMap((layer) => {
      const { kernelSize, strides: s } = layer as unknown as {
        kernelSize?: number[];
        strides?: number[];
      };
      return kernelSize && s ? [[kernelSize[0]!, s[0]!] as const] : [];
    });
    expect(receptiveField(strides)).toBe(22);
    const maps = tf.model({
      inputs: network.inputs,
      outputs: network.getLayer("down3_relu").output,
    });
    tf.tidy(() => {
      const images = normal4([3, 28, 28, 1], 44);
      const f = maps.apply(images) as ganvas.tf.Tensor4D; // [3, 4, 4, 16]
      const [a, b] = network.getLayer("logit").getWeights();
      const weights = a!.reshape([1, ...f.shape.slice(1)]);
      const votes = f.mul(weights).sum(-1); // [3, 4, 4], one term a place
      const logits = votes.sum([1, 2]).add(b!);
      expect(greatest(logits, (network.apply(images) as ganvas.tf.Tensor).flatten())).toBeLessThan(
        1e-5,
      );
    });
    network.dispose();
  });
});

describe("the transposed convolution", () => {
  const cases = [
    [3, 2, 14],
    [4, 2, 14],
    [5, 3, 12],
    [4, 1, 9],
  ] as const;

  test.each(cases)("of kernel %d, stride %d, to %d positions is the adjoint", (K, s, n) => {
    for (const padding of ["same", "valid"] as const) {
      const [x, w] = [numbers(n, 50), numbers(K, 51)];
      const y = numbers(outputSize(n, K, s, padding), 52);
      const back = paint(y, w, s, padding, n);
      expect(inner(down1(x, w, s, padding), y)).toBeCloseTo(inner(x, back), 10);
      const [row, kernel] = [tf.tensor4d(y, [1, 1, y.length, 1]), tf.tensor4d(w, [1, K, 1, 1])];
      const byTf = tf.conv2dTranspose(row, kernel, [1, 1, n, 1], [1, s], padding);
      byTf.dataSync().forEach((value, t) => expect(back[t]).toBeCloseTo(value, 4));
      tf.dispose([row, kernel, byTf]);
    }
  });

  test("has a convolution's weights, and is its adjoint, in TensorFlow", () => {
    tf.tidy(() => {
      const [x, y, w] = [
        normal4([2, 8, 8, 3], 53),
        normal4([2, 4, 4, 5], 54),
        normal4([4, 4, 3, 5], 55),
      ];
      const forwards = tf.conv2d(x, w, 2, "same").mul(y).sum().dataSync()[0]!;
      const backwards = tf.conv2dTranspose(y, w, [2, 8, 8, 3], 2, "same").mul(x).sum();
      expect(backwards.dataSync()[0]).toBeCloseTo(forwards, 2);
    });
  });

  test.each(cases)("of kernel %d, stride %d paints positions as often as m(t)", (K, s, n) => {
    const p = Math.floor(zerosAdded(n, K, s, "same") / 2);
    const often = paint(
      new Array(outputSize(n, K, s, "same")).fill(1),
      new Array(K).fill(1),
      s,
      "same",
      n,
    );
    const m = overlap(K, s, p);
    for (let t = K; t < n - K; t++) expect(often[t]).toBe(m[t % s]);
    const even = new Set(m).size === 1;
    expect(even).toBe(K % s === 0);
    if (even) expect(m[0]).toBe(K / s);
  });

  test("of ones has the sums of the weights of equal remainder, the other way all weights", () => {
    for (const K of [3, 4]) {
      const w = numbers(K, 56);
      const p = Math.floor(zerosAdded(14, K, 2, "same") / 2);
      const ones = new Array<number>(7).fill(1);
      const transposed = paint(ones, w, 2, "same", 14);
      const upsampled = down1(double1(ones), w, 1, "same");
      for (let t = 4; t < 10; t++) {
        const same = total(w.filter((_, u) => (u - t - p) % 2 === 0));
        expect(transposed[t]).toBeCloseTo(same, 12);
        expect(upsampled[t]).toBeCloseTo(total(w), 12);
      }
      expect(Math.abs(transposed[4]! - transposed[5]!)).toBeGreaterThan(0.1);
    }
  });

  test("leaves a checkerboard that upsampling and convolving does not", () => {
    const { decibels } = declared<{ decibels: number[][] }>(["grow"], ["decibels"]);
    const [three, four, nearest] = decibels as [number[], number[], number[]];
    expect(Math.min(...three, ...four)).toBeGreaterThan(10);
    expect(Math.max(...nearest)).toBeLessThan(5);
  });
});

interface BatchNorm {
  batchNorm(
    x: number[],
    gamma: number,
    beta: number,
    epsilon: number,
  ): { mu: number; v: number; hat: number[]; y: number[] };
  jacobian(x: number[], epsilon: number): number[][];
}

describe("batch normalization", () => {
  const { batchNorm, jacobian } = declared<BatchNorm>(
    ["batch-norm", "batch-norm-gradient"],
    ["batchNorm", "jacobian"],
  );
  const epsilon = 1e-3;

  test("is the library's in training and, by running averages, at inference", () => {
    const rho = 0.8;
    const layer = ganvas.batchNormalization({ momentum: rho, epsilon });
    const images = tf.tidy(() => normal4([3, 4, 5, 2], 60).mul(2).add(1)) as ganvas.tf.Tensor4D;
    const channel = (of: ganvas.tf.Tensor, c: number) =>
      tf.tidy(() => Array.from(of.slice([0, 0, 0, c], [-1, -1, -1, 1]).dataSync()));
    tf.tidy(() => void layer.apply(images)); // builds it
    const [gamma, beta] = [
      [1.5, 0.5],
      [-1, 2],
    ];
    const start = [[0.3, -0.2].map(Number), [1.5, 2.5]]; // averages before the step
    const weights = [gamma, beta, ...start].map((values) => tf.tensor1d(values));
    layer.setWeights(weights);
    const training = layer.apply(images, { training: true }) as ganvas.tf.Tensor;
    const inference = layer.apply(images) as ganvas.tf.Tensor;
    for (const c of [0, 1]) {
      const x = channel(images, c);
      const { mu, v, y } = batchNorm(x, gamma[c]!, beta[c]!, epsilon);
      channel(training, c).forEach((value, i) => expect(value).toBeCloseTo(y[i]!, 4));
      const m = rho * start[0]![c]! + (1 - rho) * mu;
      const w = rho * start[1]![c]! + (1 - rho) * v;
      const expected = x.map(
        (value) => (gamma[c]! * (value - m)) / Math.sqrt(w + epsilon) + beta[c]!,
      );
      channel(inference, c).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 4));
    }
    tf.dispose([weights, images, training, inference]);
    layer.dispose();
  });

  test("couples the batch as the formula of its derivative says", () => {
    const x = [3, -1, 0.5, 2, 4, -2.5];
    const derivatives = jacobian(x, epsilon);
    const layer = ganvas.batchNormalization({ epsilon });
    x.forEach((_, i) => {
      x.forEach((__, j) => {
        const at = (shift: number) =>
          batchNorm(
            x.map((value, k) => (k === j ? value + shift : value)),
            1,
            0,
            epsilon,
          ).hat[i]!;
        expect(derivatives[i]![j]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 7);
      });
      const byLibrary = tf.tidy(() => {
        const one = (input: ganvas.tf.Tensor) =>
          (layer.apply(input, { training: true }) as ganvas.tf.Tensor).slice([i, 0], [1, 1]).sum();
        return Array.from(
          tf
            .grad(one)(tf.tensor2d(x, [x.length, 1]))
            .dataSync(),
        );
      });
      byLibrary.forEach((value, j) => expect(value).toBeCloseTo(derivatives[i]![j]!, 5));
    });
    layer.dispose();
  });

  test("of two values keeps only their order, and passes no gradient", () => {
    expect(batchNorm([3, 7], 1, 0, 0).y).toEqual([-1, 1]);
    jacobian([3, 7], 0)
      .flat()
      .forEach((value) => expect(value).toBeCloseTo(0, 12));
  });

  test("right before the logit makes all batches' mean logits equal: the loss is log 4 at least", () => {
    const layer = ganvas.batchNormalization();
    tf.tidy(() => void layer.apply(tf.zeros([2, 6])));
    const [gamma, beta] = [numbers(6, 61), numbers(6, 62)].map((values) => tf.tensor1d(values));
    layer.setWeights([gamma!, beta!, tf.zeros([6]), tf.ones([6])]);
    tf.tidy(() => {
      const [w, b] = [randomNormal<ganvas.tf.Rank.R2>([6, 1], { seed: 63 }), 0.4];
      const expected = beta!.mul(w.flatten()).sum().dataSync()[0]! + b;
      const logits = [5, -5].map((at, i) => {
        const x = randomNormal([16, 6], { seed: 64 + i }).add(at);
        const normalized = layer.apply(x, { training: true }) as ganvas.tf.Tensor2D;
        return normalized.matMul(w).add(b) as ganvas.tf.Tensor2D;
      });
      logits.forEach((l) => expect(l.mean().dataSync()[0]).toBeCloseTo(expected, 4));
      const softplus = (l: number) => Math.log1p(Math.exp(l));
      const loss = nonSaturating.discriminator(logits[0]!, logits[1]!).dataSync()[0]!;
      const bound = softplus(-expected) + softplus(expected);
      expect(loss).toBeGreaterThanOrEqual(bound - 1e-5);
      expect(bound).toBeGreaterThanOrEqual(Math.log(4));
    });
    tf.dispose([gamma!, beta!]);
    layer.dispose();

    const { blindRows } = declared<{ blindRows: string[][] }>(["blind"], ["blindRows"]);
    for (const [, real, fake, loss] of blindRows) {
      expect(Number(real)).toBeCloseTo(Number(fake), 3);
      expect(Number(loss)).toBeGreaterThanOrEqual(Math.log(4));
    }
  });
});

describe("how weights start", () => {
  const { signal } = declared<{ signal(std: (n: number) => number): number[] }>(["he"], ["signal"]);

  test.each([
    ["He", (n: number) => Math.sqrt(2 / n)],
    ["0.02", () => 0.02],
  ])("by %s, a layer multiplies the mean square by n Var(w) / 2", (_, std) => {
    const squares = [1, ...signal(std)];
    const factors = squares.slice(1).map((square, l) => square / squares[l]!);
    const n = 3 * 3 * 32;
    const predicted = (n * std(n) ** 2) / 2;
    const geometric = Math.exp(mean(factors.map(Math.log)));
    expect(geometric / predicted).toBeGreaterThan(0.85);
    expect(geometric / predicted).toBeLessThan(1.15);
    if (std(n) === 0.02) expect(predicted).toBeCloseTo(0.0576, 12);
  });

  test("is 2 / n in the library's discriminator without normalization", () => {
    const { network } = ganvas.dcganDiscriminator({
      image: [28, 28, 1],
      baseChannels: 32,
      seed: 7,
    });
    for (const [name, n] of [
      ["down2", 4 * 4 * 32],
      ["down3", 4 * 4 * 64],
    ] as const) {
      const variance = tf.tidy(() => {
        const kernel = network.getLayer(name).getWeights()[0]!;
        return kernel.square().mean().dataSync()[0]!;
      });
      expect(variance * n).toBeGreaterThan(1.95);
      expect(variance * n).toBeLessThan(2.05);
    }
    network.dispose();
  });
});

describe("minibatch standard deviation", () => {
  interface Cells {
    stdOf(group: ganvas.tf.Tensor4D, epsilon?: number): ganvas.tf.Scalar;
    appended(batch: ganvas.tf.Tensor4D): number[];
  }
  const { stdOf, appended } = declared<Cells>(["minibatch-deviation"], ["stdOf", "appended"]);

  test("is the formula, written out, and what the layer appends", () => {
    const batch = normal4([8, 3, 2, 5], 70);
    const flat = tf.tidy(() => batch.reshape([8, 30]).arraySync() as number[][]);
    const byHand = [0, 4].map((first) => {
      const group = flat.slice(first, first + 4);
      const stds = group[0]!.map((_, i) => {
        const column = group.map((row) => row[i]!);
        const middle = mean(column);
        return Math.sqrt(mean(column.map((value) => (value - middle) ** 2)) + 1e-8);
      });
      return mean(stds);
    });
    const values = appended(batch);
    values.forEach((value, image) => expect(value).toBeCloseTo(byHand[Math.floor(image / 4)]!, 5));
    const cell = tf.tidy(() =>
      tf.split(batch, 2).map((group) => stdOf(group as ganvas.tf.Tensor4D).dataSync()[0]!),
    );
    cell.forEach((value, group) => expect(value).toBeCloseTo(byHand[group]!, 5));
    batch.dispose();
  });

  test("is the root of epsilon where all images are the same", () => {
    const batch = tf.tidy(() => normal4([1, 4, 4, 3], 71).tile([4, 1, 1, 1])) as ganvas.tf.Tensor4D;
    expect(appended(batch)[0]).toBeCloseTo(1e-4, 6);
    batch.dispose();
  });
});

describe("source C's networks", () => {
  interface SourceC {
    side: number;
    channels: number;
    generatorParameters: number;
    stagesOfC: string[][];
  }
  const source = declared<SourceC>(
    [...convolutionCells.slice(0, 3), "source-c"],
    ["side", "channels", "generatorParameters", "stagesOfC"],
  );

  test("make images of 512 x 512, by maps of one gibibyte", () => {
    expect(source.side).toBe(4 * 2 ** 7);
    expect(source.side ** 2 * source.channels * 4).toBe(2 ** 30);
    let layers = 100 * 2048;
    const widths = [128, 128, 128, 256, 256, 512, 512, 1024, 1024];
    widths.slice(1).forEach((to, l) => (layers += 16 * widths[l]! * to + 3 * to));
    expect(source.generatorParameters).toBe(layers + 49 * 1024 + 1);
  });

  test("shrink 64 pixels to one in six stages, where 15 of 16 weights have no gradient", () => {
    const sides = source.stagesOfC.map(([, , output]) => parseInt(output!, 10));
    expect(sides).toEqual([32, 16, 8, 4, 2, 1, 1, 1]);
    expect(source.stagesOfC.map((row) => row[3])).toEqual([
      ...new Array<string>(5).fill("16 of 16"),
      "4 of 16",
      "1 of 16",
      "1 of 16",
    ]);
    for (const [n, used] of [
      [4, 16],
      [2, 4],
      [1, 1],
    ] as const) {
      const touched = tf.tidy(() => {
        const x = tf.ones<ganvas.tf.Rank.R4>([1, n, n, 1]);
        const loss = (w: ganvas.tf.Tensor) =>
          tf.conv2d(x, w as ganvas.tf.Tensor4D, 2, "same").sum();
        return tf
          .grad(loss)(tf.ones([4, 4, 1, 1]))
          .notEqual(0)
          .sum()
          .dataSync()[0];
      });
      expect(touched).toBe(used);
    }
  });
});

describe("exercises", () => {
  const ids = ["exercise-size", "exercise-parameters", "exercise-field", "exercise-overlap"];
  const all = [...ids, "exercise-two", "exercise-fold"];

  test("are open until they are answered", () => {
    ganvas.check.reset();
    declared([...convolutionCells, "batch-norm", ...all], []);
    const outcomes = ganvas.check.report().checks.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(all.map(() => "open"));
  });

  test("have the answers that their solutions name", () => {
    expect(outputSize(28, 5, 2, "valid")).toBe(12);
    expect(convolutionParameters(3, 64, 128)).toBe(73_856);
    const field: Stage[] = [
      [3, 2],
      [3, 1],
      [3, 2],
    ];
    expect(receptiveField(field)).toBe(11);
    expect(overlap(5, 3).slice(0, 3)).toEqual([2, 2, 1]);
  });

  test("the folded normalization is the layer's at inference", () => {
    interface Averages {
      gamma: number;
      beta: number;
      mean: number;
      variance: number;
      epsilon: number;
    }
    const { foldedSolution, averages } = declared<{
      foldedSolution(of: Averages): { a: number; c: number };
      averages: Averages;
    }>(["exercise-fold", "solution-fold"], ["foldedSolution", "averages"]);
    const { a, c } = foldedSolution(averages);
    expect(a).toBeCloseTo(1.5 / Math.sqrt(4 + 1e-5), 12);
    expect(c).toBeCloseTo(-0.25 - (1.5 * 0.8) / Math.sqrt(4 + 1e-5), 12);
    const layer = ganvas.batchNormalization({ epsilon: averages.epsilon });
    tf.tidy(() => {
      layer.apply(tf.zeros([1, 1]));
      const { gamma, beta, mean: m, variance } = averages;
      layer.setWeights([gamma, beta, m, variance].map((value) => tf.tensor1d([value])));
      const x = tf.tensor2d([[-2], [0.5], [3]]);
      expect(greatest(layer.apply(x) as ganvas.tf.Tensor, x.mul(a).add(c))).toBeLessThan(1e-5);
    });
    layer.dispose();
  });
});

test("the lesson has the sections of the anatomy, in order", () => {
  expect(sections).toEqual([
    "Objectives",
    "Background",
    "Core concepts",
    "Theory and mathematics",
    "Code: from scratch",
    "Code: digits, with the library",
    "Applications",
    "Tools and resources",
    "Outlook",
    "Questions and answers",
    "Exercises",
    "Summary",
    "Further reading",
  ]);
});
