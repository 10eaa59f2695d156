import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { ready } from "../../../src/tensor/index.js";
import {
  cosineDecay,
  linearDecay,
  warmUp,
  type Phase,
  type Term,
} from "../../../src/training/index.js";
import {
  captures,
  distanceTerm,
  expectNoLeaks,
  phaseOf,
  runOf,
  sumTerm,
  train,
  valuesOf,
  variableOf,
} from "./support.js";

await ready();
expectNoLeaks();

/** Trains a number from 4 on, and gives its value after each step. */
async function path(phase: (x: tf.Variable) => Phase, steps: number): Promise<number[]> {
  const x = variableOf(4);
  const positions: number[] = [];
  await train(runOf(x, [phase(x)]), { steps }, () => void positions.push(...valuesOf(x)));
  x.dispose();
  return positions;
}

/** The same in plain numbers: the step's gradient at x. */
function plainPath(update: (x: number, step: number) => number, steps: number): number[] {
  let x = 4;
  return Array.from({ length: steps }, (_, index) => (x = update(x, index + 1)));
}

function expectPath(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, index) =>
    expect(value, `step ${index + 1}`).toBeCloseTo(expected[index]!, 5),
  );
}

describe("scheduled weights", () => {
  test("of several terms, lazy ones among them, are those of the step", async () => {
    const weights = {
      loss: linearDecay({ from: 1, to: 0, steps: 5 }), // 1, 0.75, 0.5, 0.25, 0, 0
      lazy: (step: number) => step / 8,
      other: warmUp(4, 0.5), // 0.125, 0.25, 0.375, 0.5, 0.5, 0.5
    };
    let forwards = 0;
    const terms = (x: tf.Variable) => [
      sumTerm(x, { name: "lazy", weight: weights.lazy, every: 2, report: "nowhere" }),
      distanceTerm(x, { weight: weights.loss }) as Term<unknown>,
      { name: "other", weight: weights.other, value: () => x.square().mul(0.5).asScalar() },
    ];
    const actual = await path(
      (x) =>
        phaseOf(x, {
          terms: terms(x),
          forward: (batch) => (forwards++, batch),
        }),
      6,
    );
    const expected = plainPath((x, step) => {
      const lazy = step % 2 === 0 ? 2 * (step / 8) : 0;
      const gradient =
        [1, 0.75, 0.5, 0.25, 0, 0][step - 1]! * (x - step) + // the batch of step s is the number s
        [0.125, 0.25, 0.375, 0.5, 0.5, 0.5][step - 1]! * x;
      return x - 0.5 * (gradient + lazy);
    }, 6);
    expectPath(actual, expected);
    // Weights are inputs of the two graphs, each of which is recorded twice.
    expect(forwards).toBe(captures() ? 4 : 6);
  });

  test("scale the gradient and not the value", async () => {
    const x = variableOf(1);
    const phase = phaseOf(x, {
      learningRate: 1,
      terms: [sumTerm(x, { weight: (step) => 2 * step })],
    });
    const steps = await train(runOf(x, [phase]), { steps: 3 });
    expect(steps.map(({ metrics }) => metrics["sum"])).toEqual([1, -1, -5]);
    expect(steps.map(({ diagnostics }) => diagnostics["gradient norm of P"])).toEqual([2, 4, 6]);
    x.dispose();
  });
});

