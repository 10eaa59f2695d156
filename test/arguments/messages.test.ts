import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { aList, aNumber, checkArgument, checkOptions, describeValue } from "../../src/base/arguments.js"; // prettier-ignore
import * as ganvas from "../../src/index.js";
import { tinyModels } from "./tiny.js";

const { bars, model } = await tinyModels();
const wrong = (value: unknown) => value as never;
const train = (options: object, data: unknown = bars) =>
  ganvas.trainGan(model, wrong(data), { steps: 1, batch: 4, ...options });

describe("what is refused is named, with what was expected, what was found and what to do", () => {
  test.each<[string, () => unknown]>([
    [
      "steps is expected to be a positive integer but is 0; pass for example 1000.",
      () => train({ steps: 0 }),
    ],
    [
      "The model is expected to get no labels, because it has no classes, but gets some; leave them " +
        "out, or build a conditional model, for example with conditionalGan().",
      () => model.sample(4, wrong({ labels: 3 })),
    ],
    [
      "dataset is expected to be a data set but is a promise; write await before it.",
      () => train({}, ganvas.mnist()),
    ],
    [
      'The number of samples is expected to be a number but is "4"; pass for example 16.',
      () => model.sample(wrong("4")),
    ],
    [
      'loss is expected to be a loss but is "wgan"; pass for example nonSaturating.',
      () => train({ loss: "wgan" }),
    ],
    [
      "regularizers is expected to be a list of regularizers but is an object with name, settings, " +
        "every, bounds, penalty; pass for example [r1({ gamma: 1 })].",
      () => train({ regularizers: ganvas.r1() }),
    ],
    [
      "regularizers is expected to be a list of regularizers but is [a function]; pass for example " +
        "[r1({ gamma: 1 })].",
      () => train({ regularizers: [ganvas.r1] }),
    ],
    [
      "images is expected to be a tensor but is a Gan; pass for example model.sample(12).",
      () => ganvas.imageGrid(wrong(model)),
    ],
    [
      'The value of "a" is expected to be a number but is "1"; pass for example 0.1.',
      () => ganvas.barChart({ a: wrong("1") }),
    ],
    [
      "A step of lossChart is expected to be a training step but is 0.7; pass for example " +
        "{ step: 1, metrics: { loss: 0.7 } }.",
      () => ganvas.lossChart().add(wrong(0.7)),
    ],
    [
      "image is expected to be [height, width, channels] but is undefined; pass for example [28, 28, 1].",
      () => ganvas.imageFolder("pictures", wrong({ size: 32 })),
    ],
    [
      "nope/card.json is expected to be part of a saved network but cannot be read (ENOENT); check the " +
        "folder's name.",
      () => ganvas.loadGenerator("nope"),
    ],
  ])("%s", async (message, call) => {
    await expect((async () => call())()).rejects.toMatchObject({ message });
  });
});

test("values are described in few words", () => {
  const words = new Map<unknown, string>([
    ["text", '"text"'],
    ["x".repeat(100), `"${"x".repeat(57)}…"`],
    [undefined, "undefined"],
    [() => 1, "a function"],
    [Symbol("s"), "a symbol"],
    [Promise.resolve(), "a promise"],
    [[1, "a"], '[1, "a"]'],
    [new Float32Array(9), "an array of 9"],
    [tf.zeros([2, 3]), "a tensor [2, 3]"],
    [new Map(), "a Map"],
    [new (class extends Array<number> {})(), "[]"],
    [{ a: 1, b: 2 }, "an object with a, b"],
    [{}, "an empty object"],
    [Object.create(null), "an empty object"],
  ]);
  for (const [value, expected] of words) expect(describeValue(value)).toBe(expected);
});

test("a promise is advised to be awaited, anything else gets an example", () => {
  const list = aList("a list of numbers", "[1]", aNumber(1));
  expect(checkArgument("sizes", [1, 2], list)).toEqual([1, 2]);
  expect(() => checkArgument("sizes", Promise.resolve([1]), list)).toThrow(
    "write await before it.",
  );
  expect(() => checkArgument("sizes", ["1"], list)).toThrow('but is ["1"]; pass for example [1].');
});

test("options may be left out unless they are required", () => {
  const kinds = { a: aNumber(1), b: { ...aNumber(2), isRequired: true } as const };
  expect(checkOptions("f", { b: 3 }, kinds)).toEqual({ b: 3 });
  expect(() => checkOptions("f", { a: 1 }, kinds)).toThrow("b is expected to be a number but is undefined"); // prettier-ignore
  expect(() => checkOptions("f", 5, kinds)).toThrow(
    "The argument of f is expected to be an object but is 5; pass for example { b: 2 }.",
  );
});
