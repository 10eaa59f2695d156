import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { capture, ready, supportsBfloat16 } from "../../src/tensor/index.js";
import { cpuHasBfloat16, gpuHasBfloat16 } from "../../src/tensor/precision.js";

await ready();

describe("where bfloat16 is offered", () => {
  test.each([
    ["flags\t\t: fpu avx512f avx512_bf16 gfni", true],
    ["flags\t\t: fpu avx512f amx_bf16 amx_tile", true],
    ["flags\t\t: fpu avx2 avx512f", false],
    ["model name\t: avx512_bf16\nflags\t\t: fpu", false],
    ["", false],
  ])("by the processor's flags %j: %s", (cpuinfo, expected) => {
    expect(cpuHasBfloat16(cpuinfo)).toBe(expected);
  });

  test.each([
    ["9.0\n", true],
    ["8.0\n7.5\n", true],
    ["7.5\n", false],
    ["", false],
  ])("by the GPU's compute capability %j: %s", (capabilities, expected) => {
    expect(gpuHasBfloat16(capabilities)).toBe(expected);
  });

  test.skipIf(supportsBfloat16())("elsewhere it is an error", () => {
    expect(() => capture((x: tf.Tensor) => x, { precision: "bfloat16" })).toThrow(
      /which this machine/,
    );
  });
});

describe.runIf(supportsBfloat16())("a step in bfloat16", () => {
  const multiply = (a: number[], b: number[]) => {
    const step = capture((a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b), {
      precision: "bfloat16",
    });
    const product = tf.tidy(() => {
      const inputs = [tf.tensor2d([a]), tf.tensor2d(b, [b.length, 1])] as const;
      step(...inputs); // recorded, in float32
      return step(...inputs).dataSync()[0];
    });
    step.dispose();
    return product;
  };

  test("reads and gives numbers of 8 significant bits", () => {
    expect(multiply([1 + 2 ** -7], [1])).toBe(1 + 2 ** -7);
    expect(multiply([1 + 2 ** -9], [1])).toBe(1);
    expect(multiply([256, 1], [1, 2])).toBe(258);
    expect(multiply([256, 1], [1, 1])).toBe(256);
  });

  test("adds up in float32", () => {
    const ones = new Array<number>(512).fill(1); // in bfloat16, 256 + 1 is 256
    expect(multiply(ones, ones)).toBe(512);
  });

  test("keeps variables in float32: small updates are not lost", () => {
    const weight = tf.variable(tf.ones([1, 1]));
    const update = capture(
      (x: tf.Tensor2D) => {
        weight.assign(weight.sub(tf.matMul(x, x).mul(2 ** -12)));
        return weight.clone();
      },
      { precision: "bfloat16" },
    );
    const x = tf.ones([1, 1]) as tf.Tensor2D;
    for (let step = 1; step <= 8; step++) update(x).dispose();
    expect(weight.dataSync()[0]).toBe(1 - 8 * 2 ** -12);
    tf.dispose([weight, x]);
    update.dispose();
  });
});
