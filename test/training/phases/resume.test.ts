import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { adam, randomNormal, ready, rmsProp, sgd } from "../../../src/tensor/index.js";
import {
  checkpoints,
  cosineDecay,
  linearDecay,
  type Phase,
  type PhasedRunOptions,
} from "../../../src/training/index.js";
import {
  distanceTerm,
  phaseOf,
  runOf,
  sumTerm,
  train,
  valuesOf,
  variableOf,
  type Target,
} from "./support.js";

await ready();
let folder: string;
let tensorsBefore = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ganvas-"));
  vi.spyOn(console, "info").mockImplementation(() => {});
  tensorsBefore = tf.memory().numTensors;
});
afterEach(async () => {
  vi.restoreAllMocks();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
  await rm(folder, { recursive: true });
});

type Variables = Readonly<Record<string, tf.Variable>>;

/** A training of its own variables from their start values. */
async function outcome(
  start: () => Variables,
  phases: (variables: Variables) => Phase[],
  steps: number,
  options: { readonly saved?: boolean; readonly batch?: (index: number) => Target } = {},
) {
  const variables = start();
  const { saved, batch } = options;
  const run = runOf(variables["x"]!, phases(variables), { variables, ...(batch && { batch }) });
  const reports = await train(run, { steps, ...(saved && { checkpoints: checkpoints(folder) }) });
  const values = Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, valuesOf(variable)]),
  );
  tf.dispose(variables);
  return {
    values,
    reports: reports.map(({ step, metrics, diagnostics }) => ({ step, metrics, diagnostics })),
  };
}

/** Trains without and with a break, each part from new variables; expects the same, bit for bit. */
async function expectResumed(
  start: () => Variables,
  phases: (variables: Variables) => Phase[],
  batch?: (index: number) => Target,
) {
  const given = batch && { batch };
  const whole = await outcome(start, phases, 9, given);
  const first = await outcome(start, phases, 4, { saved: true, ...given });
  expect(first.reports).toEqual(whole.reports.slice(0, 4));
  expect(first.values).not.toEqual(whole.values);
  const second = await outcome(start, phases, 9, { saved: true, ...given });
  expect(second.reports).toEqual(whole.reports.slice(4));
  expect(second.values).toEqual(whole.values);
  return whole;
}

describe("a single variable", () => {
  const target = Array.from({ length: 16 }, (_, i) => Math.sin(i));
  const ofTarget = () => ({ target: tf.tensor(target, [4, 4, 1]) });

  test("an image under optimization goes to its target as the closed form says, and resumes", async () => {
    const start = () => ({
      x: variableOf(Array.from({ length: 4 }, (_, i) => [[i], [1], [-i], [0]])),
    });
    const phases = ({ x }: Variables) => [phaseOf(x!, { name: "image", learningRate: 0.25 })];
    const whole = await expectResumed(start, phases, ofTarget);
    // x_n = t + (1 - 0.25)^n (x_0 - t)
    whole.values["x"]!.forEach((pixel, i) => {
      const from = [i >> 2, 1, -(i >> 2), 0][i & 3]!;
      expect(pixel).toBeCloseTo(target[i]! + 0.75 ** 9 * (from - target[i]!), 5);
    });
    const [before] = whole.reports;
    const distance = target.reduce(
      (sum, t, i) => sum + ([i >> 2, 1, -(i >> 2), 0][i & 3]! - t) ** 2,
      0,
    );
    expect(before!.metrics["loss"]).toBeCloseTo(distance / 2, 4);
  });

  test("a running mean that changes after each update is saved with the run", async () => {
    const start = () => ({ x: variableOf(8), mean: variableOf(0) });
    const phases = ({ x, mean }: Variables) => [
      phaseOf(x!, {
        repeats: 2,
        after: (_, value) => mean!.assign(mean!.mul(0.75).add(value("loss").mul(0.25))),
      }),
    ];
    const whole = await expectResumed(start, phases);
    let [x, mean] = [8, 0];
    for (let update = 1; update <= 18; update++) {
      mean = 0.75 * mean + 0.25 * ((x - update) ** 2 / 2); // with the loss before the update
      x -= 0.5 * (x - update);
    }
    expect(whole.values["x"]![0]).toBeCloseTo(x, 4);
    expect(whole.values["mean"]![0]).toBeCloseTo(mean, 5);
  });

  test("a running mean that a term reads resumes with what it does to the gradient", async () => {
    const start = () => ({ x: variableOf(8), mean: variableOf(1) });
    const phases = ({ x, mean }: Variables) => [
      phaseOf(x!, {
        terms: [{ name: "loss", value: () => x!.square().mul(mean!).mul(0.5).asScalar() }],
        after: () => mean!.assign(mean!.mul(0.5).add(x!.mul(0.0625))),
      }),
    ];
    const whole = await expectResumed(start, phases);
    let [x, mean] = [8, 1];
    for (let step = 1; step <= 9; step++) {
      x -= 0.5 * x * mean;
      mean = 0.5 * mean + 0.0625 * x;
    }
    expect(whole.values["x"]![0]).toBeCloseTo(x, 5);
    expect(whole.values["mean"]![0]).toBeCloseTo(mean, 5);
  });
});

