import * as tf from "@tensorflow/tfjs";
import { describe, expect, test, vi } from "vitest";
import { nativeBackend } from "../../../src/tensor/binding.js";
import { optimize } from "../../../src/tensor/capture/passes/index.js";
import { Program } from "../../../src/tensor/capture/program.js";
import { record, type Step } from "../../../src/tensor/capture/recording.js";
import { capture, ready, supportsBfloat16, type Precision } from "../../../src/tensor/index.js";

await ready();
const backend = nativeBackend();

/** Deterministic values of either sign. */
function wave(shape: number[], phase = 0): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => Math.sin(phase + 1 + i * 1.7)),
    shape,
  );
}

/** How often each operation occurs in a step's graph, before and after the passes. */
interface Counts {
  before: Record<string, number>;
  after: Record<string, number>;
}

/** Optimizes a step's graph, and expects it to give what the step gives, on other inputs. */
function checked(
  step: Step<tf.Tensor[]>,
  shapes: number[][],
  precision: Precision = "float32",
  tolerance = 1e-5,
): Counts {
  return tf.tidy(() => {
    const recording = record(
      backend!,
      step,
      shapes.map((shape) => wave(shape)),
      false,
    );
    const graph = optimize(recording.graph, recording.fetches, precision);
    const program = new Program(backend!, recording, graph);
    const inputs = shapes.map((shape, i) => wave(shape, 5 + i));
    const expected = step(...inputs);
    program.run(inputs).forEach((tensor, index) => {
      const target = expected[index]!;
      expect(tensor.shape).toEqual(target.shape);
      const scale = target.abs().max().dataSync()[0]!;
      const apart = tensor.sub(target).abs().max().dataSync()[0]!;
      expect(apart / scale).toBeLessThan(tolerance);
    });
    program.dispose();
    const count = (nodes: typeof graph) => {
      const counts: Record<string, number> = {};
      for (const { op } of nodes) counts[op] = (counts[op] ?? 0) + 1;
      return counts;
    };
    return { before: count(recording.graph), after: count(graph) };
  });
}

/** All gradients of a loss, after it. */
const withGradients =
  (loss: (...inputs: tf.Tensor[]) => tf.Tensor): Step<tf.Tensor[]> =>
  (...inputs) => {
    const { value, grads } = tf.valueAndGrads((...x: tf.Tensor[]) => loss(...x).asScalar())(inputs);
    return [value, ...grads];
  };

describe.runIf(backend)("optimized graphs give what the step gives:", () => {
  test("the gradient of a Gram matrix has one product instead of two", () => {
    const gram = withGradients((x) =>
      tf
        .matMul(x, x, true, false)
        .mul(wave([4, 4]))
        .sum(),
    );
    const { before, after } = checked(gram, [[6, 4]]);
    expect(before.BatchMatMulV2).toBe(3);
    expect([after.BatchMatMulV2, after.Transpose]).toEqual([undefined, 1]);
  });

  test("a mean's gradient stays one number", () => {
    checked(
      withGradients((x) => x.square().mean().add(x.mean().square())),
      [[2, 3, 4, 5]],
    );
  });

  test("a scale is carried through products, sums and means of squares", () => {
    const step = withGradients((x, scales) => {
      const h = tf.leakyRelu(x).mul(Math.SQRT2);
      return h.mul(scales).tanh().sum().add(h.square().mean().mul(3));
    });
    checked(step, [
      [2, 5, 4, 3],
      [2, 1, 1, 3],
    ]);
    checked(
      (x) => [x.mul(3).square().mean([1, 2]), x.mul(tf.scalar(2)).mul(x).sum(1)],
      [[2, 4, 5]],
    );
  });

  test("layers add their bias as BiasAdd", () => {
    const layer = tf.layers.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2 });
    layer.apply(tf.input({ shape: [5, 5, 2] }));
    const step = withGradients((x) => (layer.apply(x) as tf.Tensor).tanh().sum());
    const { before, after } = checked(step, [[2, 5, 5, 2]]);
    expect([before.BiasAdd, after.BiasAdd]).toEqual([undefined, 1]);
    layer.dispose();
  });

  test("chains of small factors are multiplied first", () => {
    const step: Step<tf.Tensor[]> = (x, scales) => [
      x.mul(2).mul(scales),
      tf.mul(3, tf.mul(scales, x)),
      x.mul(x).mul(scales),
      scales.mul(scales).mul(x),
    ];
    const { after } = checked(step, [
      [2, 5, 4, 3],
      [2, 1, 1, 3],
    ]);
    expect(after.Mul).toBe(8); // the same number, but of the small ones
  });

  test.each([
    [3, 1],
    [3, 2],
    [1, 3],
    [5, 1],
  ])("a convolution and its gradients, edge %i, %i output channels", (edge, outputs) => {
    const step = withGradients((x, w) =>
      tf
        .conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same")
        .mul(wave([2, 7, 6, outputs]))
        .sum(),
    );
    const narrow = edge > 1 && edge * edge * outputs <= 16;
    const { before, after } = checked(step, [
      [2, 7, 6, 16],
      [edge, edge, 16, outputs],
    ]);
    expect(before.Conv2DBackpropFilter).toBe(1);
    expect(after.Conv2DBackpropFilter ?? 0).toBe(narrow ? 0 : 1);
    expect(after.MatMul ?? 0).toBe(narrow ? 2 : 0);
  });

  test.each(["valid", "same"] as const)("the gradient of a wide filter, padding %s", (padding) => {
    const step = withGradients((x, w) =>
      tf
        .conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, padding)
        .square()
        .sum(),
    );
    checked(step, [
      [2, 9, 8, 3],
      [3, 3, 3, 1],
    ]);
  });

  test("a bias and a filter beside it", () => {
    const step = withGradients((x, w, b) =>
      tf
        .conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, "same")
        .add(b)
        .tanh()
        .sum(),
    );
    const { after } = checked(step, [[2, 8, 8, 3], [4, 4, 3, 6], [6]]);
    expect(after.BiasAddGrad).toBe(1);
  });
});

