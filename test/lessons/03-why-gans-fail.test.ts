import { afterAll, describe, expect, test } from "vitest";
import * as ganvas from "./library.js";
import { lessonCells } from "./cells.js";

const { tf } = ganvas;
await ganvas.ready();

const { lesson, declared } = lessonCells("03-why-gans-fail");

type Logits = ganvas.tf.Tensor2D;
type Images = ganvas.tf.Tensor4D;
type DiscriminatorFn = (images: Images) => Logits;

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const average = (values: readonly number[]) => total(values) / values.length;
const column = (values: readonly number[]) => tf.tensor2d([...values], [values.length, 1]);
const number = (make: () => ganvas.tf.Tensor) => tf.tidy(() => make().dataSync()[0]!);
const softplus = (l: number) => Math.log(1 + Math.exp(l));

describe("distributions that do not meet", () => {
  interface Distances {
    jsd(p: number[], q: number[]): number;
    distance(p: number[], q: number[]): number;
    pointAt(place: number, noise?: number): number[];
    gain(slopes: readonly number[], p: number[], q: number[]): number;
    bestSlopes(p: number[], q: number[]): number[];
    spacing: number;
    positions: number[];
    heaps: number[];
    pit: number[];
    tries: number[];
  }
  const given = declared<Distances>(
    ["divergences", "dual"],
    [
      ...(["jsd", "distance", "pointAt", "gain", "bestSlopes", "spacing", "positions"] as const),
      ...(["heaps", "pit", "tries"] as const),
    ],
  );
  const { jsd, distance, pointAt, gain, bestSlopes, positions, heaps, pit } = given;

  test.each([-2, -0.5, 0.1, 1, 2])("are log 2 and |θ| apart, at θ = %d", (theta) => {
    expect(jsd(pointAt(0), pointAt(theta))).toBeCloseTo(Math.log(2), 12);
    expect(distance(pointAt(0), pointAt(theta))).toBeCloseTo(Math.abs(theta), 9);
  });

  test("are 0 apart where they are equal", () => {
    expect(jsd(pointAt(0), pointAt(0))).toBe(0);
    expect(distance(pointAt(0.5), pointAt(0.5))).toBe(0);
  });

  test("blurred by noise, have a divergence that grows with θ", () => {
    const blurred = [0, 0.2, 0.5, 1, 2].map((at) => jsd(pointAt(0, 0.5), pointAt(at, 0.5)));
    expect(blurred).toEqual([...blurred].sort((a, b) => a - b));
    expect(blurred[0]).toBe(0);
    expect(blurred[1]).toBeGreaterThan(0.005);
    expect(blurred.at(-1)).toBeLessThan(Math.log(2));
  });

  test("two parallel lines: no pairing is cheaper than that of equal heights, |θ|", () => {
    const [theta, heights] = [0.7, [0.05, 0.2, 0.4, 0.6, 0.95]];
    const cost = (order: readonly number[]) =>
      average(order.map((to, from) => Math.hypot(theta, heights[to]! - heights[from]!)));
    const costs = permutations(heights.map((_, i) => i)).map(cost);
    expect(costs).toHaveLength(120);
    expect(Math.min(...costs)).toBeCloseTo(theta, 12);
    expect(cost([0, 1, 2, 3, 4])).toBeCloseTo(theta, 12);
  });

  test("on a line, ∫ |F - G| is the cheapest pairing", () => {
    const [from, to] = [
      [-1, 0.5, 1, 2.5],
      [0, -2, 3, 0.5],
    ];
    const distribution = (places: number[]) =>
      positions.map((_, i) => average(places.map((place) => pointAt(place)[i]!)));
    const costs = permutations([0, 1, 2, 3]).map((order) =>
      average(order.map((j, i) => Math.abs(from[i]! - to[j]!))),
    );
    expect(distance(distribution(from), distribution(to))).toBeCloseTo(Math.min(...costs), 9);
  });

  test("the divergence is half the sum of both divergences from the mixture", () => {
    const divergence = (p: number[], m: number[]) =>
      total(p.map((value, i) => (value > 0 ? value * Math.log(value / m[i]!) : 0)));
    const m = heaps.map((value, i) => (value + pit[i]!) / 2);
    expect(jsd(heaps, pit)).toBeCloseTo((divergence(heaps, m) + divergence(pit, m)) / 2, 12);
    expect(divergence(heaps, m)).not.toBeCloseTo(divergence(pit, m), 3);
  });

  test("the dual: the best 1-Lipschitz critic gains W, others less", () => {
    for (const [p, q] of [
      [heaps, pit],
      [pointAt(-1, 0.2), pointAt(2, 1)],
    ] as const) {
      const best = bestSlopes(p, q);
      expect(best.every((slope) => Math.abs(slope) <= 1)).toBe(true);
      expect(gain(best, p, q)).toBeCloseTo(distance(p, q), 9);
    }
    expect(given.tries).toHaveLength(1000);
    expect(Math.max(...given.tries)).toBeLessThan(distance(heaps, pit));
    const values = positions.map((x) => Math.sin(x)); // of slope at most 1
    const expected = total(values.map((f, i) => f * (heaps[i]! - pit[i]!)));
    const slopes = values.map((f, i) => ((values[i + 1] ?? f) - f) / given.spacing);
    expect(gain(slopes, heaps, pit)).toBeCloseTo(expected, 9);
  });
});

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

