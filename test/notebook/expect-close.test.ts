import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { expectClose, Mismatch, NotAnswered } from "../../src/notebook/index.js";

describe("expectClose", () => {
  it("compares numbers, nested arrays, typed arrays and tensors with each other", () => {
    expectClose(1.00005, 1);
    expectClose(
      [
        [1, 2],
        [3, 4],
      ],
      tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
    );
    expectClose(tf.scalar(2), 2);
    expectClose(new Float32Array([0.1]), [0.1]);
    expectClose([NaN, Infinity], [NaN, Infinity]);
    expectClose(1_000_050, 1_000_000); // the tolerance is relative above 1
  });

  it("names the first index that differs", () => {
    const wrong = tf.tensor2d([
      [1, 2, 3],
      [4, 9, 9],
    ]);
    expect(() =>
      expectClose(wrong, [
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toThrow("at [1, 1]: expected 5, found 9 (tolerance 0.0001)");
    expect(() => expectClose(1.2, 1, 0.1)).toThrow("expected 1, found 1.2 (tolerance 0.1)");
    expect(() => expectClose([1, NaN], [1, 2])).toThrow("at [1]: expected 2, found NaN");
    expect(() => expectClose(-Infinity, Infinity)).toThrow(Mismatch);
    expect(() => expectClose(5, Infinity)).toThrow("expected Infinity, found 5");
  });

  it("names both shapes", () => {
    expect(() => expectClose([1, 2], [[1, 2]])).toThrow(
      "expected values of shape [1, 2], found values of shape [2]",
    );
    expect(() => expectClose([1], 1)).toThrow("expected a number, found values of shape [1]");
    expect(() => expectClose([[1], [1, 2]], [1])).toThrow("found rows of several");
  });

  it("knows an answer that is missing", () => {
    expect(() => expectClose(undefined, 1)).toThrow(NotAnswered);
    expect(() => expectClose(null, 1)).toThrow(NotAnswered);
  });

  it("leaves tensors alone", () => {
    const tensor = tf.tensor1d([1]);
    const before = tf.memory().numTensors;
    expectClose(tensor, [1]);
    expect(tf.memory().numTensors).toBe(before);
    expect(tensor.isDisposed).toBe(false);
  });
});
