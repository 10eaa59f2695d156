import * as tf from "@tensorflow/tfjs";
import { inspect } from "node:util";
import { describe as group, expect, it } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { describe, summary } from "../../src/notebook/index.js";

group("summary", () => {
  const model = tf.sequential({
    name: "toy",
    layers: [
      tf.layers.dense({ name: "hidden", inputShape: [64], units: 256 }),
      tf.layers.batchNormalization({ name: "norm" }),
    ],
  });

  it("lists layers, shapes and parameters", () => {
    const table = summary(model);
    expect(table.rows).toEqual([
      ["hidden", "Dense", "[n, 256]", "16,640"],
      ["norm", "BatchNormalization", "[n, 256]", "1,024"],
    ]);
    expect(table.note).toBe("17,664 parameters, of which training changes 17,152");
    expect(inspect(table)).toContain("hidden  Dense               [n, 256]      16,640");
  });

  it("shows itself as HTML, Markdown and text", () => {
    const bundle = summary(model)[DISPLAY]();
    expect(bundle["text/html"]).toContain('<td style="text-align: right">16,640</td>');
    expect(bundle["text/markdown"]).toContain("| hidden | Dense |");
    expect(bundle["text/plain"]).toMatch(/^toy\n/);
  });
});

group("describe", () => {
  it("lists shape, type and statistics, and leaves the tensor", () => {
    const tensor = tf.tensor2d([1, 2, 3, 6], [2, 2]);
    const before = tf.memory().numTensors;
    expect(describe(tensor).rows).toEqual([
      ["shape", "[2, 2]"],
      ["type", "float32"],
      ["range", "1 to 6"],
      ["mean", "3"],
      ["standard deviation", "1.871"],
    ]);
    expect(tf.memory().numTensors).toBe(before);
    expect(tensor.isDisposed).toBe(false);
  });

  it("counts what is not finite", () => {
    expect(describe(tf.tensor1d([NaN, 1, Infinity])).rows).toContainEqual(["not finite", "2 of 3"]);
    expect(describe(tf.tensor1d([1, 1])).rows.map(([name]) => name)).not.toContain("not finite");
    expect(describe(tf.tensor1d([NaN])).rows.map(([name]) => name)).not.toContain("mean");
  });

  it("takes empty tensors, booleans and strings", () => {
    expect(describe(tf.zeros([0, 3])).rows).toContainEqual(["shape", "[0, 3]"]);
    expect(describe(tf.tensor1d([true, false])).rows).toContainEqual(["mean", "0.5"]);
    expect(describe(tf.tensor1d(["a"])).rows).toContainEqual(["values", "1"]);
  });
});
