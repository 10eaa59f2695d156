import { describe, expect, test } from "vitest";
import * as ganvas from "./library.js";
import { lessonCells } from "./cells.js";

const { tf, nonSaturating, minimax, updateEma } = ganvas;
await ganvas.ready();

const { sections, declared } = lessonCells("01-generative-adversarial-networks");

type Logits = ganvas.tf.Tensor2D;
type Loss = (...logits: Logits[]) => ganvas.tf.Scalar;
interface Theory {
  optimal(pData: number, pG: number): number;
  bestByTrial(a: number, b: number): number;
  jsd(p: number[], q: number[]): number;
  softplus(l: number): number;
  sigmoid(l: number): number;
}

const theoryCells = ["optimal-discriminator", "jensen-shannon", "double-sigmoid"];
const theory = declared<Theory>(theoryCells, [
  "optimal",
  "bestByTrial",
  "jsd",
  "softplus",
  "sigmoid",
]);
const { optimal, bestByTrial, jsd, softplus, sigmoid } = theory;

const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
const column = (values: number[]) => tf.tensor2d(values, [values.length, 1]);
const number = (make: () => ganvas.tf.Scalar) => tf.tidy(() => make().dataSync()[0]!);
const LOGITS = [-30, -4, -0.7, 0, 0.3, 2.5, 30];

describe("the optimal discriminator", () => {
  test.each([
    [0.3, 0.1],
    [0.05, 0.6],
    [2, 5],
    [0.7, 0.7],
  ])("is the best value of a log y + b log(1 - y) for a = %d, b = %d", (a, b) => {
    const integrand = (y: number) => a * Math.log(y) + b * Math.log(1 - y);
    const best = optimal(a, b);
    for (const shift of [-0.01, -0.0001, 0.0001, 0.01]) {
      expect(integrand(best + shift)).toBeLessThan(integrand(best));
    }
    expect(bestByTrial(a, b)).toBeCloseTo(best, 3);
  });

  test("has the log of the ratio of the densities as its logit", () => {
    expect(sigmoid(Math.log(0.6) - Math.log(0.2))).toBeCloseTo(optimal(0.6, 0.2), 12);
  });
});

describe("V(D*, G) = -log 4 + 2 JSD", () => {
  const value = (p: number[], q: number[]) =>
    total(
      p.flatMap((a, i) => {
        const [b, d] = [q[i]!, optimal(a, q[i]!)];
        return [a === 0 ? 0 : a * Math.log(d), b === 0 ? 0 : b * Math.log(1 - d)];
      }),
    );

  test.each([
    [
      [0.4, 0.3, 0.2, 0.1],
      [0.1, 0.1, 0.3, 0.5],
    ],
    [
      [0.9, 0.1, 0],
      [0.2, 0.3, 0.5],
    ],
    [
      [0.5, 0.5, 0, 0],
      [0, 0, 0.25, 0.75],
    ],
  ])("for %j and %j", (p, q) => {
    expect(value(p, q)).toBeCloseTo(-Math.log(4) + 2 * jsd(p, q), 12);
    expect(value(p, q)).toBeGreaterThan(-Math.log(4));
  });

  test("is least, -log 4, where the distributions are equal", () => {
    expect(jsd([0.2, 0.3, 0.5], [0.2, 0.3, 0.5])).toBe(0);
    expect(value([0.2, 0.8], [0.2, 0.8])).toBeCloseTo(-Math.log(4), 12);
  });

  test("is 0 where they do not meet: the divergence is log 2, however far apart they are", () => {
    expect(jsd([0.5, 0.5, 0, 0], [0, 0, 0.25, 0.75])).toBeCloseTo(Math.log(2), 12);
    expect(value([1, 0], [0, 1])).toBeCloseTo(0, 12);
  });
});

