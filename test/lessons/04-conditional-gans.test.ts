import { describe, expect, test } from "vitest";
import * as ganvas from "./library.js";
import { lessonCells } from "./cells.js";

const { tf, classificationLoss, conditionalBatchNormalization, featureMatching, randomNormal } =
  ganvas;
await ganvas.ready();

const { sections, declared } = lessonCells("04-conditional-gans");

type Points = ganvas.tf.Tensor2D;
type Joint = number[][];
interface Theory {
  marginal(joint: Joint): number[];
  gameValue(p: Joint, q: Joint, d: Joint): number;
  seeing(p: Joint, q: Joint): Joint;
  blind(p: Joint, q: Joint): Joint;
  auxiliaryTerms(p: Joint, q: Joint): { crossEntropy: number; divergence: number; entropy: number };
  data: Joint;
  drifted: Joint;
  exchanged: Joint;
  ignoring: Joint;
}
const theory = declared<Theory>(
  ["conditional-value", "auxiliary-bias"],
  [
    "marginal",
    "gameValue",
    "seeing",
    "blind",
    "auxiliaryTerms",
    "data",
    "drifted",
    "exchanged",
    "ignoring",
  ],
);

const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
const mean = (values: number[]) => total(values) / values.length;
const numbers = (tensor: ganvas.tf.Tensor) => Array.from(tensor.dataSync());
const number = (make: () => ganvas.tf.Scalar) => tf.tidy(() => make().dataSync()[0]!);
const normal = (shape: number[], step: number) =>
  randomNormal(shape as [number, number], { seed: 99, step });
const oneHot = (labels: number[], classes: number) =>
  tf.oneHot(tf.tensor1d(labels, "int32"), classes).toFloat() as Points;

/** Greatest distance between the entries of two tensors. */
const apart = (a: ganvas.tf.Tensor, b: ganvas.tf.Tensor) =>
  Math.max(...numbers(a.sub(b).abs().flatten()));

function jsd(p: number[], q: number[]): number {
  const towards = (a: number[], b: number[]) =>
    total(a.map((v, i) => (v === 0 ? 0 : v * Math.log(v / ((v + b[i]!) / 2)))));
  return (towards(p, q) + towards(q, p)) / 2;
}

/** Data and a generator: both have the classes 0.5 and 0.3 and 0.2. */
const p: Joint = [
  [0.3, 0.1, 0.1, 0],
  [0.05, 0.05, 0.2, 0],
  [0, 0.05, 0.05, 0.1],
];
const q: Joint = [
  [0.1, 0.2, 0.1, 0.1],
  [0, 0, 0.2, 0.1],
  [0.1, 0.05, 0, 0.05],
];

describe("the conditional game", () => {
  const { gameValue, seeing, blind, marginal, data, exchanged, ignoring } = theory;

  test("is V written out, E log D(x, y) + E log(1 - D(G(z, y), y))", () => {
    const d = p.map((row, y) => row.map((_, x) => 0.1 + 0.2 * y + 0.1 * x));
    let value = 0;
    p.forEach((row, y) =>
      row.forEach((pxy, x) => {
        value += pxy * Math.log(d[y]![x]!) + q[y]![x]! * Math.log(1 - d[y]![x]!);
      }),
    );
    expect(gameValue(p, q, d)).toBeCloseTo(value, 12);
  });

  test("is best played by D* = p(x, y) / (p(x, y) + p_g(x, y)), which p(y) drops out of", () => {
    const best = seeing(p, q);
    for (const shift of [-0.01, 0.01]) {
      const d = best.map((row) => row.map((v) => Math.min(0.999, Math.max(0.001, v + shift))));
      expect(gameValue(p, q, d)).toBeLessThan(gameValue(p, q, best));
    }
    p.forEach((row, y) => {
      const [given, givenG] = [row, q[y]!].map((one) => one.map((v) => v / total(row)));
      row.forEach((pxy, x) => {
        if (pxy + q[y]![x]! === 0) return;
        expect(best[y]![x]).toBeCloseTo(given![x]! / (given![x]! + givenG![x]!), 12);
      });
    });
  });

  test("has the value -log 4 + 2 E_y JSD at D*", () => {
    const divergences = p.map((row, y) => {
      const share = total(row);
      return (
        share *
        jsd(
          row.map((v) => v / share),
          q[y]!.map((v) => v / share),
        )
      );
    });
    const value = gameValue(p, q, seeing(p, q));
    expect(value).toBeCloseTo(-Math.log(4) + 2 * total(divergences), 12);
    expect(value).toBeGreaterThan(-Math.log(4));
    expect(gameValue(p, p, seeing(p, p))).toBeCloseTo(-Math.log(4), 12);
  });

  test("is about the marginals where D is blind to the label", () => {
    const value = gameValue(p, q, blind(p, q));
    expect(value).toBeCloseTo(-Math.log(4) + 2 * jsd(marginal(p), marginal(q)), 12);
    expect(value).toBeLessThan(gameValue(p, q, seeing(p, q)));
    for (const generator of [exchanged, ignoring]) {
      expect(marginal(generator)).toEqual(marginal(data));
      expect(gameValue(data, generator, blind(data, generator))).toBeCloseTo(-Math.log(4), 12);
      expect(gameValue(data, generator, seeing(data, generator))).toBeGreaterThan(-1.2);
    }
  });
});

