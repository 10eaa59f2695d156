import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { adam, ready, sgd } from "../../../src/tensor/index.js";
import { phasedRun, type Phase, type Term } from "../../../src/training/index.js";
import { expectNoLeaks, phaseOf, runOf, sumTerm, train, variableOf } from "./support.js";

await ready();
expectNoLeaks();

const term = (name: string, more: Partial<Term<unknown>> = {}): Term<unknown, string> => ({
  name,
  value: () => tf.scalar(0),
  ...more,
});
const phase = (name: string, more: Partial<Phase> = {}): Phase => ({
  name,
  trains: [],
  optimizer: sgd({ learningRate: 1 }),
  learningRate: 1,
  forward: () => undefined,
  terms: [term(`loss of ${name}`)],
  ...more,
});
const build = (phases: readonly Phase[], seed = 1) =>
  phasedRun({ phases, seed, identity: {}, batch: () => ({}) });
const zero = () => tf.scalar(0);

describe("phases are refused", () => {
  test.each<[string, readonly Phase[], ErrorConstructor, string]>([
    [
      "two of one name",
      [phase("D"), phase("D", { symbol: "E", terms: [term("other")] })],
      Error,
      'Every phase of a training step is expected to have its own name but "D" is there twice; ' +
        "rename one of the two.",
    ],
    [
      "without terms",
      [phase("D", { terms: [] })],
      Error,
      'The phase "D" is expected to have at least one term but has none; give it one.',
    ],
    [
      "repeated 0 times",
      [phase("D", { repeats: 0 })],
      RangeError,
      'repeats of the phase "D" is expected to be a positive integer but is 0; pass for example 5.',
    ],
    [
      "repeated one and a half times",
      [phase("D", { repeats: 1.5 })],
      RangeError,
      'repeats of the phase "D" is expected to be a positive integer but is 1.5; pass for example 5.',
    ],
  ])("%s", (_, phases, kind, message) => {
    expect(() => build(phases)).toThrow(new kind(message));
    expect(() => build(phases)).toThrow(kind);
  });
});

describe("two values of one name are refused", () => {
  const twice = (name: string) =>
    `Every reported value of a training step is expected to have its own name but "${name}" is ` +
    "there twice; rename one of the two.";

  test.each<[string, string, readonly Phase[]]>([
    ["terms of one phase", "a", [phase("D", { terms: [term("a"), term("a")] })]],
    [
      "terms of two phases, a metric and a diagnostic",
      "a",
      [
        phase("D", { terms: [term("a")] }),
        phase("G", { terms: [term("a", { report: "diagnostic" })] }),
      ],
    ],
    ["a term and a metric", "a", [phase("D", { terms: [term("a")], metrics: { a: zero } })]],
    [
      "metrics of two phases",
      "m",
      [phase("D", { metrics: { m: zero } }), phase("G", { metrics: { m: zero } })],
    ],
    [
      "a metric and a diagnostic",
      "m",
      [phase("D", { metrics: { m: zero } }), phase("G", { diagnostics: { m: zero } })],
    ],
    [
      "gradient norms, by equal symbols",
      "gradient norm of D",
      [phase("D"), phase("E", { symbol: "D" })],
    ],
    [
      "a term and the gradient norm",
      "gradient norm of D",
      [phase("D", { terms: [term("gradient norm of D")] })],
    ],
  ])("%s", (_, name, phases) => {
    expect(() => build(phases)).toThrow(new Error(twice(name)));
  });

  test("not where they are reported nowhere, or a phase has the name of a value", () => {
    const hidden = { report: "nowhere" } as const;
    const terms = [term("D"), term("a", hidden), term("a", hidden), term("phase D")];
    expect(() => build([phase("D", { terms }), phase("G", { terms: [term("b")] })])).not.toThrow();
  });
});

