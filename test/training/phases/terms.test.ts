import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { randomNormal, ready, sgd } from "../../../src/tensor/index.js";
import {
  updatePhase,
  type Phase,
  type PhaseContext,
  type Term,
} from "../../../src/training/index.js";
import { contextOf, PhaseUpdates } from "../../../src/training/phases/update.js";
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

const diagnostic = { report: "diagnostic" } as const;

describe("lazy terms", () => {
  test("are computed in every n-th update; each set of due terms has one graph", async () => {
    const x = variableOf(0);
    let forwards = 0;
    const phase = phaseOf(x, {
      forward: () => void forwards++,
      terms: [
        sumTerm(x, { name: "A" }),
        sumTerm(x, { name: "B", every: 2, ...diagnostic }),
        sumTerm(x, { name: "C", every: 3, ...diagnostic }),
      ],
    });
    const steps = await train(runOf(x, [phase]), { steps: 12 });
    const due = steps.map(({ metrics, diagnostics }) =>
      ["A", "B", "C"].filter((name) => name in metrics || name in diagnostics).join(""),
    );
    expect(due).toEqual(["A", "AB", "AC", "AB", "A", "ABC", "A", "AB", "AC", "AB", "A", "ABC"]);
    expect(forwards).toBe(captures() ? 8 : 12); // four graphs, each recorded twice
    x.dispose();
  });

  test("weigh n times as much when they are due, and their values are without weight", async () => {
    const x = variableOf(0);
    const lazy = sumTerm(x, { name: "lazy", weight: 0.5, every: 3, ...diagnostic });
    const phase = phaseOf(x, { learningRate: 1, terms: [sumTerm(x, { weight: 2 }), lazy] });
    const positions: number[] = [];
    const steps = await train(
      runOf(x, [phase]),
      { steps: 6 },
      () => void positions.push(...valuesOf(x)),
    );
    // -2 a step, and -3 * 0.5 more at steps 3 and 6.
    expect(positions).toEqual([-2, -4, -7.5, -9.5, -11.5, -15]);
    expect(steps.map(({ metrics }) => metrics["sum"])).toEqual([0, -2, -4, -7.5, -9.5, -11.5]);
    expect(steps.map(({ diagnostics }) => diagnostics["lazy"])).toEqual([
      undefined,
      undefined,
      -4,
      undefined,
      undefined,
      -11.5,
    ]);
    expect(steps.map(({ diagnostics }) => diagnostics["gradient norm of P"])).toEqual([
      2, 2, 3.5, 2, 2, 3.5,
    ]);
    x.dispose();
  });

  test("are counted by updates of their phase and not by steps", async () => {
    const [x, y] = [variableOf(0), variableOf(0)];
    const lazy = (of: tf.Variable) => sumTerm(of, { name: "lazy", every: 3, report: "nowhere" });
    const phases = [
      phaseOf(x, { repeats: 2, learningRate: 1, terms: [lazy(x)] }),
      phaseOf(y, { name: "Q", learningRate: 1, terms: [lazy(y)] }),
    ];
    const positions: number[][] = [];
    const run = runOf(x, phases, { variables: { x, y } });
    await train(run, { steps: 6 }, () => void positions.push([...valuesOf(x), ...valuesOf(y)]));
    // x is updated 12 times, with due ones 3, 6, 9 and 12 in steps 2, 3, 5 and 6.
    expect(positions).toEqual([
      [0, 0],
      [-3, 0],
      [-6, -3],
      [-6, -3],
      [-9, -3],
      [-12, -6],
    ]);
    tf.dispose([x, y]);
  });

  test("alone leave all as it is when they are not due: optimizer, reports and what comes after", async () => {
    const [x, count] = [variableOf(0), variableOf(0)];
    const phase = phaseOf(x, {
      optimizer: sgd({ learningRate: 1, momentum: 0.5 }),
      learningRate: 1,
      terms: [sumTerm(x, { name: "lazy", every: 2, ...diagnostic })],
      metrics: { position: () => x.clone() as tf.Scalar },
      after: () => count.assign(count.add(1)),
    });
    const positions: number[] = [];
    const run = runOf(x, [phase], { variables: { x, count } });
    const steps = await train(run, { steps: 5 }, () => void positions.push(...valuesOf(x)));
    // Velocities of the two updates: 2, and 0.5 * 2 + 2.
    expect(positions).toEqual([0, -2, -2, -5, -5]);
    expect(valuesOf(count)).toEqual([2]);
    expect(steps.map(({ metrics, diagnostics }) => [metrics, diagnostics])).toEqual([
      [{}, {}],
      [{ position: 0 }, { "gradient norm of P": 2, lazy: 0 }],
      [{}, {}],
      [{ position: -2 }, { "gradient norm of P": 2, lazy: -2 }],
      [{}, {}],
    ]);
    tf.dispose([x, count]);
  });
});