describe("the Dirac-GAN", () => {
  type State = readonly [theta: number, psi: number];
  interface Dirac {
    diracStep(
      state: State,
      moves?: { h?: number; gamma?: number; atOnce?: boolean; saturating?: boolean },
    ): State;
    stepMatrix(h: number, gamma: number): number[][];
    spectralRadius(matrix: number[][]): number;
    stepsToRest(gamma: number): number;
  }
  const { diracStep, stepMatrix, spectralRadius, stepsToRest } = declared<Dirac>(
    ["dirac"],
    ["diracStep", "stepMatrix", "spectralRadius", "stepsToRest"],
  );

  test("moves by the gradients of its losses, which are the library's", () => {
    const { discriminator, generator } = ganvas.nonSaturating;
    const [theta, psi, h, gamma] = [0.8, -0.6, 0.1, 0.3];
    const gradients = (at: State) =>
      tf.tidy(() => {
        const score = (x: ganvas.tf.Tensor, slope: ganvas.tf.Tensor) =>
          x.mul(slope).reshape<ganvas.tf.Tensor2D>([1, 1]);
        const [t, p] = at.map((value) => tf.scalar(value)) as [ganvas.tf.Scalar, ganvas.tf.Scalar];
        const lossD = (slope: ganvas.tf.Tensor) => {
          const judge: DiscriminatorFn = (x) => score(x, slope);
          const penalty = ganvas.r1Penalty(judge, tf.zeros([1, 1, 1, 1])).mul(gamma / 2);
          return discriminator(score(tf.scalar(0), slope), score(t, slope)).add(penalty);
        };
        const lossG = (place: ganvas.tf.Tensor) => generator(score(place, p));
        return [tf.grad(lossD)(p), tf.grad(lossG)(t)].map((slope) => slope.dataSync()[0]!);
      });
    const next = psi - h * gradients([theta, psi])[0]!;
    const moved = theta - h * gradients([theta, next])[1]!; // the generator answers
    const [foundTheta, foundPsi] = diracStep([theta, psi], { h, gamma });
    expect(foundPsi).toBeCloseTo(next, 6);
    expect(foundTheta).toBeCloseTo(moved, 6);
    expect(diracStep([theta, psi], { h, gamma, atOnce: true })[0]).toBeCloseTo(
      theta - h * gradients([theta, psi])[1]!,
      6,
    );
  });

  test.each([
    [0.1, 0],
    [0.1, 0.5],
    [0.3, 2],
  ])("has the matrix A near its solution, at h = %d and γ = %d", (h, gamma) => {
    const small = 1e-5;
    const columns = [diracStep([small, 0], { h, gamma }), diracStep([0, small], { h, gamma })].map(
      (state) => state.map((value) => value / small),
    );
    const matrix = stepMatrix(h, gamma);
    for (const row of [0, 1]) {
      for (const at of [0, 1]) expect(columns[at]![row]).toBeCloseTo(matrix[row]![at]!, 7);
    }
  });

  test.each([
    [0.1, 0],
    [0.1, 0.5],
    [0.1, 0.97],
    [0.4, 0.3],
  ])("|λ| = √(1 - hγ) = √det A while γ < 1 - h/4, at h = %d and γ = %d", (h, gamma) => {
    const [[a, b], [c, d]] = stepMatrix(h, gamma) as [[number, number], [number, number]];
    expect(a * d - b * c).toBeCloseTo(1 - h * gamma, 12);
    expect((a + d) ** 2).toBeLessThan(4 * (a * d - b * c)); // a complex pair
    expect(spectralRadius(stepMatrix(h, gamma))).toBeCloseTo(Math.sqrt(1 - h * gamma), 12);
  });

  test("the pair becomes real at γ = 1 - h/4, and more is slower from there", () => {
    const radius = (gamma: number) => spectralRadius(stepMatrix(0.1, gamma));
    expect(radius(0.975 + 1e-3)).toBeGreaterThan(Math.sqrt(1 - 0.1 * 0.976) + 1e-4);
    const course = [0.975, 1.5, 3, 6].map(radius);
    expect(course).toEqual([...course].sort((a, b) => a - b));
    expect(course.at(-1)).toBeLessThan(1);
  });

  test("the eigenvalues decide: the game itself shrinks by |λ| a step", () => {
    let state: State = [1e-4, 0];
    for (let t = 0; t < 300; t++) state = diracStep(state, { gamma: 0.5 });
    const perStep = (Math.hypot(...state) / 1e-4) ** (1 / 300);
    expect(perStep).toBeCloseTo(Math.sqrt(1 - 0.05), 2);
    expect(stepsToRest(0)).toBe(5000); // never
    expect(stepsToRest(0.5)).toBeLessThan(400);
    expect(stepsToRest(5)).toBeGreaterThan(stepsToRest(0.95));
  });

  test("both at once it spirals outwards by √(1 + h²/4)", () => {
    const h = 0.1;
    const matrix = [
      [1, h / 2],
      [-h / 2, 1],
    ];
    expect(spectralRadius(matrix)).toBeCloseTo(Math.sqrt(1 + h ** 2 / 4), 12);
    const small = 1e-5;
    let state: State = [small, 0];
    for (let t = 0; t < 200; t++) state = diracStep(state, { h, atOnce: true });
    expect(Math.hypot(...state) / small).toBeCloseTo((1 + h ** 2 / 4) ** 100, 6);
  });

  test.each([
    [0.8, -0.6],
    [0.5, 0.5],
    [-1, 2],
  ])("d(θ² + ψ²)/dt = -2 θψ tanh(θψ/2), and 0 for the saturating loss, at %d, %d", (theta, psi) => {
    const h = 1e-6;
    const change = (saturating: boolean) => {
      const after = diracStep([theta, psi], { h, atOnce: true, saturating });
      return (Math.hypot(...after) ** 2 - Math.hypot(theta, psi) ** 2) / h;
    };
    expect(change(false)).toBeCloseTo(-2 * theta * psi * Math.tanh((theta * psi) / 2), 4);
    expect(change(true)).toBeCloseTo(0, 4);
  });

  test("the non-saturating game without a penalty creeps inwards as 1/√t, four times as long for half", () => {
    let state: State = [1, 0];
    const radii: number[] = [];
    for (let t = 1; t <= 20_000; t++) {
      state = diracStep(state);
      if (t === 5000 || t === 20_000) radii.push(Math.hypot(...state));
    }
    expect(radii[0]! / radii[1]!).toBeGreaterThan(1.9);
    expect(radii[0]! / radii[1]!).toBeLessThan(2.1);
  });

  test("√ of a real pair is the larger absolute value", () => {
    expect(
      spectralRadius([
        [3, 1],
        [0, -5],
      ]),
    ).toBe(5);
  });
});