describe("scheduled learning rates", () => {
  test.each([
    ["0.5 always", 0.5, () => 0.5],
    ["halved each step", (step: number) => 0.5 ** step, (step: number) => 0.5 ** step],
    [
      "linear",
      linearDecay({ from: 0.9, to: 0.1, steps: 5 }),
      (step: number) => [0.9, 0.7, 0.5, 0.3, 0.1, 0.1][step - 1]!,
    ],
    [
      "cosine after a warm-up",
      warmUp(2, cosineDecay({ from: 0.8, steps: 5 })),
      (step: number) =>
        Math.min(1, step / 2) * 0.4 * (1 + Math.cos((Math.PI * (Math.min(step, 5) - 1)) / 4)),
    ],
  ])("%s", async (_, learningRate, plain) => {
    const actual = await path((x) => phaseOf(x, { learningRate }), 6);
    expectPath(
      actual,
      plainPath((x, step) => x - plain(step) * (x - step), 6),
    );
  });

  test("are those of the step in all its updates, one for each phase", async () => {
    const [x, y] = [variableOf(0), variableOf(0)];
    const phases = [
      phaseOf(x, { repeats: 3, learningRate: (step) => step, terms: [sumTerm(x)] }),
      phaseOf(y, {
        name: "Q",
        learningRate: (step) => step / 4,
        terms: [sumTerm(y, { name: "y" })],
      }),
    ];
    const positions: number[][] = [];
    const run = runOf(x, phases, { variables: { x, y } });
    await train(run, { steps: 3 }, () => void positions.push([...valuesOf(x), ...valuesOf(y)]));
    expect(positions).toEqual([
      [-3, -0.25],
      [-9, -0.75],
      [-18, -1.5],
    ]);
    tf.dispose([x, y]);
  });

  test("are scaled after a rollback, number or schedule", () => {
    for (const learningRate of [2, (step: number) => step - 1]) {
      const x = variableOf(0);
      const run = runOf(x, [phaseOf(x, { learningRate, terms: [sumTerm(x)] })]);
      void run.state;
      const key = tf.scalar(3, "int32");
      void run.runStep({ step: 3, attempt: 2, noiseIndex: 3, key, learningRateScale: 0.25 });
      expect(valuesOf(x)).toEqual([-0.5]);
      key.dispose();
      run.release();
      x.dispose();
    }
  });
});

describe("repeats", () => {
  test("each phase gets the last batches of a step, and reports its last update", async () => {
    const variables = { a: variableOf(0), b: variableOf(0), c: variableOf(0) };
    const repeats = { a: 3, b: 1, c: 2 };
    const phases = (["a", "b", "c"] as const).map((name) =>
      phaseOf(variables[name], {
        name,
        repeats: repeats[name],
        terms: [distanceTerm(variables[name], { name: `loss of ${name}` }) as Term<unknown>],
      }),
    );
    const asked: number[] = [];
    const batch = (index: number) => ({ target: tf.scalar((asked.push(index), index + 1)) });
    // Half the way to each target: the binary digits tell which targets there were, in order.
    const plain = { a: 0, b: 0, c: 0 };
    const expected = [1, 2, 3].map((step) =>
      (["a", "b", "c"] as const).map((name) => {
        const targets = [3 * step - 2, 3 * step - 1, 3 * step].slice(3 - repeats[name]);
        let loss = 0;
        for (const target of targets) {
          loss = (plain[name] - target) ** 2 / 2;
          plain[name] = (plain[name] + target) / 2;
        }
        return [plain[name], loss];
      }),
    );
    const actual: number[][][] = [];
    await train(runOf(variables.a, phases, { variables, batch }), { steps: 3 }, ({ metrics }) =>
      actual.push(
        (["a", "b", "c"] as const).map((name) => [
          ...valuesOf(variables[name]),
          metrics[`loss of ${name}`]!,
        ]),
      ),
    );
    expect(asked).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(actual.flat(2)).toHaveLength(18);
    actual
      .flat(2)
      .forEach((value, index) => expect(value).toBeCloseTo(expected.flat(2)[index]!, 5));
    tf.dispose(variables);
  });

  test("run phase after phase: a later one sees the variables of an earlier one", async () => {
    const [x, y] = [variableOf(0), variableOf(0)];
    const follow = {
      name: "distance",
      value: () => y.sub(x).square().mul(0.5).asScalar(),
    };
    const phases = [
      phaseOf(x, { repeats: 2, learningRate: 1, terms: [sumTerm(x)] }),
      phaseOf(y, { name: "Q", learningRate: 1, terms: [follow] }),
    ];
    const steps = await train(runOf(x, phases, { variables: { x, y } }), { steps: 3 });
    // y moves to x = -2, -4, -6.
    expect(steps.map(({ metrics }) => metrics["distance"])).toEqual([2, 2, 2]);
    expect(valuesOf(y)).toEqual([-6]);
    tf.dispose([x, y]);
  });
});
