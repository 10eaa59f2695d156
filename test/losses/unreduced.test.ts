// Games on logits of any shape, and before the means are taken, against their formulas in plain numbers.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  binaryCrossEntropy,
  classificationLoss,
  hinge,
  labelSmoothing,
  leastSquares,
  minimax,
  nonSaturating,
  perExample,
  relativisticAverage,
  relativisticAverageHinge,
  relativisticAverageLeastSquares,
  wasserstein,
  type UnreducedGanLoss,
} from "../../src/losses/index.js";
import { ready } from "../../src/tensor/index.js";

await ready();

const REAL = [2.5, -0.3, 0.8, -4, 0.1, 1.7, -2.2, 0.4];
const FAKE = [-1.2, 0.4, 3, -6, 0.7, -0.1, 1.9, -2.5];

type Values = readonly number[];
type Formula = (real: Values, fake: Values) => { real?: number[]; fake: number[] };
const mean = (values: Values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const softplus = (x: number) => Math.log1p(Math.exp(x));
const square = (x: number) => x * x;
const hinged = (x: number) => Math.max(0, 1 - x);

const crossEntropies: Formula = (real, fake) => ({
  real: real.map((l) => softplus(-l)), // -log D
  fake: fake.map(softplus), // -log(1 - D)
});
const hinges: Formula = (real, fake) => ({
  real: real.map(hinged),
  fake: fake.map((l) => hinged(-l)),
});
const squares: Formula = (real, fake) => ({
  real: real.map((l) => square(l - 1)),
  fake: fake.map((l) => square(l + 1)),
});

/** Both players of a relativistic average game, from the losses of differences. */
function relativistic(losses: Formula): [Formula, Formula] {
  const game: Formula = (real, fake) =>
    losses(
      real.map((l) => l - mean(fake)),
      fake.map((l) => l - mean(real)),
    );
  const generator: Formula = (real, fake) => {
    const exchanged = game(fake, real);
    return { fake: exchanged.real!, real: exchanged.fake };
  };
  return [game, generator];
}

/** Each game with the losses of its discriminator and of its generator, logit by logit. */
const games: [UnreducedGanLoss, Formula, Formula][] = [
  [minimax, crossEntropies, (_, fake) => ({ fake: fake.map((l) => -softplus(l)) })],
  [nonSaturating, crossEntropies, (_, fake) => ({ fake: fake.map((l) => softplus(-l)) })],
  [
    leastSquares,
    (real, fake) => ({
      real: real.map((l) => square(l - 1) / 2),
      fake: fake.map((l) => square(l) / 2),
    }),
    (_, fake) => ({ fake: fake.map((l) => square(l - 1) / 2) }),
  ],
  [
    wasserstein,
    (real, fake) => ({ real: real.map((l) => -l), fake: [...fake] }),
    (_, fake) => ({ fake: fake.map((l) => -l) }),
  ],
  [hinge, hinges, (_, fake) => ({ fake: fake.map((l) => -l) })],
  [relativisticAverage, ...relativistic(crossEntropies)],
  [relativisticAverageHinge, ...relativistic(hinges)],
  [relativisticAverageLeastSquares, ...relativistic(squares)],
  [
    labelSmoothing(nonSaturating, { real: 0.8 }),
    (real, fake) => ({
      real: real.map((l) => 0.8 * softplus(-l) + 0.2 * softplus(l)),
      fake: fake.map(softplus),
    }),
    (_, fake) => ({ fake: fake.map((l) => softplus(-l)) }),
  ],
];
const named = games.map(
  ([loss, ...formulas]) =>
    [`${loss.name}${loss.settings ? ", smoothed" : ""}`, loss, ...formulas] as const,
);

const SHAPES = [[8], [8, 1], [2, 2, 2, 1], [4, 1, 2]];

function expectClose(found: ArrayLike<number>, expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
}

describe.each(named)("%s", (_, loss, ofDiscriminator, ofGenerator) => {
  const onReal = loss.relativistic ? REAL : undefined;

  test.each(SHAPES.map((shape) => [shape]))("logits of shape %j", (shape) => {
    const before = tf.memory().numTensors;
    const [real, fake] = [tf.tensor(REAL, shape), tf.tensor(FAKE, shape)];
    const players = [
      [loss.discriminator(real, fake), loss.unreduced.discriminator(real, fake), ofDiscriminator],
      [
        loss.generator(fake, onReal && real),
        loss.unreduced.generator(fake, onReal && real),
        ofGenerator,
      ],
    ] as const;
    for (const [reduced, unreduced, formula] of players) {
      const expected = formula(REAL, FAKE);
      for (const kind of ["real", "fake"] as const) {
        expect(unreduced[kind]?.shape).toEqual(expected[kind] && shape);
        if (expected[kind]) expectClose(unreduced[kind]!.dataSync(), expected[kind]);
      }
      expect(reduced.shape).toEqual([]);
      const sum = mean(expected.fake) + (expected.real ? mean(expected.real) : 0);
      expectClose(reduced.dataSync(), [sum]);
      tf.dispose([reduced, unreduced]);
    }
    tf.dispose([real, fake]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a grid's loss and gradients are those of the same logits in a column, bit for bit", () => {
    tf.tidy(() => {
      const [grid, column] = [
        [2, 2, 2, 1],
        [8, 1],
      ].map((shape) => {
        const inputs = [tf.tensor(REAL, shape), tf.tensor(FAKE, shape)];
        const { value, grads } = tf.valueAndGrads((real: tf.Tensor, fake: tf.Tensor) => {
          const ofBoth = loss.discriminator(real, fake);
          return ofBoth.add(loss.generator(fake, onReal && real)).asScalar();
        })(inputs);
        return [value, ...grads].map((tensor) => [...tensor.dataSync()]);
      });
      expect(grid).toEqual(column);
    });
  });

  test("the mean of the losses of the examples is the reduced loss", () => {
    tf.tidy(() => {
      const [real, fake] = [tf.tensor(REAL, [2, 2, 2, 1]), tf.tensor(FAKE, [2, 2, 2, 1])];
      const losses = loss.unreduced.discriminator(real, fake);
      const [r, f] = [perExample(losses.real), perExample(losses.fake)];
      expect([r.shape, f.shape]).toEqual([[2], [2]]);
      const expected = loss.discriminator(real, fake).dataSync();
      expectClose(r.mean().add(f.mean()).dataSync(), [...expected]);
    });
  });
});

describe("uses of unreduced losses", () => {
  test("top-k training: only the samples with the highest logits get a gradient", () => {
    tf.tidy(() => {
      const fake = tf.tensor(FAKE, [8, 1]);
      const { indices } = tf.topk(fake.flatten(), 3); // the logits 3, 1.9 and 0.7
      const gradient = tf.grad((logits) => {
        const losses = perExample(nonSaturating.unreduced.generator(logits).fake); // [n]
        return tf.gather(losses, indices as tf.Tensor1D).mean();
      })(fake);
      const expected = FAKE.map((l) =>
        [3, 1.9, 0.7].includes(l) ? -1 / (1 + Math.exp(l)) / 3 : 0,
      );
      expectClose(gradient.dataSync(), expected);
    });
  });

  test("weights of examples", () => {
    tf.tidy(() => {
      const weights = [0.5, 2];
      const losses = perExample(tf.tensor(FAKE, [2, 4]).square());
      const weighted = losses.mul(tf.tensor1d(weights)).mean();
      const means = [FAKE.slice(0, 4), FAKE.slice(4)].map((half) => mean(half.map(square)));
      expectClose(weighted.dataSync(), [mean(means.map((value, i) => value * weights[i]!))]);
    });
  });
});

describe("cross-entropies without reduction", () => {
  test.each([0, 0.3, 1])("binary, label %d", (label) => {
    tf.tidy(() => {
      const losses = binaryCrossEntropy(tf.tensor(FAKE, [2, 2, 2, 1]), label, "none");
      expect(losses.shape).toEqual([2, 2, 2, 1]);
      const expected = FAKE.map((l) => label * softplus(-l) + (1 - label) * softplus(l));
      expectClose(losses.dataSync(), expected);
    });
  });

  test("of classes: one value for each example", () => {
    tf.tidy(() => {
      const logits = tf.tensor2d(FAKE, [2, 4]);
      const losses = classificationLoss(
        logits,
        tf.oneHot([1, 3], 4).toFloat() as tf.Tensor2D,
        "none",
      );
      expect(losses.shape).toEqual([2]);
      const expected = [1, 3].map((label, row) => {
        const values = FAKE.slice(4 * row, 4 * row + 4);
        return Math.log(values.reduce((sum, l) => sum + Math.exp(l), 0)) - values[label]!;
      });
      expectClose(losses.dataSync(), expected);
    });
  });
});