describe.runIf(supportsBfloat16())("in bfloat16, to its precision:", () => {
  // Eight significant bits, in sums of numbers of either sign.
  const tolerance = 0.03;

  test.each([
    [4, 2, "same", [2, 8, 8, 16]],
    [4, 2, "same", [2, 7, 10, 16]],
    [3, 3, "same", [2, 8, 7, 16]],
    [4, 2, "valid", [2, 8, 8, 16]],
    [4, 2, "same", [2, 8, 8, 3]],
  ] as const)(
    "a filter of edge %i at stride %i, padding %s, images %j",
    (edge, stride, padding, shape) => {
      const all = withGradients((x, w) => {
        const y = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, padding);
        return y.mul(wave(y.shape)).sum();
      });
      // Without the loss, where terms of either sign nearly cancel.
      const step: Step<tf.Tensor[]> = (...inputs) => all(...inputs).slice(1);
      const inputs = [[...shape], [edge, edge, shape[3], 8]];
      const { after } = checked(step, inputs, "bfloat16", tolerance);
      const inProducts = padding === "same" && shape[3] >= 16;
      expect(after.Conv2DBackpropFilter ?? 0).toBe(inProducts ? 0 : 1);
    },
  );

  test.each([
    [5, 1, 2, 2],
    [1, 1, 16, 2],
    [2, 2, 2, 1],
  ])("a filter larger than an image of %i by %i, %i channels, stride %i", (h, w, c, stride) => {
    const step: Step<tf.Tensor[]> = (x, filter) =>
      withGradients((x, w) => {
        const y = tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, stride, "same");
        return y.mul(wave(y.shape)).sum();
      })(x, filter).slice(1);
    for (let run = 0; run < 5; run++) {
      tf.fill([1e5], 1e30).dispose(); // memory that must not be read
      checked(
        step,
        [
          [3, h, w, c],
          [3, 3, c, 2],
        ],
        "bfloat16",
        tolerance,
      );
    }
  });

  test("between two convolutions nothing is widened", () => {
    const step: Step<tf.Tensor[]> = (x, w, b) => {
      const convolve = (x: tf.Tensor) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same");
      return [convolve(tf.maxPool(convolve(x).add(b).relu() as tf.Tensor4D, 2, 2, "same"))];
    };
    const { after } = checked(step, [[2, 8, 8, 4], [3, 3, 4, 4], [4]], "bfloat16", tolerance);
    expect(after.Cast).toBe(4); // x, filter and bias narrowed, the result widened
  });

  test("what is not read in bfloat16 is computed in float32", () => {
    const step: Step<tf.Tensor[]> = (x, w, b) => [tf.matMul(x, w).add(b).relu()];
    const { after } = checked(step, [[3, 4], [4, 5], [5]], "bfloat16", tolerance);
    expect(after.Cast).toBe(3);
  });
});