describe("a term is refused", () => {
  test.each<[string, Partial<Term<unknown>>, ErrorConstructor, string]>([
    [
      "that is never due",
      { every: 0 },
      RangeError,
      'every of the term "T" is expected to be a positive integer but is 0; pass for example 16.',
    ],
    [
      "that is due in every 2.5th update",
      { every: 2.5, report: "nowhere" },
      RangeError,
      'every of the term "T" is expected to be a positive integer but is 2.5; pass for example 16.',
    ],
    [
      "of weight NaN",
      { weight: NaN },
      RangeError,
      'The weight of the term "T" is expected to be a finite number but is NaN; pass for example 1.',
    ],
    [
      "of infinite weight",
      { weight: -Infinity, report: "nowhere" },
      RangeError,
      'The weight of the term "T" is expected to be a finite number but is -Infinity; pass for example 1.',
    ],
    [
      "that is lazy and a metric by default",
      { every: 2 },
      Error,
      'The term "T" is expected not to be a metric, because it is computed once in 2 updates only, ' +
        'but is one; set report: "diagnostic".',
    ],
    [
      "that is lazy and a metric by its setting",
      { every: 16, report: "metric" },
      Error,
      'The term "T" is expected not to be a metric, because it is computed once in 16 updates ' +
        'only, but is one; set report: "diagnostic".',
    ],
  ])("%s", (_, settings, kind, message) => {
    const phases = [phase("D"), phase("G", { terms: [term("L"), term("T", settings)] })];
    expect(() => build(phases)).toThrow(new kind(message));
    expect(() => build(phases)).toThrow(kind);
  });

  test.each<Partial<Term<unknown>>>([
    { weight: 0 },
    { weight: -1 },
    { every: 1 },
    { every: 2, report: "diagnostic" },
    { every: 2, report: "nowhere" },
  ])("not %o", (settings) => {
    expect(() => build([phase("D", { terms: [term("T", settings)] })])).not.toThrow();
  });
});

test.each([-1, 0.5, NaN, 2 ** 32])("the seed %d is refused", (seed) => {
  const message = `A seed is expected to be an integer from 0 to 4294967295 but is ${seed}; pass for example 7.`;
  expect(() => build([phase("D")], seed)).toThrow(new RangeError(message));
});

test.each([0, 2 ** 32 - 1])("the seed %d is not", (seed) => {
  expect(build([phase("D")], seed).identity).toMatchObject({ seed });
});

describe("a state is refused, and the run frees what it made,", () => {
  test("when a phase trains a variable that the state does not hold", async () => {
    const [x, stray] = [
      variableOf([1, 2]),
      tf.tidy(() => tf.variable(tf.ones([2]), true, "stray")),
    ];
    const optimizer = adam({ learningRate: 1 });
    const phases = [
      phaseOf(x, { optimizer }), // its optimizer's state is there already
      phaseOf(stray, { name: "Q", terms: [sumTerm(stray)] }),
    ];
    const run = runOf(x, phases);
    await expect(train(run, { steps: 2 })).rejects.toThrow(
      new Error(
        'Every variable that the phase "Q" trains is expected to be in the run\'s networks or ' +
          'variables but "stray" is in neither, so that no checkpoint would hold it; add its ' +
          "network to networks, or the variable to variables.",
      ),
    );
    expect([...x.dataSync()]).toEqual([1, 2]);
    const added = runOf(x, phases, { variables: { x, stray } });
    expect(Object.values(added.state)).toContain(stray);
    added.release();
    tf.dispose([x, stray]);
  });

  test("when a single variable has the name of a network's", () => {
    const network = tf.sequential({
      layers: [tf.layers.dense({ units: 1, inputShape: [1], name: "linear" })],
    });
    const x = variableOf(1);
    const run = runOf(x, [phaseOf(x)], {
      networks: { net: network },
      variables: { "net/linear/kernel": x },
    });
    expect(() => run.state).toThrow(
      new Error(
        'The variable "net/linear/kernel" is expected to have a name that no network\'s variable ' +
          "has, but one has it; rename it.",
      ),
    );
    run.release();
    tf.dispose(x);
    network.dispose();
  });
});