describe("penalties", () => {
  interface Penalties {
    slopesOf(logit: DiscriminatorFn, images: Images): ganvas.tf.Tensor1D;
    zeroCentered(logit: DiscriminatorFn, images: Images): ganvas.tf.Scalar;
    oneCentered(logit: DiscriminatorFn, images: Images): ganvas.tf.Scalar;
    mixed(real: Images, fake: Images, epsilon: Images): Images;
  }
  const names = ["slopesOf", "zeroCentered", "oneCentered", "mixed"] as const;
  const { zeroCentered, oneCentered, mixed } = declared<Penalties>(["penalties"], [...names]);
  const points = (step: number) =>
    ganvas.randomNormal<ganvas.tf.Rank.R4>([40, 1, 1, 2], { seed: 3, step });
  const bowl: DiscriminatorFn = (x) => x.square().sum([1, 2, 3]).div(2).reshape([-1, 1]); // of slope |x|

  test("are the means of what they say, of a judge whose slope is |x|", () => {
    const x = points(0);
    const flat = x.dataSync();
    const lengths = Array.from({ length: 40 }, (_, i) =>
      Math.hypot(flat[2 * i]!, flat[2 * i + 1]!),
    );
    const squares = average(lengths.map((length) => length ** 2));
    const fromOne = average(lengths.map((length) => (length - 1) ** 2));
    expect(number(() => zeroCentered(bowl, x))).toBeCloseTo(squares, 5);
    expect(number(() => oneCentered(bowl, x))).toBeCloseTo(fromOne, 5);
    expect(number(() => ganvas.r1Penalty(bowl, x))).toBeCloseTo(squares, 5);
    expect(number(() => ganvas.gradientNormPenalty(bowl, x))).toBeCloseTo(fromOne, 5);
    x.dispose();
  });

  test("R1, R2 and both gradient penalties of the library, weights included", () => {
    const [real, fake] = [points(1), points(2)];
    const context = { discriminator: bowl, real, fake, seed: 5, step: tf.scalar(1, "int32") };
    const gamma = 0.6;
    const half = (x: Images) => number(() => zeroCentered(bowl, x).mul(gamma / 2));
    expect(number(() => ganvas.r1({ gamma }).penalty(context))).toBeCloseTo(half(real), 5);
    expect(number(() => ganvas.r2({ gamma }).penalty(context))).toBeCloseTo(half(fake), 5);
    const key = { seed: ganvas.deriveSeed(5, "gradient penalty"), step: context.step };
    const between = tf.tidy(() =>
      mixed(real, fake, ganvas.randomUniform<ganvas.tf.Rank.R4>([40, 1, 1, 1], key)),
    );
    const one = number(() => ganvas.gradientPenalty({ weight: 3 }).penalty(context));
    expect(one).toBeCloseTo(3 * number(() => oneCentered(bowl, between)), 4);
    const zero = number(() => ganvas.gradientPenalty({ weight: 3, target: 0 }).penalty(context));
    expect(zero).toBeCloseTo(3 * number(() => zeroCentered(bowl, between)), 4);
    tf.dispose([real, fake, between, context.step]);
  });

  test("λ (s - 1)² beside a gain of s asks for the slope 1 + 1/(2λ)", () => {
    const lambda = 10;
    const x = tf.zeros<ganvas.tf.Rank.R4>([4, 1, 1, 1]);
    const loss = (slope: number) => {
      const line: DiscriminatorFn = (at) => at.mul(slope).reshape([-1, 1]);
      return -slope + lambda * number(() => oneCentered(line, x));
    };
    const best = 1 + 1 / (2 * lambda);
    for (const shift of [-0.02, 0.02]) expect(loss(best + shift)).toBeGreaterThan(loss(best));
    x.dispose();
  });

  test("mixed points lie on the segment from generated to real", () => {
    const [real, fake] = [tf.ones([3, 1, 1, 2]), tf.fill([3, 1, 1, 2], 5)] as Images[];
    const epsilon = tf.tensor4d([0, 0.25, 1], [3, 1, 1, 1]);
    const mixture = tf.tidy(() => Array.from(mixed(real!, fake!, epsilon).dataSync()));
    expect(mixture).toEqual([5, 5, 4, 4, 1, 1]);
    tf.dispose([real!, fake!, epsilon]);
  });

  test("values and gradients by hand agree with the library's in the lesson", () => {
    const { penaltyRows } = declared<{ penaltyRows: string[][] }>(
      ["penalties", "penalties-agree"],
      ["penaltyRows"],
    );
    expect(penaltyRows.map(([name]) => name)).toEqual([
      "R1",
      "R2",
      "one-centered",
      "zero-centered",
    ]);
    for (const [, mine, theirs, apart] of penaltyRows) {
      expect(Number(mine)).toBeCloseTo(Number(theirs), 5);
      expect(Number(mine)).toBeGreaterThan(0.01);
      expect(Number(apart)).toBeLessThan(1e-5);
    }
  });

  test("the one-sided solution is the library's", () => {
    type Penalty = (logit: DiscriminatorFn, images: Images) => ganvas.tf.Scalar;
    const { oneSidedSolution } = declared<{ oneSidedSolution: Penalty }>(
      ["penalties", "exercise-one-sided", "solution-one-sided"],
      ["oneSidedSolution"],
    );
    const x = points(4);
    const expected = number(() => ganvas.gradientNormPenalty(bowl, x, { oneSided: true }));
    expect(number(() => oneSidedSolution(bowl, x))).toBeCloseTo(expected, 5);
    expect(expected).toBeLessThan(number(() => oneCentered(bowl, x)));
    x.dispose();
  });
});