describe("concatenation", () => {
  test("is a bias for each class: [x, y] [W; V] + b = x W + (v_y + b)", () => {
    tf.tidy(() => {
      const labels = [2, 0, 2, 1];
      const [x, W, V, b] = [
        [4, 5],
        [5, 3],
        [3, 3],
        [1, 3],
      ].map(normal) as [Points, Points, Points, Points];
      const together = tf
        .concat([x, oneHot(labels, 3)], 1)
        .matMul(tf.concat([W, V], 0))
        .add(b);
      const biases = V.add(b).arraySync() as number[][];
      const byHand = (x.matMul(W).arraySync() as number[][]).map((row, i) =>
        row.map((value, j) => value + biases[labels[i]!]![j]!),
      );
      expect(apart(together, tf.tensor2d(byHand))).toBeLessThan(1e-5);
    });
  });

  test("of planes adds a constant for each class to a convolution, away from the border", () => {
    const { appendPlanes } = declared<{
      appendPlanes(images: ganvas.tf.Tensor4D, y: Points): ganvas.tf.Tensor4D;
    }>(["concatenation"], ["appendPlanes"]);
    tf.tidy(() => {
      const labels = [1, 3];
      const images = normal([2, 6, 6, 1], 4) as unknown as ganvas.tf.Tensor4D;
      const kernel = normal([3, 3, 5, 2], 5) as unknown as ganvas.tf.Tensor4D; // 1 + 4 channels
      const [ofImage, ofLabel] = tf.split(kernel, [1, 4], 2) as [
        ganvas.tf.Tensor4D,
        ganvas.tf.Tensor4D,
      ];
      const together = tf.conv2d(appendPlanes(images, oneHot(labels, 4)), kernel, 1, "valid");
      const biases = tf.gather(ofLabel.sum([0, 1]), labels).reshape([2, 1, 1, 2]);
      const separate = tf.conv2d(images, ofImage, 1, "valid").add(biases);
      expect(apart(together, separate)).toBeLessThan(1e-5);
    });
  });
});

