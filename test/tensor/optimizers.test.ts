import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { adam, capture, ready, rmsProp, sgd, type Optimizer } from "../../src/tensor/index.js";

await ready();
let tensorsBefore = 0;
beforeEach(() => void (tensorsBefore = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

const start = [3, -2, 0.5];
const target = [1, 1, 0.4];
const learningRate = 0.05;

/** One number's way in double precision, minimizing (x - target)^2. */
type Rule = (gradient: number, memory: number) => { move: number; memory: number };

const optimizers: readonly [string, () => Optimizer, Rule][] = [
  ["sgd", () => sgd({ learningRate }), (g) => ({ move: learningRate * g, memory: 0 })],
  [
    "sgd with momentum",
    () => sgd({ learningRate, momentum: 0.9 }),
    (g, v) => ({ move: learningRate * (0.9 * v + g), memory: 0.9 * v + g }),
  ],
  [
    "rmsProp",
    () => rmsProp({ learningRate, decay: 0.9, epsilon: 1e-3 }),
    (g, s) => {
      const memory = 0.9 * s + 0.1 * g * g;
      return { move: (learningRate * g) / (Math.sqrt(memory) + 1e-3), memory };
    },
  ],
];

function transcribed(rule: Rule, updates: number): number[] {
  return start.map((x, i) => {
    let memory = 0;
    for (let t = 0; t < updates; t++) {
      const next = rule(2 * (x - target[i]!), memory);
      memory = next.memory;
      x -= next.move;
    }
    return x;
  });
}

const parameter = () => tf.tidy(() => tf.variable(tf.tensor1d(start)));

function update(optimizer: Optimizer, variable: tf.Variable, rate?: tf.Scalar): tf.Scalar {
  return tf.tidy(() => {
    const loss = () => variable.sub(target).square().sum().asScalar();
    const { value, grads } = tf.variableGrads(loss, [variable]);
    optimizer.applyGradients(grads, rate);
    return value;
  });
}

describe.each(optimizers)("%s", (_, make, rule) => {
  test.each([1, 2, 25])("agrees with the formula after %i updates", (updates) => {
    const [optimizer, variable] = [make(), parameter()];
    for (let t = 0; t < updates; t++) update(optimizer, variable).dispose();
    const expected = transcribed(rule, updates);
    variable.dataSync().forEach((x, i) => expect(x).toBeCloseTo(expected[i]!, 5));
    optimizer.dispose();
    variable.dispose();
  });

  test("leaves no tensor behind but its state", () => {
    const [optimizer, variable] = [make(), parameter()];
    const grads = tf.tidy(() => ({ [variable.name]: tf.tensor1d([1, 2, 3]) }));
    const slots = Object.keys(optimizer.state({ x: variable })).length;
    const before = tf.memory().numTensors;
    optimizer.applyGradients(grads);
    const rate = tf.scalar(0.5);
    optimizer.applyGradients(grads, rate);
    expect(tf.memory().numTensors).toBe(before + 1);
    tf.dispose([rate, ...Object.values(grads)]);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before - slots - 1);
    variable.dispose();
  });

  test("gives the same values in a captured step", () => {
    const [optimizers, variables] = [
      [make(), make()],
      [parameter(), parameter()],
    ] as const;
    optimizers[0].state({ x: variables[0] }); // a captured step creates no variables
    const captured = capture((rate: tf.Scalar) => update(optimizers[0], variables[0], rate), {
      name: "update",
    });
    for (const rate of [0.1, 0.01, 0.05, 0]) {
      const scalar = tf.scalar(rate);
      tf.dispose([captured(scalar), update(optimizers[1], variables[1], scalar), scalar]);
      const eager = variables[1].dataSync();
      variables[0].dataSync().forEach((x, i) => expect(x).toBeCloseTo(eager[i]!, 6));
    }
    captured.dispose();
    for (const optimizer of optimizers) optimizer.dispose();
    tf.dispose([...variables]);
  });

  test("resumes from its state, bit for bit", () => {
    const [first, second] = [make(), make()];
    const [variable, copy] = [parameter(), parameter()];
    for (let t = 0; t < 3; t++) update(first, variable).dispose();
    copy.assign(variable);
    const [from, to] = [first.state({ x: variable }), second.state({ x: copy })];
    expect(Object.keys(to)).toEqual(Object.keys(from));
    expect(Object.values(from).every(({ trainable }) => !trainable)).toBe(true);
    for (const [name, value] of Object.entries(from)) to[name]!.assign(value);
    for (const [optimizer, x] of [[first, variable] as const, [second, copy] as const]) {
      update(optimizer, x).dispose();
    }
    expect([...copy.dataSync()]).toEqual([...variable.dataSync()]);
    first.dispose();
    second.dispose();
    tf.dispose([variable, copy]);
  });
});

test("the state is named after the variables", () => {
  const variable = parameter();
  const optimizers = [
    sgd({ learningRate }),
    sgd({ learningRate, momentum: 0.5 }),
    rmsProp({ learningRate }),
  ];
  const names = optimizers.map((optimizer) => Object.keys(optimizer.state({ weights: variable })));
  expect(names).toEqual([[], ["weights/velocity"], ["weights/square"]]);
  for (const optimizer of optimizers) optimizer.dispose();
  variable.dispose();
});

test.each([-0.1, 1, NaN])("a momentum or a decay of %d is refused", (value) => {
  expect(() => sgd({ learningRate, momentum: value })).toThrow(
    `momentum is expected to be at least 0 and below 1 but is ${value}; pass for example 0.9.`,
  );
  expect(() => rmsProp({ learningRate, decay: value })).toThrow(
    `decay is expected to be at least 0 and below 1 but is ${value}; pass for example 0.99.`,
  );
});

test.each([
  ["adam", adam],
  ["rmsProp", rmsProp],
  ["sgd", sgd],
])("%s has the learning rate 0.001 by default", (_, optimizer: typeof sgd) => {
  const [expected, actual] = [{ learningRate: 0.001 }, {}].map((options) => {
    const [variable, used] = [parameter(), optimizer(options)];
    for (let step = 0; step < 3; step++) update(used, variable).dispose();
    const values = [...variable.dataSync()];
    used.dispose();
    variable.dispose();
    return values;
  });
  expect(actual).toEqual(expected);
  expect(actual).not.toEqual(start);
});