describe("spectral normalization", () => {
  type Matrix = readonly [readonly [number, number], readonly [number, number]];
  interface Spectral {
    exactSigma(matrix: Matrix): number;
    powerIteration(matrix: Matrix, rounds: number): number[];
    longest: number;
  }
  const { exactSigma, powerIteration, longest } = declared<Spectral>(
    ["spectral"],
    ["exactSigma", "powerIteration", "longest"],
  );
  const matrices: Matrix[] = [
    [
      [1.2, 0.8],
      [-0.9, 1.6],
    ],
    [
      [3, 0],
      [4, 5],
    ],
    [
      [0.1, -2],
      [0.3, 0.2],
    ],
  ];

  test.each(matrices)("σ is the greatest stretch: [%j, %j]", (...rows) => {
    const [[a, b], [c, d]] = rows;
    const stretches = Array.from({ length: 20_000 }, (_, i) => {
      const angle = (Math.PI * i) / 20_000;
      const [x, y] = [Math.cos(angle), Math.sin(angle)];
      return Math.hypot(a * x + b * y, c * x + d * y);
    });
    expect(exactSigma(rows)).toBeCloseTo(Math.max(...stretches), 6);
    expect(powerIteration(rows, 60).at(-1)).toBeCloseTo(exactSigma(rows), 9);
    expect(powerIteration(rows, 1)[0]).toBeLessThan(exactSigma(rows));
  });

  test("a layer of the library divides by σ", () => {
    expect(longest).toBeCloseTo(1, 4);
    const layer = ganvas.spectralDense({ units: 2, useBias: false, inputShape: [2] });
    const x = tf.tensor2d([
      [1, 0],
      [0, 1],
    ]);
    tf.tidy(() => {
      for (let i = 0; i < 40; i++) layer.apply(x, { training: true });
    });
    const [kernel, found] = tf.tidy(() => [
      layer.getWeights()[0]!.arraySync() as number[][],
      (layer.apply(x) as Logits).arraySync(),
    ]);
    const sigma = exactSigma(kernel as unknown as Matrix);
    kernel.forEach((row, i) =>
      row.forEach((w, j) => expect(found[i]![j]).toBeCloseTo(w / sigma, 4)),
    );
    layer.dispose();
    x.dispose();
  });
});

