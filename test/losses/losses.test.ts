import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  binaryCrossEntropy,
  classificationLoss,
  featureMatching,
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
import { expectCase, readCases } from "../reference.js";

await ready();
const cases = readCases("./losses.reference.json", import.meta.url);

const relativistic = [
  relativisticAverage,
  relativisticAverageHinge,
  relativisticAverageLeastSquares,
];
const plain: readonly GanLoss[] = [minimax, nonSaturating, leastSquares, wasserstein, hinge];
const games: Record<string, GanLoss> = {
  ...Object.fromEntries([...plain, ...relativistic].map((loss) => [loss.name, loss])),
  "smoothed non-saturating": labelSmoothing(nonSaturating),
  "smoothed minimax": labelSmoothing(minimax, { real: 0.8 }),
  "smoothed least squares": labelSmoothing(leastSquares, { real: 0.9 }),
};

const column = (values: number[]) => tf.tensor2d(values, [values.length, 1]);
const number = (make: () => tf.Scalar) => tf.tidy(() => make().dataSync()[0]!);

describe("values and gradients as in PyTorch", () => {
  const ofGames = cases.filter(({ tensors }) => tensors.real?.shape[1] === 1);

  test("every game is there", () => {
    const names = ofGames.map(({ name }) => name.split(",")[0]);
    expect(new Set(names)).toEqual(new Set(Object.keys(games)));
  });

  test.each(ofGames.map((reference) => [reference.name, reference] as const))(
    "%s",
    (name, reference) => {
      const [game, player] = name.split(", ") as [string, "discriminator" | "generator"];
      const loss = games[game]!;
      expectCase(reference, ({ real, fake }) =>
        player === "generator" ? loss.generator(fake!, real) : loss.discriminator(real!, fake!),
      );
    },
  );

  test("feature matching, of unequal numbers of images", () => {
    const reference = cases.find(({ name }) => name === "feature matching")!;
    expectCase(reference, (t) => featureMatching(t.real as tf.Tensor2D, t.fake as tf.Tensor2D));
  });

  const classified = cases.filter(({ name }) => name.startsWith("classification"));
  test.each(classified.map((reference) => [reference.name, reference] as const))(
    "%s",
    (_, reference) => {
      expectCase(reference, (t) =>
        classificationLoss(t.logits as tf.Tensor2D, t.labels as tf.Tensor2D),
      );
    },
  );
});

describe("properties of the games", () => {
  test("an undecided discriminator costs log 4", () => {
    const zeros = [0, 0, 0];
    const loss = number(() => nonSaturating.discriminator(column(zeros), column(zeros)));
    expect(loss).toBeCloseTo(Math.log(4), 6);
  });

  test("the minimax game gives a recognized sample almost no gradient, the non-saturating game a large one", () => {
    const gradient = (loss: GanLoss) =>
      Math.abs(
        number(() =>
          tf
            .grad((l) => loss.generator(l))(column([-10]))
            .asScalar(),
        ),
      );
    expect(gradient(minimax)).toBeLessThan(1e-4);
    expect(gradient(nonSaturating)).toBeGreaterThan(0.99);
  });

  test("a relativistic game does not depend on a constant added to all logits", () => {
    const [real, fake] = [
      [2, -1, 0.5],
      [0.25, 1, -3],
    ];
    for (const loss of relativistic) {
      const at = (shift: number) => {
        const [r, f] = [real, fake].map((logits) => column(logits.map((l) => l + shift)));
        return [number(() => loss.discriminator(r!, f!)), number(() => loss.generator(f!, r))];
      };
      const shifted = at(5);
      at(0).forEach((value, i) => expect(shifted[i]).toBeCloseTo(value, 5));
      expect(loss.relativistic).toBe(true);
    }
  });

  test("with smoothing, 0.9 is the best answer for real images", () => {
    const smoothed = labelSmoothing(nonSaturating, { real: 0.9 });
    const best = Math.log(0.9 / 0.1);
    const gradientAt = (logit: number) =>
      number(() => {
        const fake = column([0]);
        const loss = (l: tf.Tensor) => smoothed.discriminator(l, fake);
        return tf
          .grad(loss)(column([logit]))
          .asScalar();
      });
    expect(gradientAt(best)).toBeCloseTo(0, 6);
    expect(gradientAt(best - 1)).toBeLessThan(0);
    expect(gradientAt(best + 1)).toBeGreaterThan(0);
    expect(smoothed.name).toBe("non-saturating");
  });
});

describe("errors say what to do", () => {
  test.each([-0.1, 1.1, NaN])("a label of %d", (label) => {
    expect(() => binaryCrossEntropy(column([0]), label)).toThrow(/from 0 to 1 but is .*; pass 1/);
  });

  test.each([0.5, 0, 1.2, NaN])("smoothing to %d", (real) => {
    expect(() => labelSmoothing(nonSaturating, { real })).toThrow(/above 0\.5 and at most 1 but/);
  });

  test.each(relativistic)("$name without the real logits", (loss) => {
    expect(() => loss.generator(column([0]))).toThrow(/call generator\(fake, real\)/);
  });

  test("features and labels of other shapes", () => {
    const [wide, narrow] = [tf.ones<tf.Rank.R2>([2, 4]), tf.ones<tf.Rank.R2>([2, 3])];
    expect(() => featureMatching(wide, narrow)).toThrow(
      "[n, 4], as the real ones are, but are [2, 3]",
    );
    expect(() => classificationLoss(wide, narrow)).toThrow("[2, 4] but are [2, 3]");
  });
});