describe("a captured phase", () => {
  /** A phase with all that an update can hold, on a variable of three numbers. */
  function phases(x: tf.Variable, mean: tf.Variable): Phase {
    const noise = (context: PhaseContext, purpose: string) =>
      randomNormal<tf.Rank.R1>([3], context.key(purpose));
    const terms: Term<{ target: tf.Tensor }>[] = [
      distanceTerm(x, { weight: (step) => 1 / step }),
      {
        name: "noisy",
        weight: 0.3,
        every: 2,
        report: "diagnostic",
        value: (_, context) => x.mul(noise(context, "term")).sum().asScalar(),
      },
      {
        name: "hidden",
        weight: (step) => step / 10,
        every: 3,
        report: "nowhere",
        value: () => x.square().sum().asScalar(),
      },
    ];
    return phaseOf(x, {
      optimizer: sgd({ learningRate: 1, momentum: 0.5 }),
      inputs: (batch, context) => ({ target: batch["target"]!.add(noise(context, "input")) }),
      terms: terms,
      metrics: { largest: () => x.max().asScalar() },
      diagnostics: {
        "largest input": (inputs) => (inputs as { target: tf.Tensor }).target.max().asScalar(),
      },
      after: (context, value) =>
        mean.assign(mean.mul(0.9).add(value("loss").mul(0.1)).add(context.step)),
    });
  }

  test("gives the values and the variables of an eager one", () => {
    const variables = [0, 1].map(() => [variableOf([1, -2, 3]), variableOf(0)] as const);
    const [captured, eager] = variables.map(([x, mean]) => phases(x, mean));
    for (const phase of [captured!, eager!]) phase.optimizer.state({ x: phase.trains[0]! });
    const updates = new PhaseUpdates(captured!, 5);
    for (let step = 1; step <= 8; step++) {
      tf.tidy(() => {
        const learningRate = 0.1 / step;
        const batch = { target: tf.scalar(step) };
        const inputs = { number: step, step, noiseIndex: 100 * step, learningRate };
        const graph = updates.run(inputs, batch)!;
        const due = eager!.terms.filter(({ every = 1 }) => step % every === 0);
        const values = updatePhase(eager!, {
          context: contextOf(5, tf.scalar(step), tf.scalar(100 * step, "int32")),
          ...{ batch, due, learningRate: tf.scalar(learningRate) },
          weightOf: ({ weight = 1 }) => (typeof weight === "number" ? weight : weight(step)),
        });
        expect(graph.names).toEqual([
          "loss",
          ...(step % 2 === 0 ? ["noisy"] : []),
          "largest",
          "gradient norm of P",
          "largest input",
        ]);
        const [actual, expected] = [valuesOf(graph.values), valuesOf(values)];
        expect(actual).toHaveLength(expected.length);
        actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
      });
      const [actual, expected] = variables.map((pair) => pair.flatMap(valuesOf));
      actual!.forEach((value, i) => expect(value).toBeCloseTo(expected![i]!, 5));
    }
    updates.dispose();
    for (const phase of [captured!, eager!]) phase.optimizer.dispose();
    tf.dispose(variables as unknown as tf.TensorContainer);
  });

  test("draws other numbers for each purpose, update, phase, step and seed", async () => {
    const draws: string[] = [];
    const recording = (name: string, purpose: string, log: tf.Variable): Phase =>
      phaseOf(log, {
        name,
        repeats: 2,
        learningRate: 0,
        terms: [sumTerm(log, { name: `sum of ${name}` })],
        // The first update moves to the second row, where the second one leaves it.
        after: (context) =>
          log.assign(
            tf.concat([randomNormal([1, 3], context.key(purpose)), log.slice([0, 0], [1, 3])]),
          ),
      });
    for (const seed of [7, 8]) {
      const logs = [0, 1, 2].map(() =>
        variableOf([
          [0, 0, 0],
          [0, 0, 0],
        ]),
      );
      const phases = [
        recording("A", "noise", logs[0]!),
        recording("B", "noise", logs[1]!),
        recording("C", "other", logs[2]!),
      ];
      const [a, b, c] = logs;
      const run = runOf(a!, phases, { seed, variables: { a: a!, b: b!, c: c! } });
      await train(run, { steps: 3 }, () => {
        for (const log of logs) draws.push(...(log.arraySync() as number[][]).map(String));
      });
      tf.dispose(logs);
    }
    expect(draws).toHaveLength(2 * 3 * 3 * 2);
    expect(new Set(draws).size).toBe(draws.length);
  });

  test("gives equal numbers for one purpose within an update", () => {
    const x = variableOf([1]);
    const difference = variableOf([1, 1]);
    const phase = phaseOf(x, {
      after(context) {
        const draw = () => randomNormal<tf.Rank.R1>([2], context.key("noise"));
        difference.assign(draw().sub(draw()));
      },
    });
    const updates = new PhaseUpdates(phase, 5);
    tf.tidy(() => {
      updates.run({ number: 1, step: 1, noiseIndex: 1, learningRate: 0 }, { target: tf.scalar(1) });
    });
    expect(valuesOf(difference)).toEqual([0, 0]);
    updates.dispose();
    tf.dispose([x, difference]);
  });
});

