/** Tensors and models of TensorFlow.js as results; the kernel knows them only by what they have. */
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { bundleOf } from "../../src/kernel/results/results.js";

const text = async (value: unknown) => (await bundleOf(value))["text/plain"] as string;

beforeAll(() => tf.setBackend("cpu"));

describe("tensors", () => {
  test("type, shape, size, range and small values", async () => {
    expect(
      await text(
        tf.tensor([
          [1, 2.5, -3],
          [4, 5, 60],
        ]),
      ),
    ).toBe(
      "Tensor float32 [2, 3], 6 values, 24 bytes\n" +
        "min -3, max 60, mean 11.583, std 21.803\n" +
        "[[ 1.0,  2.5, -3.0],\n [ 4.0,  5.0, 60.0]]",
    );
    expect(await text(tf.zeros([2, 1, 2]))).toMatch(/\nall 0\n\[\[\[0, 0\]\],\n\n \[\[0, 0\]\]\]$/);
    expect(await text(tf.range(0, 1000))).toBe(
      "Tensor float32 [1000], 1,000 values, 3.91 KiB\nmin 0, max 999, mean 499.5, std 288.67",
    );
    expect(await text(tf.scalar(0.1))).toBe("Tensor float32 []: 0.1");
    expect(await text(tf.zeros([0, 3]))).toBe("Tensor float32 [0, 3], 0 values, 0 bytes");
  });

  test("the spread is exact far from zero", async () => {
    expect(await text(tf.tensor([1e6, 1e6 + 1, 1e6 + 2]))).toMatch(/mean 1000001, std 0.8165/);
  });

  test("what is not finite is counted, not averaged", async () => {
    const [, line] = (await text(tf.tensor([NaN, 1, 3, Infinity, -Infinity]))).split("\n");
    expect(line).toBe("min 1, max 3, mean 2, std 1, 1 NaN, 2 infinite");
    expect(await text(tf.tensor([NaN, NaN]))).toMatch(/\n2 NaN\n/);
  });

  test("truths, texts, complex numbers, integers", async () => {
    expect(await text(tf.tensor([true, false, true]))).toMatch(
      /\n2 true, 1 false\n\[true, false, /,
    );
    expect(await text(tf.tensor(["a", "<b>\n"]))).toMatch(
      /^Tensor string \[2\], 2 values\n\["a", "<b>\\n"\]$/,
    );
    expect(await text(tf.complex([1, 2], [3, -4]))).toMatch(/\n\[1 \+ 3i, 2 - 4i\]$/);
    expect(await text(tf.tensor([1, 2], undefined, "int32"))).toMatch(
      /^Tensor int32 .*\n.*\n\[1, 2\]$/,
    );
  });

  test("variables, weights, buffers and disposed tensors", async () => {
    const variable = tf.variable(tf.ones([2]), false, "frozen");
    expect(await text(variable)).toMatch(
      /^Variable "frozen" float32 \[2\], not trainable, 2 values/,
    );
    expect(await text(tf.buffer([2, 2]))).toMatch(/^TensorBuffer float32 \[2, 2\], 4 values/);
    const layer = tf.layers.dense({ units: 2, inputShape: [3], name: "d" });
    tf.sequential({ layers: [layer] });
    expect(await text(layer.weights[0])).toMatch(
      /^Variable "d\/kernel" float32 \[3, 2\], 6 values/,
    );
    variable.dispose();
    expect(await text(variable)).toBe('Variable "frozen" float32 [2], not trainable, disposed');
  });

  test("inside other values a tensor is one line, and its class stays as it was", async () => {
    class Holder {
      readonly weight = tf.zeros([3]);
    }
    const value = {
      xs: tf.zeros([2, 3]),
      deep: [new Map([["loss", tf.scalar(0.25)]])],
      h: new Holder(),
    };
    expect(await text(value)).toBe(
      "{\n  xs: Tensor float32 [2, 3],\n  deep: [ Map(1) { 'loss' => Tensor float32 []: 0.25 } ],\n" +
        "  h: Holder { weight: Tensor float32 [3] }\n}",
    );
    expect(await text([tf.zeros([2]), tf.train.sgd(0.5)])).toBe(
      "[ Tensor float32 [2], SGD { learningRate: 0.5 } ]",
    );
    expect(Symbol.for("nodejs.util.inspect.custom") in tf.Tensor.prototype).toBe(false);
  });

  test("showing leaves no tensor behind", async () => {
    const values = [tf.zeros([16, 16]), tf.complex([1], [2]), { a: tf.zeros([2]) }];
    const before = tf.memory().numTensors;
    for (const value of values) await bundleOf(value);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a tensor too large to be read", async () => {
    const read = () => expect.unreachable();
    const huge = {
      dtype: "float32",
      shape: [1e5, 1e5],
      isDisposed: false,
      data: read,
      dataSync: read,
    };
    expect(await text(huge)).toBe(
      "Tensor float32 [100000, 100000], 10,000,000,000 values, 37.3 GiB\ntoo many values to be read here",
    );
  });
});

describe("thumbnails", () => {
  const size = async (tensor: tf.Tensor): Promise<number[] | undefined> => {
    const png = (await bundleOf(tensor))["image/png"];
    if (typeof png !== "string") return undefined;
    const file = Buffer.from(png, "base64");
    return [file.readUInt32BE(16), file.readUInt32BE(20)];
  };
  const noise = (shape: number[], low = 0, high = 1) =>
    tf.randomUniform(shape, low, high, "float32", 1);

  test("images of all usual shapes and ranges, enlarged to be seen", async () => {
    expect(await size(noise([100, 28, 28, 1], -1))).toEqual([462, 462]); // 8 × 8 of 56, with gaps
    expect(await size(noise([3, 28, 28]))).toEqual([172, 56]);
    expect(await size(noise([64, 64, 3], 0, 255))).toEqual([64, 64]);
    expect(await size(noise([16, 32, 4]))).toEqual([128, 64]);
    expect(await size(noise([20, 20]))).toEqual([60, 60]);
    expect(await size(noise([2000, 1000, 1]))).toEqual([250, 500]);
    expect(await size(noise([2, 300, 300, 3]))).toEqual([202, 100]);
  });

  test.each<[string, () => tf.Tensor]>([
    ["other ranges", () => noise([4, 28, 28, 1], -3, 3)],
    ["one color", () => tf.zeros([4, 28, 28, 1])],
    ["too many channels", () => noise([4, 28, 28, 2])],
    ["a batch of vectors", () => noise([64, 10])],
    ["a long strip", () => noise([1000, 20])],
    ["filters", () => noise([3, 3, 16, 3])],
    ["infinite values", () => noise([4, 28, 28, 1]).mul(Infinity)],
  ])("%s are not shown as images", async (_name, make) =>
    expect(await size(make())).toBeUndefined(),
  );

  test("text, range and picture are one output", async () => {
    const bundle = await bundleOf(noise([100, 28, 28, 1]));
    expect(Object.keys(bundle)).toEqual(["text/html", "image/png", "text/plain"]);
    expect(bundle["text/html"]).toMatch(
      /Tensor float32 \[100, 28, 28, 1\].*<img src="data:image\/png/s,
    );
    expect(bundle["text/html"]).toContain(
      "The first 64 of 100 images; 0 is black, 1 is full brightness",
    );
  });
});

describe("models", () => {
  const twoLayers = () =>
    tf.sequential({
      name: "two",
      layers: [
        tf.layers.dense({ units: 4, inputShape: [3], name: "first" }),
        tf.layers.dense({ units: 1, name: "second" }),
      ],
    });

  test("a table of layers, before and after the first use", async () => {
    const model = twoLayers();
    const expected = [
      'Sequential "two"',
      "Layer   Type   Output shape  Parameters",
      "──────  ─────  ────────────  ──────────",
      "first   Dense  [null, 4]             16",
      "second  Dense  [null, 1]              5",
      "21 parameters, all trainable",
      "Inputs: float32 [null, 3]. Outputs: float32 [null, 1].",
    ].join("\n");
    expect(await text(model)).toBe(expected);
    model.compile({ optimizer: tf.train.sgd(0.5), loss: "meanSquaredError" });
    expect(await text(model)).toBe(`${expected}\nOptimizer: SGD { learningRate: 0.5 }`);
    expect((await bundleOf(model))["text/html"]).toMatch(
      /^<p>Sequential &quot;two&quot;<\/p><table/,
    );
  });

  test("frozen layers, models in models, several inputs", async () => {
    const inner = twoLayers();
    inner.trainable = false;
    const a = tf.input({ shape: [3], name: "a" });
    const half = inner.apply(a) as tf.SymbolicTensor;
    const joined = tf.layers.concatenate({ name: "join" }).apply([a, half]) as tf.SymbolicTensor;
    const shown = await text(tf.model({ inputs: a, outputs: [joined, half], name: "outer" }));
    expect(shown).toMatch(/^two +Sequential +\[null, 1\] +21 +no$/m);
    expect(shown).toMatch(/^\s+↳ second +Dense +\[null, 1\] +5 +no$/m);
    expect(shown).toMatch(/^join +Concatenate +\[null, 4\] +0 +a, two$/m);
    expect(shown).toMatch(/^21 parameters, 0 trainable$/m);
    expect(shown).toMatch(/Outputs: float32 \[null, 4\], float32 \[null, 1\]\.$/);
  });

  test("models that know too little yet, and their parts in one line", async () => {
    expect(await text(tf.sequential({ name: "empty" }))).toMatch(/Not built yet: add a layer/);
    const layer = tf.layers.dense({ units: 2, name: "alone" });
    expect(await text(layer)).toBe('Dense "alone", not built yet');
    const model = twoLayers();
    expect(await text(model.layers[0])).toBe('Dense "first", output [null, 4], 16 parameters');
    expect(await text({ model })).toBe('{ model: Sequential "two" (2 layers, 21 parameters) }');
    expect(await text(model.inputs[0])).toMatch(/^SymbolicTensor ".*" float32 \[null, 3\]$/);
    expect(await text(tf.train.momentum(0.1, 0.9))).toMatch(/^Momentum \{ learningRate: 0.1, mom/);
  });

  test("a graph model", async () => {
    const shape = { dim: [{ size: "-1" }, { size: "2" }] };
    const type = { type: "DT_FLOAT" };
    const node = (name: string, op: string, input: string[], attr: object = {}) => ({
      name,
      op,
      input,
      attr: { dtype: type, T: type, ...attr },
    });
    const model = await tf.loadGraphModel(
      tf.io.fromMemory({
        modelTopology: {
          node: [
            node("x", "Placeholder", [], { shape: { shape } }),
            node("w", "Const", []),
            node("y", "AddV2", ["x", "w"]),
          ],
          versions: {},
        },
        weightSpecs: [{ name: "w", shape: [2], dtype: "float32" }],
        weightData: new Float32Array([1, 2]).buffer,
      }),
    );
    const shown = await text(model);
    expect(shown).toMatch(/^GraphModel\n/);
    expect(shown).toMatch(/^input +x +float32 +\[null, 2\]$/m);
    expect(shown).toMatch(/^1 weight, 2 parameters$/m);
    expect(await text([model])).toBe("[ GraphModel (1 weight) ]");
  });
});