describe("the auxiliary classifier", () => {
  const { auxiliaryTerms, data, drifted } = theory;

  test("minimizes KL + H: a cross-entropy is a divergence and an entropy", () => {
    const full = p.map((row) => row.map((v) => (v + 0.01) / 1.12)); // nothing is impossible
    const { crossEntropy, divergence, entropy } = auxiliaryTerms(full, q);
    const [px, qx] = [theory.marginal(full), theory.marginal(q)];
    let [ce, kl, h] = [0, 0, 0];
    q.forEach((row, y) =>
      row.forEach((qxy, x) => {
        if (qxy === 0) return;
        const [ofData, ofModel] = [full[y]![x]! / px[x]!, qxy / qx[x]!];
        ce -= qxy * Math.log(ofData);
        kl += qx[x]! * ofModel * Math.log(ofModel / ofData);
        h -= qxy * Math.log(ofModel);
      }),
    );
    expect(crossEntropy).toBeCloseTo(ce, 12);
    expect(divergence).toBeCloseTo(kl, 12);
    expect(entropy).toBeCloseTo(h, 12);
    expect(ce).toBeCloseTo(kl + h, 12);
    expect(kl).toBeGreaterThan(0);
  });

  test("likes a generator that has dropped the ambiguous images better than the data", () => {
    expect(auxiliaryTerms(data, data).crossEntropy).toBeCloseTo(0.4 * Math.log(2), 12);
    expect(auxiliaryTerms(data, data).divergence).toBe(0);
    expect(auxiliaryTerms(data, drifted).crossEntropy).toBeCloseTo(0, 12);
    expect(theory.gameValue(data, drifted, theory.seeing(data, drifted))).toBeGreaterThan(
      -Math.log(4),
    );
  });

  test("has -E log C(y | x) as its loss, in the cell and in the library", () => {
    const logits = [
      [2, -1, 0.5],
      [-40, 30, 0],
      [0.1, 0.2, 0.3],
    ];
    const labels = [0, 0, 2];
    const expected = mean(
      logits.map((row, i) => {
        const top = Math.max(...row);
        return top + Math.log(total(row.map((l) => Math.exp(l - top)))) - row[labels[i]!]!;
      }),
    );
    const { crossEntropy } = declared<{
      crossEntropy(l: Points, y: Points): ganvas.tf.Scalar;
    }>([...toyCells, "toy-game"], ["crossEntropy"]);
    for (const loss of [crossEntropy, classificationLoss]) {
      const actual = number(() => loss(tf.tensor2d(logits), oneHot(labels, 3)));
      expect(actual).toBeCloseTo(expected, 5);
    }
  });
});

describe("projection", () => {
  interface Row {
    exact: number;
    projected: number;
  }

  test("log p(x, y) / p_g(x, y) splits into a term of the class and one of the image", () => {
    const posterior = (joint: Joint, x: number, y: number) =>
      joint[y]![x]! / theory.marginal(joint)[x]!;
    const [px, qx] = [theory.marginal(p), theory.marginal(q)];
    p.forEach((row, y) =>
      row.forEach((pxy, x) => {
        if (pxy === 0 || q[y]![x] === 0) return;
        const split = Math.log(posterior(p, x, y) / posterior(q, x, y)) + Math.log(px[x]! / qx[x]!);
        expect(Math.log(pxy / q[y]![x]!)).toBeCloseTo(split, 12);
      }),
    );
  });

  test("is the optimal logit when both posteriors are softmax models", () => {
    const { projectionRows } = declared<{ projectionRows: Row[] }>(
      ["conditional-value", "projection-identity"],
      ["projectionRows"],
    );
    expect(projectionRows).toHaveLength(6);
    projectionRows.forEach(({ exact, projected }) => expect(projected).toBeCloseTo(exact, 12));
    expect(new Set(projectionRows.map(({ exact }) => exact.toFixed(3))).size).toBe(6);
  });

  test("y'W φ(x) + ψ(φ(x)) is what the library's network computes", () => {
    const sizes = {
      image: [8, 8, 1],
      latent: 4,
      classes: 3,
      baseChannels: 4,
      denseUnits: 6,
      seed: 3,
    } as const;
    const model = ganvas.projectionGan(sizes);
    tf.tidy(() => {
      const { network } = model.discriminator;
      const outputs = network.getLayer("features").output as ganvas.tf.SymbolicTensor;
      const describe = tf.model({ inputs: network.inputs, outputs });
      const labels = [2, 0, 1, 1];
      const x = normal([4, 8, 8, 1], 6);
      const y = oneHot(labels, 3);
      const phi = (describe.predict([x, y]) as Points).arraySync();
      const rows = (name: string) =>
        network
          .getLayer(name)
          .getWeights()
          .map((weights) => weights.arraySync());
      const [a, b] = rows("logit") as [number[][], number[]];
      const [W] = rows("embedding") as [number[][]];
      const expected = phi.map((features, i) => {
        const ofClass = total(features.map((f, j) => f * W[labels[i]!]![j]!));
        return [ofClass + total(features.map((f, j) => f * a[j]![0]!)) + b[0]!];
      });
      expect(apart(network.predict([x, y]) as Points, tf.tensor2d(expected))).toBeLessThan(1e-5);
      expect(Math.max(...expected.flat().map(Math.abs))).toBeGreaterThan(1e-3);
    });
    model.dispose();
  });
});