describe("games", () => {
  type Scores = readonly number[];
  interface Game {
    d(real: Scores, fake: Scores): number;
    g(fake: Scores, real: Scores): number;
  }
  const { games } = declared<{ games: Record<string, Game> }>(["divergences", "games"], ["games"]);
  const scores: [Scores, Scores][] = [
    [
      [2.5, -0.3, 0.8, -4],
      [-1.2, 0.4, 3, -6, 0.7],
    ],
    [
      [30, -40, 0],
      [-25, 60, 1],
    ],
  ];
  const { minimax, nonSaturating, leastSquares, wasserstein, hinge, relativisticAverage } = ganvas;

  test.each([minimax, nonSaturating, leastSquares, wasserstein, hinge, relativisticAverage])(
    "$name: both losses of the lesson are the library's",
    (loss) => {
      for (const [real, fake] of scores) {
        const { d, g } = games[loss.name]!;
        const [r, f] = [column(real), column(fake)];
        const digits = Math.abs(d(real, fake)) > 100 ? 2 : 4;
        expect(number(() => loss.discriminator(r, f))).toBeCloseTo(d(real, fake), digits);
        expect(number(() => loss.generator(f, r))).toBeCloseTo(g(fake, real), digits);
        tf.dispose([r, f]);
      }
    },
  );

  test("the printed formulas, written out once more", () => {
    const [r, f] = scores[0]!;
    const [meanR, meanF] = [average(r), average(f)];
    const both = (a: Scores, b: Scores) =>
      average(a.map((l) => softplus(-l))) + average(b.map(softplus));
    expect(games["minimax"]!.g(f, r)).toBeCloseTo(-average(f.map(softplus)), 9);
    expect(games["non-saturating"]!.d(r, f)).toBeCloseTo(both(r, f), 9);
    expect(games["wasserstein"]!.d(r, f)).toBeCloseTo(meanF - meanR, 9);
    const [rTilde, fTilde] = [r.map((l) => l - meanF), f.map((l) => l - meanR)];
    const relativistic = games["relativistic average"]!;
    expect(relativistic.d(r, f)).toBeCloseTo(both(rTilde, fTilde), 9);
    expect(relativistic.g(f, r)).toBeCloseTo(both(fTilde, rTilde), 9);
  });

  test("the hinge solution is the library's", () => {
    type Loss = (real: Logits, fake: Logits) => ganvas.tf.Scalar;
    const { hingeSolution } = declared<{ hingeSolution: Loss }>(
      ["divergences", "games", "exercise-hinge", "solution-hinge"],
      ["hingeSolution"],
    );
    const [r, f] = scores[0]!.map((values) => column(values)) as [Logits, Logits];
    const expected = number(() => hinge.discriminator(r, f));
    expect(number(() => hingeSolution(r, f))).toBeCloseTo(expected, 6);
    tf.dispose([r, f]);
  });
});