describe("the gradient", () => {
  test("flows neither through the inputs nor into variables that the phase does not train", async () => {
    const [x, other] = [variableOf(3), variableOf(5)];
    const phase = phaseOf(x, {
      learningRate: 0.5,
      inputs: () => ({ factor: x.mul(other) }),
      forward: (inputs) => x.mul((inputs as { factor: tf.Tensor }).factor).mul(other),
      terms: [{ name: "loss", value: (pass) => (pass as tf.Tensor).asScalar() }],
    });
    const steps = await train(runOf(x, [phase], { variables: { x, other } }), { steps: 1 });
    expect(steps[0]!.metrics).toEqual({ loss: 3 * 15 * 5 });
    expect(steps[0]!.diagnostics).toEqual({ "gradient norm of P": 15 * 5 });
    expect([valuesOf(x), valuesOf(other)]).toEqual([[3 - 0.5 * 75], [5]]);
    tf.dispose([x, other]);
  });

  test("has its norm over all variables, weights included, under the phase's symbol", async () => {
    const [x, y] = [variableOf([[1, 2]]), variableOf(7)];
    const phase = phaseOf(x, {
      symbol: "D",
      trains: [x, y],
      terms: [
        {
          name: "loss",
          weight: 2,
          value: () => tf.addN([x.mul([[3, 4]]).sum(), y.mul(12)]).asScalar(),
        },
      ],
    });
    const steps = await train(runOf(x, [phase], { variables: { x, y } }), { steps: 1 });
    expect(steps[0]!.diagnostics).toEqual({ "gradient norm of D": 26 });
    tf.dispose([x, y]);
  });
});

describe("values are reported", () => {
  test("among metrics, among diagnostics or nowhere; losses and gradient norms first", async () => {
    const [x, y] = [variableOf(2), variableOf(3)];
    const value = (number: number) => () => tf.scalar(number);
    const first = phaseOf(x, {
      symbol: "X",
      learningRate: 1,
      terms: [
        sumTerm(x, { name: "hidden", weight: 10, report: "nowhere" }),
        sumTerm(x, { name: "watched", weight: 100, report: "diagnostic" }),
        sumTerm(x, { name: "charted", weight: 1000 }),
        sumTerm(x, { name: "explicit", weight: 10000, report: "metric" }),
      ],
      metrics: { "metric of X": value(4) },
      diagnostics: { "diagnostic of X": value(5) },
    });
    const second = phaseOf(y, {
      name: "Y",
      terms: [sumTerm(y)],
      metrics: { "metric of Y": value(6) },
      diagnostics: { "diagnostic of Y": value(7) },
    });
    const [step] = await train(runOf(x, [first, second], { variables: { x, y } }), { steps: 1 });
    expect(Object.entries(step!.metrics)).toEqual([
      ["charted", 2],
      ["explicit", 2],
      ["sum", 3],
      ["metric of X", 4],
      ["metric of Y", 6],
    ]);
    expect(Object.entries(step!.diagnostics)).toEqual([
      ["gradient norm of X", 11110],
      ["gradient norm of Y", 1],
      ["watched", 2],
      ["diagnostic of X", 5],
      ["diagnostic of Y", 7],
    ]);
    expect(valuesOf(x)).toEqual([2 - 11110]); // each with its gradient
    tf.dispose([x, y]);
  });

  test("to what comes after an update, by name", async () => {
    const [x, log] = [variableOf([3, 4]), variableOf([0, 0, 0, 0, 0])];
    const names = ["half", "sum", "largest", "gradient norm of P", "twice"];
    const phase = phaseOf(x, {
      terms: [
        sumTerm(x, { name: "unreported", weight: 0, report: "nowhere" }),
        sumTerm(x, { name: "half", weight: 0, report: "diagnostic" }),
        distanceTerm(x, { name: "sum" }),
      ],
      metrics: { largest: () => x.max().asScalar() },
      diagnostics: {
        twice: (inputs) => (inputs as { target: tf.Scalar }).target.mul(2).asScalar(),
      },
      after: (_, value) => log.assign(tf.stack(names.map(value))),
    });
    const run = runOf(x, [phase], {
      variables: { x, log },
      batch: () => ({ target: tf.scalar(0) }),
    });
    const [step] = await train(run, { steps: 1 });
    expect(valuesOf(log)).toEqual([7, 12.5, 4, 5, 0]);
    const reports = { ...step!.metrics, ...step!.diagnostics };
    expect(names.map((name) => reports[name])).toEqual(valuesOf(log));
    tf.dispose([x, log]);
  });

  test.each(["unreported", "another"])(
    "and those under other names are refused: %s",
    async (name) => {
      const x = variableOf(1);
      const phase = phaseOf(x, {
        terms: [sumTerm(x), sumTerm(x, { name: "unreported", report: "nowhere" })],
        after: (_, value) => void value(name),
      });
      await expect(train(runOf(x, [phase]), { steps: 1 })).rejects.toThrow(
        new Error(
          "A value of the update is expected to be one of sum, gradient norm of P but is " +
            `"${name}"; name one of these.`,
        ),
      );
      expect(valuesOf(x)).toEqual([1]); // as before the failed step
      x.dispose();
    },
  );
});