test("conditional batch normalization is γ_y (h - μ) / sqrt(σ² + ε) + β_y, in cell and library", () => {
  const { conditionalNorm } = declared<{
    conditionalNorm(
      h: ganvas.tf.Tensor4D,
      y: Points,
      gamma: Points,
      beta: Points,
    ): ganvas.tf.Tensor4D;
  }>(["conditional-norm"], ["conditionalNorm"]);
  const layer = conditionalBatchNormalization({ epsilon: 1e-3 });
  tf.tidy(() => {
    const labels = [1, 0, 2];
    const h = normal([3, 2, 2, 2], 7).mul(2).add(1) as unknown as ganvas.tf.Tensor4D;
    const y = oneHot(labels, 3);
    const [gamma, beta] = [8, 9].map((step) => normal([3, 2], step)) as [Points, Points];
    layer.apply([h, y]);
    layer.setWeights([gamma, beta, ...layer.getWeights().slice(2)]);

    const [values, gains, offsets] = [h.arraySync(), gamma.arraySync(), beta.arraySync()];
    const channel = (c: number) => values.flat(2).map((place) => place[c]!);
    const expected = values.map((image, i) =>
      image.map((row) =>
        row.map((place) =>
          place.map((value, c) => {
            const mu = mean(channel(c));
            const variance = mean(channel(c).map((other) => (other - mu) ** 2));
            const [gain, offset] = [gains[labels[i]!]![c]!, offsets[labels[i]!]![c]!];
            return (gain * (value - mu)) / Math.sqrt(variance + 1e-3) + offset;
          }),
        ),
      ),
    );
    const byLayer = layer.apply([h, y] as ganvas.tf.Tensor[], {
      training: true,
    }) as ganvas.tf.Tensor;
    for (const output of [byLayer, conditionalNorm(h, y, gamma, beta)]) {
      expect(apart(output, tf.tensor4d(expected))).toBeLessThan(1e-4);
    }
  });
  layer.dispose();
});

describe("feature matching", () => {
  const { matching, pairedMatching, ring } = declared<{
    matching(real: Points, fake: Points): ganvas.tf.Scalar;
    pairedMatching(real: ganvas.tf.Tensor[], fake: ganvas.tf.Tensor[]): ganvas.tf.Scalar;
    ring(step: number): Points;
  }>(
    ["conditional-value", "feature-matching", "paired-matching"],
    ["matching", "pairedMatching", "ring"],
  );
  const real = [
    [1, 2],
    [3, -1],
    [0.5, 4],
  ];
  const fake = [
    [0, 1],
    [2, 2],
  ];
  const column = (rows: number[][], j: number) => mean(rows.map((row) => row[j]!));

  test("is the squared distance of the means, in the cell and in the library", () => {
    const expected = total([0, 1].map((j) => (column(real, j) - column(fake, j)) ** 2));
    for (const loss of [matching, featureMatching]) {
      const actual = number(() => loss(tf.tensor2d(real), tf.tensor2d(fake)));
      expect(actual).toBeCloseTo(expected, 5);
    }
  });

  test("pushes all features of a batch the same way: -2/m (μ - μ_g)", () => {
    tf.tidy(() => {
      const loss = (features: ganvas.tf.Tensor) =>
        featureMatching(tf.tensor2d(real), features as Points);
      const gradient = tf.grad(loss)(tf.tensor2d(fake)).arraySync() as number[][];
      for (const row of gradient) {
        row.forEach((found, j) =>
          expect(found).toBeCloseTo((-2 / 2) * (column(real, j) - column(fake, j)), 5),
        );
      }
    });
  });

  test("of the coordinates takes the origin for the ring; their squares do not", () => {
    tf.tidy(() => {
      const [points, origin] = [ring(0), tf.zerosLike(ring(0))];
      const squares = (x: Points) => tf.concat([x, x.square()], 1);
      expect(matching(points, origin).dataSync()[0]).toBeLessThan(0.001);
      expect(matching(squares(points), squares(origin)).dataSync()[0]).toBeGreaterThan(8);
      const gaussian = normal([65_536, 2], 10).mul<Points>(Math.sqrt(2 + 0.2 ** 2));
      expect(matching(squares(points), squares(gaussian)).dataSync()[0]).toBeLessThan(0.01);
    });
  });

  test("of pairs is the sum over layers of mean absolute differences, and needs the right pairs", () => {
    const layers = [real, real.map((row) => [...row, 1])];
    const others = layers.map((rows) => rows.map((row) => row.map((value) => value * 0.5 - 1)));
    const expected = total(
      layers.map((rows, i) =>
        mean(
          rows.map(
            (row, n) => total(row.map((v, j) => Math.abs(v - others[i]![n]![j]!))) / row.length,
          ),
        ),
      ),
    );
    const tensors = (all: number[][][]) => all.map((rows) => tf.tensor2d(rows));
    expect(number(() => pairedMatching(tensors(layers), tensors(others)))).toBeCloseTo(expected, 5);
    const turned = layers.map((rows) => [...rows].reverse());
    expect(number(() => pairedMatching(tensors(layers), tensors(turned)))).toBeGreaterThan(0.5);
    const means = number(() => matching(tf.tensor2d(real), tf.tensor2d([...real].reverse())));
    expect(means).toBeCloseTo(0, 10);
  });
});