describe("losses", () => {
  const { lossD, lossG } = declared<{ lossD: Loss; lossG: Loss }>(
    ["toy-losses"],
    ["lossD", "lossG"],
  );

  test("from scratch are the library's, to 1e-6", () => {
    const [real, fake] = [column(LOGITS), column([...LOGITS].reverse().map((l) => l / 3))];
    const d = number(() => lossD(real, fake).sub(nonSaturating.discriminator(real, fake)));
    const g = number(() => lossG(fake).sub(nonSaturating.generator(fake)));
    expect(Math.abs(d)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(g)).toBeLessThanOrEqual(1e-6);
  });

  test("are -V and the two losses of the generator, written out in D", () => {
    const [real, fake] = [
      [-1.5, 0.2, 3],
      [-2, 0.4, 1],
    ];
    const mean = (values: number[]) => total(values) / values.length;
    const ofReal = mean(real.map((l) => Math.log(sigmoid(l))));
    const ofFake = mean(fake.map((l) => Math.log(1 - sigmoid(l))));
    expect(number(() => lossD(column(real), column(fake)))).toBeCloseTo(-ofReal - ofFake, 5);
    expect(number(() => minimax.generator(column(fake)))).toBeCloseTo(ofFake, 5);
    const other = -mean(fake.map((l) => Math.log(sigmoid(l))));
    expect(number(() => lossG(column(fake)))).toBeCloseTo(other, 5);
  });

  test("of an undecided discriminator are log 4 and log 2", () => {
    const zeros = column([0, 0, 0]);
    expect(number(() => lossD(zeros, zeros))).toBeCloseTo(Math.log(4), 6);
    expect(number(() => lossG(zeros))).toBeCloseTo(Math.log(2), 6);
  });

  test.each([
    ["saturating: -σ(l)", minimax, (l: number) => -sigmoid(l)],
    ["non-saturating: σ(l) - 1", nonSaturating, (l: number) => sigmoid(l) - 1],
  ] as const)("of the generator have the gradient %s", (_, loss, formula) => {
    const gradient = tf.tidy(() => {
      const sum = (x: ganvas.tf.Tensor) => loss.generator(x as Logits).mul(LOGITS.length);
      return Array.from(tf.grad(sum)(column(LOGITS)).dataSync());
    });
    LOGITS.forEach((l, i) => expect(gradient[i]).toBeCloseTo(formula(l), 5));
  });
});

describe("two sigmoids, one after the other", () => {
  /** The cross-entropy of TensorFlow.js for one label, fed with a probability for a logit. */
  const twice = (label: 0 | 1) => (l: ganvas.tf.Tensor) =>
    tf.losses.sigmoidCrossEntropy(
      tf.fill(l.shape, label),
      l.sigmoid(),
      undefined,
      undefined,
      tf.Reduction.NONE,
    );

  test("squeeze the loss between softplus(-1) and softplus(1)", () => {
    const wide = column([-60, ...LOGITS, 60]);
    const [real, fake] = ([1, 0] as const).map((label) =>
      tf.tidy(() => Array.from(twice(label)(wide).dataSync())),
    ) as [number[], number[]];
    expect(Math.min(...real)).toBeCloseTo(softplus(-1), 6);
    expect(Math.max(...real)).toBeCloseTo(Math.log(2), 6);
    expect(Math.min(...fake)).toBeCloseTo(Math.log(2), 6);
    expect(Math.max(...fake)).toBeCloseTo(softplus(1), 6);
    expect(softplus(-1)).toBeCloseTo(0.3133, 4);
    expect(softplus(1)).toBeCloseTo(1.3133, 4);
  });

  test("put the factor p (1 - p) on the gradient", () => {
    const gradient = tf.tidy(() => Array.from(tf.grad(twice(1))(column(LOGITS)).dataSync()));
    LOGITS.forEach((l, i) => {
      const p = sigmoid(l);
      expect(gradient[i]).toBeCloseTo((sigmoid(p) - 1) * p * (1 - p), 6);
    });
    expect(Math.abs(gradient[0]!)).toBeLessThan(1e-6); // surely wrong, and nothing to learn
  });

  test("the source's loss on pixels is least for black", () => {
    const pixels = [-1, -0.5, 0, 0.5, 1];
    const losses = pixels.map(softplus);
    expect(Math.min(...losses)).toBe(losses[0]);
  });
});

