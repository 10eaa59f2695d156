import { describe, expect, test } from "vitest";
import {
  DType,
  prune,
  type Attributes,
  type GraphNode,
} from "../../../src/tensor/capture/graph.js";
import { toBfloat16 } from "../../../src/tensor/capture/passes/bfloat16.js";
import { fuseBias } from "../../../src/tensor/capture/passes/bias.js";
import { leakyReluFromOutput } from "../../../src/tensor/capture/passes/leaky-relu.js";

const node = (
  name: string,
  op: string,
  inputs: string[],
  shape: number[],
  attributes: Attributes = {},
  dtype: number = DType.float32,
): GraphNode => ({ name, op, inputs, after: [], attributes, outputs: [{ shape, dtype }] });

const brief = (graph: readonly GraphNode[]) =>
  graph.map(({ name, op, inputs }) => `${name} = ${op}(${inputs.join(", ")})`);

describe("fuseBias", () => {
  const x = node("x", "Placeholder", [], [2, 5, 5, 3]);
  const flat = node("flat", "Placeholder", [], [2, 3]);
  const b = node("b", "Placeholder", [], [3]);

  test.each([
    ["an image and one number per channel", [x, b], "BiasAdd"],
    ["a matrix and one number per column", [flat, b], "BiasAdd"],
    ["two images", [x, x], "Add"],
    ["one number per channel and an image", [b, x], "Add"],
    ["an image and a matrix", [x, node("m", "Placeholder", [], [5, 3])], "Add"],
  ])("%s", (_, inputs, expected) => {
    const names = inputs.map(({ name }) => name);
    const sum = node("sum", "Add", names, inputs[0]!.outputs[0]!.shape as number[]);
    const [result] = fuseBias([...inputs, sum]).slice(-1);
    expect(result!.op).toBe(expected);
    expect(result!.inputs).toEqual(names);
  });

  test("leaves sums of integers alone", () => {
    const i = node("i", "Placeholder", [], [2, 3], {}, DType.int32);
    const j = node("j", "Placeholder", [], [3], {}, DType.int32);
    const sum = node("sum", "Add", ["i", "j"], [2, 3], {}, DType.int32);
    expect(fuseBias([i, j, sum])[2]).toBe(sum);
  });
});

describe("toBfloat16", () => {
  const graph = [
    node("x", "Placeholder", [], [2, 4]),
    node("w", "Placeholder", [], [4, 3]),
    node("y", "MatMul", ["x", "w"], [2, 3], { T: { type: DType.float32 } }),
    node("g", "MatMul", ["x", "y"], [4, 3], { T: { type: DType.float32 } }),
    node("z", "Tanh", ["y"], [2, 3]),
  ];

  test("narrows what products read, each tensor once, and widens what others read of them", () => {
    expect(brief(toBfloat16(graph))).toEqual([
      "x = Placeholder()",
      "w = Placeholder()",
      "x_narrow = Cast(x)",
      "w_narrow = Cast(w)",
      "y = MatMul(x_narrow, w_narrow)",
      "g = MatMul(x_narrow, y)",
      "y_wide = Cast(y)",
      "z = Tanh(y_wide)",
    ]);
  });

  test("leaves shapes and integer products as they are", () => {
    const sizes = node("sizes", "Const", [], [4], {}, DType.int32);
    const back = node("dx", "Conv2DBackpropInput", ["sizes", "w", "y"], [2, 4]);
    const product = toBfloat16([...graph.slice(0, 3), sizes, back]).at(-1);
    expect(product!.inputs).toEqual(["sizes", "w_narrow", "y"]);
    const integers = node("i", "MatMul", ["a", "b"], [2, 2], {}, DType.int32);
    expect(toBfloat16([integers])).toEqual([integers]);
  });

  test("takes batch norm along between products, but not its statistics", () => {
    const norm = {
      ...node("n", "FusedBatchNormV3", ["y", "s", "o"], [2, 3]),
      outputs: [0, 1, 2].map(() => ({ shape: [3], dtype: DType.float32 })),
    };
    const next = node("next", "MatMul", ["n", "w"], [2, 3]);
    const mean = node("mean", "Neg", ["n:1"], [3]);
    const inputs = ["s", "o"].map((name) => node(name, "Placeholder", [], [3]));
    const result = brief(toBfloat16([...graph.slice(0, 3), ...inputs, norm, next, mean]));
    expect(result).toContain("n = FusedBatchNormV3(y, s, o)");
    expect(result).toContain("next = MatMul(n, w_narrow)");
    expect(result).toContain("mean = Neg(n:1)");
  });
});

describe("leakyReluFromOutput", () => {
  const leaky = (alpha: number) => ({ alpha: { float: alpha } });
  const graph = (forward: number, backward: number) => [
    node("x", "Placeholder", [], [3]),
    node("y", "LeakyRelu", ["x"], [3], leaky(forward)),
    node("dx", "LeakyReluGrad", ["dy", "x"], [3], leaky(backward)),
  ];
  const inputs = (forward: number, backward: number) =>
    leakyReluFromOutput(graph(forward, backward))[2]!.inputs;

  test("reads the sign from the output where the slope is positive", () => {
    expect(inputs(0.2, 0.2)).toEqual(["dy", "y"]);
    expect(inputs(-0.2, -0.2)).toEqual(["dy", "x"]);
    expect(inputs(0.2, 0.1)).toEqual(["dy", "x"]);
  });
});

describe("prune", () => {
  test("keeps what the wanted outputs need, by data or by order", () => {
    const graph = [
      node("a", "Placeholder", [], []),
      node("unused", "Placeholder", [], []),
      { ...node("write", "AssignVariableOp", ["a"], []), outputs: [] },
      { ...node("read", "Split", ["a:1"], []), after: ["write"] },
      node("wanted", "Neg", ["read:1"], []),
      node("late", "Neg", ["wanted"], []),
    ];
    expect(prune(graph, ["wanted"]).map(({ name }) => name)).toEqual([
      "a",
      "write",
      "read",
      "wanted",
    ]);
  });
});
