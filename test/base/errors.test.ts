import { describe, expect, test } from "vitest";
import {
  checkDecay,
  checkFinite,
  checkInteger,
  checkInterval,
  checkNotNegative,
  checkNumber,
  checkPositiveInteger,
  refusal,
} from "../../src/base/errors.js";

test("a refusal says what was expected, what was found and what to do", () => {
  expect(refusal("steps", "a positive integer", 0, "train for at least one step")).toBe(
    "steps is expected to be a positive integer but is 0; train for at least one step.",
  );
});

describe("checks return a good value", () => {
  test.each<[string, () => unknown, unknown]>([
    ["positive integer", () => checkPositiveInteger("n", 1, 64), 1],
    ["integer at an end", () => checkInteger("n", 4, [0, 4], 2), 4],
    ["number at an end", () => checkNumber("x", 0, [0, 1], 0.5), 0],
    ["finite number", () => checkFinite("x", -1e300), -1e300],
    ["zero", () => checkNotNegative("x", 0), 0],
    ["decay", () => checkDecay("x", 0), 0],
    ["interval", () => checkInterval("range", [-1, 1], [0, 1]), [-1, 1]],
  ])("%s", (_name, check, value) => expect(check()).toEqual(value));
});

describe("checks refuse all others", () => {
  test.each<[() => unknown, string]>([
    [
      () => checkPositiveInteger("n", 0, 64),
      "n is expected to be a positive integer but is 0; pass for example 64.",
    ],
    [() => checkPositiveInteger("n", 1.5, 8), "but is 1.5; pass for example 8."],
    [
      () => checkInteger("n", 5, [0, 4], 2),
      "n is expected to be an integer from 0 to 4 but is 5; pass for example 2.",
    ],
    [() => checkInteger("n", -1, [0, Infinity], 2), "an integer of at least 0 but is -1"],
    [() => checkInteger("n", NaN, [0, 4], 2), "but is NaN"],
    [
      () => checkNumber("x", 1.1, [0, 1], 0.5),
      "x is expected to be a number from 0 to 1 but is 1.1",
    ],
    [() => checkNumber("x", NaN, [0, 1], 0.5), "but is NaN"],
    [() => checkFinite("x", Infinity), "x is expected to be a finite number but is Infinity"],
    [
      () => checkNotNegative("x", -1, 10),
      "a finite number of at least 0 but is -1; pass for example 10.",
    ],
    [() => checkNotNegative("x", Infinity), "but is Infinity"],
    [
      () => checkDecay("beta1", 1),
      "beta1 is expected to be at least 0 and below 1 but is 1; pass for example 0.9.",
    ],
    [() => checkDecay("beta1", NaN), "but is NaN"],
    [
      () => checkInterval("range", [1, 1], [-1, 1]),
      "range is expected to be [low, high] with low < high but is [1, 1]; pass for example [-1, 1].",
    ],
    [() => checkInterval("range", [NaN, 1], [-1, 1]), "but is [NaN, 1]"],
  ])("%#", (check, message) => {
    expect(check).toThrow(RangeError);
    expect(check).toThrow(message);
  });
});