const toyCells = ["conditional-value", "feature-matching", "toy-data", "toy-networks", "toy-ways"];

describe("the plane", () => {
  interface DiscriminatorOutput {
    logit: Points;
    classLogits?: Points;
  }
  interface Discriminator {
    variables: ganvas.tf.Variable[];
    judge(x: Points, y: Points): DiscriminatorOutput;
  }

  test("the discriminators see the label, but for the blind one and the classifier", () => {
    const { ways } = declared<{ ways: Record<string, (seed: number) => Discriminator> }>(toyCells, [
      "ways",
    ]);
    const seen = Object.entries(ways).map(([name, way]) => {
      const D = way(5);
      return tf.tidy(() => {
        const x = normal([6, 2], 11) as Points;
        const [a, b] = [0, 3].map((k) => D.judge(x, oneHot(Array<number>(6).fill(k), 8)));
        expect(a!.logit.shape).toEqual([6, 1]);
        expect(a!.classLogits?.shape).toEqual(name === "auxiliary classifier" ? [6, 8] : undefined);
        return [name, apart(a!.logit, b!.logit) > 1e-3];
      });
    });
    expect(Object.fromEntries(seen)).toEqual({
      blind: false,
      concatenation: true,
      "auxiliary classifier": false,
      projection: true,
    });
  });

  test("the figures of known points: means, standard deviations and classes", () => {
    interface Cells {
      figuresOf(
        points: Points,
        y: Points,
      ): { along: number; stdAlong: number; stdAcross: number; obeys: number };
      realPoints(y: Points, spread: number, step: number): Points;
      someLabels(n: number, step: number): Points;
    }
    const { figuresOf, realPoints, someLabels } = declared<Cells>(
      [...toyCells, "toy-figures"],
      ["figuresOf", "realPoints", "someLabels"],
    );
    const y = someLabels(20_000, 1);
    const close = figuresOf(realPoints(y, 0.1, 3), y);
    expect(close.along).toBeCloseTo(2, 2);
    expect(close.stdAlong).toBeCloseTo(0.1, 2);
    expect(close.stdAcross).toBeCloseTo(0.1, 2);
    expect(close.obeys).toBe(1);
    const wide = figuresOf(realPoints(y, 0.6, 3), y);
    expect(wide.obeys).toBeGreaterThan(0.75); // what the best classifier reaches on the data
    expect(wide.obeys).toBeLessThan(0.82);
    y.dispose();
  });
});