describe("a share of lost modes", () => {
  const { source } = lesson.cells.find(({ id }) => id === "lost-modes")!;
  const [definition] = /const withLostModes = [\s\S]*?\n\}\);/.exec(source)!;
  const withLostModes = new Function(
    `${definition.replace("(s: number)", "(s)")}\nreturn withLostModes;`,
  )() as (s: number) => Record<string, number>;

  test.each([1, 2, 4, 7, 8])("%d of 8 modes: what the best discriminator says", (served) => {
    const { optimal } = lessonCells("01-generative-adversarial-networks").declared<{
      optimal(pData: number, pG: number): number;
    }>(["optimal-discriminator"], ["optimal"]);
    const data = new Array<number>(8).fill(1 / 8);
    const generated = data.map((_, k) => (k < served ? 1 / served : 0));
    const best = data.map((p, k) => optimal(p, generated[k]!));
    const logit = (d: number) => (d === 1 ? 60 : Math.log(d / (1 - d)));
    const expectation = (p: number[], f: (d: number) => number) =>
      total(p.map((weight, k) => (weight > 0 ? weight * f(best[k]!) : 0)));
    const loss =
      expectation(data, (d) => softplus(-logit(d))) +
      expectation(generated, (d) => softplus(logit(d)));
    const figures = withLostModes(served / 8);
    expect(figures["discriminator loss"]).toBeCloseTo(loss, 12);
    expect(figures["D(x)"]).toBeCloseTo(
      expectation(data, (d) => d),
      12,
    );
    expect(figures["D(G(z))"]).toBeCloseTo(
      expectation(generated, (d) => d),
      12,
    );
  });

  test("no lost mode: log 4 and one half", () => {
    const figures = withLostModes(1);
    expect(figures["discriminator loss"]).toBeCloseTo(Math.log(4), 12);
    expect([figures["D(x)"], figures["D(G(z))"]]).toEqual([0.5, 0.5]);
  });
});