describe.runIf(backend)("a graph stays in the range of float32 where the step does", () => {
  type Case = [name: string, value: number, step: (x: tf.Tensor1D) => tf.Tensor];
  const square = (x: tf.Tensor1D) => x.as2D(8, 8);
  const cases: Case[] = [
    ["a mean of small squares", 1e20, (x) => x.mul(1e-20).square().mean()],
    ["a mean of squares of tiny numbers", 1e-25, (x) => x.mul(1e25).square().mean()],
    ["a sum of products", 1e20, (x) => x.mul(1e-20).mul(x).sum()],
    ["two small constants", 1e30, (x) => x.mul(1e-25).mul(1e-25)],
    ["two large constants", 1e-30, (x) => x.mul(1e30).mul(1e30)],
    ["two large divisors", 1e38, (x) => x.div(1e30).div(1e30)],
    ["two large summands", -3e38, (x) => x.add(2e38).add(2e38)],
    [
      "two small tensors that are no constants",
      1e30,
      (x) => {
        const small = x.slice(0, 1).mul(1e-30).mul(1e-25);
        return x.mul(small).mul(small);
      },
    ],
    [
      "a filter and a scale",
      1e30,
      (x) => tf.conv2d(x.reshape([1, 8, 8, 1]).mul(1e-25), tf.fill([1, 1, 1, 1], 1e-25), 1, "same"),
    ],
    ["a matrix and a scale", 1e30, (x) => tf.matMul(square(x).mul(1e-25), tf.eye(8).mul(1e-25))],
    [
      "a gradient",
      1e20,
      (x) => tf.grad((y: tf.Tensor) => y.mul(1e-20).square().mean().mul(1e20).mul(1e-20))(x),
    ],
  ];

  test.each(cases)("%s", (_, value, step) => {
    tf.tidy(() => {
      const x = tf.fill<tf.Rank.R1>([64], value);
      const captured = capture(step);
      const [expected, actual] = [step(x), captured(x)].map((result) => result.dataSync());
      expect(captured.graphs).toBe(1);
      expected!.forEach((number, index) => {
        expect(Math.abs(number)).toBeGreaterThan(1e-37);
        expect(actual![index]! / number).toBeCloseTo(1, 5);
      });
      captured.dispose();
    });
  });

  const rewritings: [name: string, step: (x: tf.Tensor) => tf.Tensor][] = [
    ["a maximum of twice a number and itself", (x) => tf.maximum(x.add(x), x)],
    ["a minimum", (x) => tf.minimum(x, x.add(x))],
    ["a maximum over a part", (x) => tf.max(tf.split(x, 2)[1]!.tanh())],
    ["a pool over a part", (x) => tf.maxPool(tf.split(x.reshape([1, 2, 2, 2]), 2, 3)[1]!.relu() as tf.Tensor4D, 1, 1, "same")], // prettier-ignore
    ["the first of equal results", (x) => tf.argMin(x.mul(0.3).floor())],
    ["the first of saturated results", (x) => tf.argMin(x.mul(-50).sigmoid())],
    ["numbers rounded by adding and subtracting", (x) => x.add(2 ** 23).sub(2 ** 23)],
    ["a filter and three factors", (x) => tf.conv2d(x.reshape([1, 2, 4, 1]) as tf.Tensor4D, tf.ones([1, 1, 1, 1]), 1, "same").div(4).mul(0.5).mul(0.1)], // prettier-ignore
    ["six factors", (x) => [1, 2, 3, 4, 5, 6].reduce((y: tf.Tensor) => y.mul(1e7), x.mul(1e-30))],
  ];

  test.each(rewritings)("and gives what it gives: %s", (_, step) => {
    tf.tidy(() => {
      const x = tf.tensor1d([0.3, -1.4, 2.6, -3, 0, 1, 2, 5]);
      const captured = capture(step);
      expect([...captured(x).dataSync()]).toEqual([...step(x).dataSync()]);
      captured.dispose();
    });
  });

  test("means of integers are captured, too", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    tf.tidy(() => {
      const captured = capture((x: tf.Tensor) => [x.square().mean(), x.mul(2).square().mean()]);
      const results = captured(tf.tensor1d([1, 2, 3, 4], "int32"));
      expect(results.map((result) => result.dataSync()[0])).toEqual([7.5, 30]);
      captured.dispose();
    });
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