describe("the game V = xy", () => {
  interface Moves {
    alternate?: boolean;
    gamma?: number;
    steps?: number;
    rate?: number;
  }
  const { play } = declared<{ play(moves: Moves): string[] }>(["rotation"], ["play"]);
  const distances = (moves: Moves) => play(moves).map(Number) as [last: number, average: number];

  test("spirals outwards by sqrt(1 + rate²) a step when both move at once", () => {
    const [last] = distances({ alternate: false, steps: 300, rate: 0.05 });
    expect(last).toBeCloseTo((1 + 0.05 ** 2) ** 150, 3);
  });

  test("stays near its circle when moves alternate, and its average near the solution", () => {
    const [last, average] = distances({ steps: 4000 });
    expect(Math.abs(last - 1)).toBeLessThan(0.06);
    expect(average).toBeLessThan(0.01);
  });

  test("comes to rest with a penalty on the discriminator's slope", () => {
    expect(distances({ gamma: 0.5 })[0]).toBeLessThan(0.001);
    expect(distances({ gamma: 0 })[0]).toBeGreaterThan(0.9);
  });
});

test("the averaged generator moves by d θ̄ + (1 - d) θ", () => {
  const average = tf.variable(tf.tensor1d([2, -1]));
  const weights = tf.variable(tf.tensor1d([4, 3]));
  updateEma([average], [weights], 1_000_000, 0.999);
  const expected = [0.999 * 2 + 0.001 * 4, 0.999 * -1 + 0.001 * 3];
  Array.from(average.dataSync()).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  tf.dispose([average, weights]);
});

describe("exercises", () => {
  const ids = ["exercise-value", "exercise-optimal", "exercise-saturating", "exercise-latent"];
  const all = [...ids, "exercise-smoothing", "exercise-disjoint"];

  test("are open until they are answered", () => {
    ganvas.check.reset();
    declared(["optimal-discriminator", "jensen-shannon", "double-sigmoid", ...all], []);
    const outcomes = ganvas.check.report().checks.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(all.map(() => "open"));
  });

  test("the saturating loss of the solution is the library's", () => {
    const { saturatingSolution } = declared<{ saturatingSolution: Loss }>(
      ["exercise-saturating", "solution-saturating"],
      ["saturatingSolution"],
    );
    const fake = column([-200, ...LOGITS, 200]);
    const loss = number(() => saturatingSolution(fake));
    expect(loss).toBeCloseTo(
      number(() => minimax.generator(fake)),
      5,
    );
  });

  test("the smoothed loss of the solution is least at D = 0.9 on real samples alone", () => {
    const { smoothedSolution } = declared<{ smoothedSolution: Loss }>(
      [...theoryCells, "exercise-smoothing", "solution-smoothing"],
      ["smoothedSolution"],
    );
    const none = column([-100]); // a generated sample that costs nothing
    const at = (d: number) => number(() => smoothedSolution(column([Math.log(d / (1 - d))]), none));
    expect(at(0.9)).toBeLessThan(at(0.88));
    expect(at(0.9)).toBeLessThan(at(0.92));
    expect(at(0.9)).toBeCloseTo(-0.9 * Math.log(0.9) - 0.1 * Math.log(0.1), 5);
  });

  test("a latent of 16 saves the generator 12,288 parameters", () => {
    const [wide, narrow] = [64, 16].map((latent) => {
      const { network } = ganvas.mlpGenerator({ image: [28, 28, 1], latent, units: [256, 512] });
      const parameters = network.countParams();
      network.dispose();
      return parameters;
    }) as [number, number];
    expect(wide - narrow).toBe((64 - 16) * 256);
    expect((64 - 16) * 256).toBe(12_288);
  });
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