describe("labels and noise", () => {
  interface Smoothing {
    smoothedD(pData: number, pG: number, alpha: number, beta: number): number;
    bestD(pData: number, pG: number, alpha: number, beta: number): number;
  }
  const { smoothedD, bestD } = declared<Smoothing>(["smoothing"], ["smoothedD", "bestD"]);

  test.each([
    [0.4, 0.4, 1, 0],
    [0.3, 0.1, 0.9, 0],
    [0.01, 0.4, 0.9, 0.1],
  ])("the best D for p_data = %d, p_g = %d, α = %d, β = %d", (pData, pG, alpha, beta) => {
    const best = smoothedD(pData, pG, alpha, beta);
    expect(bestD(pData, pG, alpha, beta)).toBeCloseTo(best, 3);
  });

  test("the library's smoothed loss is least at that D", () => {
    // Three real images and one generated one, all judged alike: p_data : p_g = 3 : 1.
    const best = smoothedD(3, 1, 0.9, 0);
    const loss = ganvas.labelSmoothing(ganvas.nonSaturating, { real: 0.9 });
    const at = (y: number) => {
      const logit = column([Math.log(y / (1 - y))]);
      const ofReal = number(() => loss.discriminator(logit, column([-60]))); // label 0 costs 0
      const ofFake = number(() => loss.discriminator(column([0]), logit));
      return 3 * ofReal + ofFake;
    };
    for (const shift of [-0.02, 0.02]) expect(at(best + shift)).toBeGreaterThan(at(best));
  });

  test("noise of σ in the Dirac-GAN is R1 with γ = σ²/2, to second order", () => {
    const [sigma, psi, n] = [0.4, 0.05, 4001];
    // The mean over a standard normal number, by the trapezoidal rule on [-8, 8].
    const expectation = (f: (e: number) => number) =>
      total(
        Array.from({ length: n }, (_, i) => {
          const e = -8 + (16 * i) / (n - 1);
          return ((f(e) * Math.exp((-e * e) / 2)) / Math.sqrt(2 * Math.PI)) * (16 / (n - 1));
        }),
      );
    const real = expectation((e) => softplus(-psi * sigma * e));
    const fake = expectation((e) => softplus(psi * sigma * e));
    const gamma = (2 * (real + fake - 2 * Math.log(2))) / psi ** 2;
    expect(gamma).toBeCloseTo(sigma ** 2 / 2, 4);
  });

  test("instance noise falls as σ max(0, 1 - t / t_end)", () => {
    const augmentation = ganvas.instanceNoise({ std: 0.3, until: 100 });
    const zeros = tf.zeros<ganvas.tf.Rank.R4>([20_000, 1, 1, 1]);
    for (const [step, expected] of [
      [0, 0.3],
      [50, 0.15],
      [100, 0],
      [300, 0],
    ] as const) {
      const std = number(() => augmentation.apply(zeros, { seed: 1, step }).square().mean().sqrt());
      expect(Math.abs(std - expected)).toBeLessThan(0.005);
    }
    zeros.dispose();
  });
});