describe("exercises", () => {
  const theoryCells = ["conditional-value", "feature-matching"];
  const open = ["blind", "cost", "auxiliary", "projection", "ambiguity", "moments"];

  test("are open until they are answered", () => {
    ganvas.check.reset();
    declared([...theoryCells, ...open.map((name) => `exercise-${name}`)], []);
    const outcomes = ganvas.check.report().checks.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(open.map(() => "open"));
  });

  test("1: the values of a generator that exchanges classes", () => {
    const { gameValue, seeing, blind } = theory;
    const [right, wrong] = [
      [
        [0.5, 0],
        [0, 0.5],
      ],
      [
        [0, 0.5],
        [0.5, 0],
      ],
    ] as [Joint, Joint];
    expect(gameValue(right, wrong, seeing(right, wrong))).toBeCloseTo(0, 12);
    expect(gameValue(right, wrong, blind(right, wrong))).toBeCloseTo(-Math.log(4), 12);
  });

  test("2: the library's networks have 2,560 and 1,280 weights for the label", () => {
    const sizes = {
      image: [28, 28, 1],
      latent: 4,
      classes: 10,
      baseChannels: 16,
      denseUnits: 128,
      seed: 1,
    } as const;
    const plain = ganvas.dcgan(sizes);
    const [planes, projected] = [ganvas.conditionalGan(sizes), ganvas.projectionGan(sizes)];
    const weights = ({ discriminator }: { discriminator: { network: ganvas.tf.LayersModel } }) =>
      discriminator.network.countParams();
    expect(weights(planes) - weights(plain)).toBe(4 * 4 * 10 * 16);
    expect(weights(projected) - weights(plain)).toBe(10 * 128);
    [plain, planes, projected].forEach((model) => (model as { dispose(): void }).dispose());
  });

  test("3, 4 and 6: the solutions give what is expected", () => {
    interface Three {
      auxiliarySolution(l: Points, y: ganvas.tf.Tensor1D): ganvas.tf.Scalar;
      someLogits: Points;
      someClasses: ganvas.tf.Tensor1D;
    }
    const loss = declared<Three>(
      ["exercise-auxiliary", "solution-auxiliary"],
      ["auxiliarySolution", "someLogits", "someClasses"],
    );
    const actual = number(() => loss.auxiliarySolution(loss.someLogits, loss.someClasses));
    expect(actual).toBeCloseTo((400 + Math.log(Math.exp(-2) + Math.exp(-1) + 1)) / 2, 4);

    interface Four {
      someProjection: unknown;
      projectionSolution(given: unknown): Points;
    }
    const four = declared<Four>(
      ["exercise-projection", "solution-projection"],
      ["someProjection", "projectionSolution"],
    );
    const logits = tf.tidy(() => numbers(four.projectionSolution(four.someProjection)));
    expect(logits).toEqual([0.75, 7.25]);

    interface Six {
      momentReal: Points;
      momentFake: Points;
      momentSolution(real: Points, fake: Points): ganvas.tf.Scalar;
    }
    const six = declared<Six>(
      ["exercise-moments", "solution-moments"],
      ["momentReal", "momentFake", "momentSolution"],
    );
    expect(number(() => six.momentSolution(six.momentReal, six.momentFake))).toBeCloseTo(2, 5);
    expect(number(() => featureMatching(six.momentReal, six.momentFake))).toBe(0);
  });

  test("5: a faithful generator pays log 2 for each ambiguous image", () => {
    const shared: Joint = [
      [0.35, 0.15, 0],
      [0, 0.15, 0.35],
    ];
    expect(theory.auxiliaryTerms(shared, shared).crossEntropy).toBeCloseTo(0.3 * Math.log(2), 12);
  });
});

test("the number in source D's link has another check digit than an ISBN would", () => {
  const checkDigit = (digits: string) =>
    (10 - (total([...digits].map((d, i) => Number(d) * (i % 2 === 0 ? 1 : 3))) % 10)) % 10;
  expect(checkDigit("978030640615")).toBe(7); // the example of the ISBN users' manual
  expect(checkDigit("978149203840")).toBe(5);
});

test("the lesson has the sections of the anatomy, in order", () => {
  expect(sections).toEqual([
    "Objectives",
    "Background",
    "Core concepts",
    "Theory and mathematics",
    "Code: from scratch, in the plane",
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