describe("a run resumes bit for bit", () => {
  test.each([
    ["adam", () => adam({ learningRate: 1 })],
    ["rmsProp", () => rmsProp({ learningRate: 1, decay: 0.5 })],
    ["sgd with momentum", () => sgd({ learningRate: 1, momentum: 0.9 })],
  ])(
    "with %s, schedules, noise, repeats and lazy terms that are due on both sides of the break",
    async (_, optimizer) => {
      const start = () => ({ x: variableOf([1, -2, 3]), y: variableOf([0.5]) });
      const phases = ({ x, y }: Variables) => [
        phaseOf(x!, {
          optimizer: optimizer(),
          learningRate: cosineDecay({ from: 0.3, to: 0.01, steps: 9 }),
          repeats: 2,
          inputs: (batch, context) => ({
            target: batch["target"]!.add(randomNormal([3], context.key("noise"))),
          }),
          terms: [
            distanceTerm(x!, { weight: (step) => 1 / step }),
            sumTerm(x!, { every: 3, report: "diagnostic" }),
          ] as Phase["terms"],
        }),
        phaseOf(y!, {
          name: "Q",
          optimizer: optimizer(),
          terms: [{ name: "follow", value: () => y!.sub(x!).square().sum().asScalar() }],
        }),
      ];
      await expectResumed(start, phases);
    },
  );
});

test("the state has single variables and what the optimizers remember, by names without numbers", () => {
  const [x, y] = [variableOf(1), variableOf(1)];
  const shared = adam({ learningRate: 1 });
  const phases = [
    phaseOf(x, { optimizer: shared }),
    phaseOf(y, { name: "Q", optimizer: shared, terms: [sumTerm(y)] }),
    phaseOf(x, {
      name: "R",
      optimizer: sgd({ learningRate: 1, momentum: 0.5 }),
      terms: [sumTerm(x, { name: "x" })],
    }),
  ];
  const run = runOf(x, phases, { variables: { image: x, mean: y } });
  expect(Object.keys(run.state)).toEqual([
    "image",
    "mean",
    "adam of P: image/mean",
    "adam of P: image/square",
    "adam of P: power1",
    "adam of P: power2",
    "adam of Q: mean/mean",
    "adam of Q: mean/square",
    "sgd of R: image/velocity",
  ]);
  expect(run.state["image"]).toBe(x);
  run.release();
  tf.dispose([x, y]);
});

describe("a checkpoint of a run with another setting is refused", () => {
  interface Settings {
    readonly phase?: Partial<Phase>;
    readonly loss?: Parameters<typeof distanceTerm>[1];
    /** `null` leaves it out. */
    readonly lazy?: Parameters<typeof sumTerm>[1] | null;
    readonly run?: Partial<PhasedRunOptions<Target, string>>;
  }

  let saved: string;
  beforeAll(async () => {
    saved = await mkdtemp(join(tmpdir(), "ganvas-"));
    await trainWith({}, 2);
  });
  afterAll(() => rm(saved, { recursive: true }));

  async function trainWith(
    { phase, loss, lazy = {}, run }: Settings,
    steps: number,
  ): Promise<void> {
    const x = variableOf(1);
    const terms = [
      distanceTerm(x, { weight: 2, ...loss }),
      ...(lazy ? [sumTerm(x, { every: 4, report: "nowhere", ...lazy })] : []),
    ] as Phase["terms"];
    const settings: Partial<Phase> = {
      optimizer: sgd({ learningRate: 1, momentum: 0.5 }),
      repeats: 2,
      terms,
      ...phase,
    };
    const phased = runOf(x, [phaseOf(x, settings)], { identity: { data: { size: 3 } }, ...run });
    try {
      await train(phased, { steps, checkpoints: checkpoints(saved) });
    } finally {
      x.dispose();
    }
  }

  const decay = linearDecay({ from: 2, to: 1, steps: 5 });
  const halving = (step: number) => 1 / (2 * step);

  test.each<[string, Settings]>([
    [
      'phases.P.terms.0.weight: it is "constant 2" there and "constant 3" here',
      { loss: { weight: 3 } },
    ],
    [
      'phases.P.terms.0.weight: it is "constant 2" there and "linear from 2 to 1 in 5 steps" here',
      { loss: { weight: decay } },
    ],
    ['phases.P.terms.0.name: it is "loss" there and "error" here', { loss: { name: "error" } }],
    ["phases.P.terms.1.every: it is 4 there and 5 here", { lazy: { every: 5 } }],
    ["phases.P.terms: it is [", { lazy: null }],
    ["phases.P.repeats: it is 2 there and 3 here", { phase: { repeats: 3 } }],
    [
      'phases.P.learningRate: it is "constant 0.5" there and "constant 0.25" here',
      { phase: { learningRate: 0.25 } },
    ],
    [
      `phases.P.learningRate: it is "constant 0.5" there and "${String(halving)}" here`,
      { phase: { learningRate: halving } },
    ],
    [
      'phases.P.optimizer.name: it is "sgd" there and "rmsProp" here',
      { phase: { optimizer: rmsProp({ learningRate: 1 }) } },
    ],
    [
      "phases.P.optimizer.momentum: it is 0.5 there and 0.25 here",
      { phase: { optimizer: sgd({ learningRate: 1, momentum: 0.25 }) } },
    ],
    ["phases.Q: it is nothing there and {", { phase: { name: "Q" } }],
    ["seed: it is 7 there and 8 here", { run: { seed: 8 } }],
    ["data.size: it is 3 there and 4 here", { run: { identity: { data: { size: 4 } } } }],
    ['precision: it is "float32" there and "bfloat16" here', { run: { precision: "bfloat16" } }],
  ])("%s", async (difference, settings) => {
    await expect(trainWith(settings, 4)).rejects.toThrow(
      `The checkpoints in ${saved} are expected to be of this run but differ in ${difference}`,
    );
  });

  test("and the run itself resumes", async () => {
    await trainWith({}, 4);
    expect((await checkpoints(saved).list()).map(({ step }) => step)).toEqual([4, 2]);
  });
});