test("E|c - x|² = |c - E x|² + E|x - E x|²: a pixel loss without a target asks for the mean", () => {
  const points = [
    [0.7, 0.1],
    [-0.2, 0.5],
    [0.3, -0.9],
  ];
  const center = [0, 1].map((axis) => average(points.map((point) => point[axis]!)));
  const squared = (a: number[], b: number[]) => total(a.map((value, i) => (value - b[i]!) ** 2));
  const variance = average(points.map((point) => squared(point, center)));
  for (const c of [[0, 0], [0.4, -0.3], center]) {
    const loss = average(points.map((point) => squared(c, point)));
    expect(loss).toBeCloseTo(squared(c, center) + variance, 12);
  }
});

describe("exercises", () => {
  const open = ["earth", "dirac", "hinge", "one-sided", "sigma", "noise"].map(
    (name) => `exercise-${name}`,
  );
  const before = ["divergences", "penalties", "games"];

  test("are open until they are answered", () => {
    ganvas.check.reset();
    declared([...before, ...open], []);
    const { checks } = ganvas.check.report();
    expect(checks.map(({ outcome }) => outcome)).toEqual(open.map(() => "open"));
  });

  test("the folded solutions' answers are right", () => {
    const answers: Record<string, string> = {
      "exercise-earth": "[3, Math.log(2)]",
      "exercise-dirac": "[Math.sqrt(0.9), 0.95]",
      "exercise-sigma": "exactSigma([[3, 0], [4, 5]])",
      "exercise-noise": "0.4 ** 2 / 2",
    };
    const { exactSigma } = declared<{ exactSigma: (matrix: number[][]) => number }>(
      ["spectral"],
      ["exactSigma"],
    );
    ganvas.check.reset();
    for (const [id, answer] of Object.entries(answers)) {
      const { source } = lesson.cells.find((cell) => cell.id === id)!;
      const answered = source.replace(
        /: (\[number, number\]|number) \| undefined = undefined/,
        ` = ${answer}`,
      );
      expect(answered).not.toBe(source);
      new Function("check", "exactSigma", answered)(ganvas.check, exactSigma);
    }
    const { checks } = ganvas.check.report();
    expect(checks.map(({ outcome }) => outcome)).toEqual(Object.keys(answers).map(() => "right"));
  });

  test("1: W and JSD of the two heaps, from the lesson's own functions", () => {
    interface Distances {
      jsd(p: number[], q: number[]): number;
      distance(p: number[], q: number[]): number;
      pointAt(place: number): number[];
    }
    const { jsd, distance, pointAt } = declared<Distances>(
      ["divergences"],
      ["jsd", "distance", "pointAt"],
    );
    // The axis ends at 4, so both heaps are moved by 2.
    const mix = (places: number[]) =>
      pointAt(0).map((_, i) => average(places.map((place) => pointAt(place - 2)[i]!)));
    const [p, q] = [mix([0, 1, 2]), mix([3, 5])];
    expect(distance(p, q)).toBeCloseTo(3, 9);
    expect(jsd(p, q)).toBeCloseTo(Math.log(2), 9);
  });
});

afterAll(() => ganvas.check.reset());
