import nodeCrypto, { randomInt } from "node:crypto";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nativeBackend } from "../../../src/tensor/binding.js";
import { adam, capture, CaptureRefused, randomNormal, ready } from "../../../src/tensor/index.js";

await ready();
/** Elsewhere a captured step runs as it is. */
const native = nativeBackend() !== undefined;
let tensorsBefore = 0;
beforeEach(() => void (tensorsBefore = tf.memory().numTensors));
afterEach(() => expect(tf.memory().numTensors).toBe(tensorsBefore));

/** The values of a tensor, which is disposed. */
function values(tensor: tf.Tensor): number[] {
  const result = [...tensor.dataSync()];
  tensor.dispose();
  return result;
}

const variable = (...numbers: number[]) => tf.tidy(() => tf.variable(tf.tensor1d(numbers)));

describe("capture", () => {
  test("gives what the step gives, call after call, in the step's structure", () => {
    const step = capture((x: tf.Tensor1D, y: tf.Tensor1D) => ({
      sum: x.add(y),
      parts: [x.square(), y.neg()],
    }));
    for (const k of [1, 2, 3]) {
      const [x, y] = [tf.tensor1d([k, 2]), tf.tensor1d([3, k])];
      const { sum, parts } = step(x, y);
      expect(values(sum)).toEqual([k + 3, 2 + k]);
      expect(parts.map(values)).toEqual([
        [k * k, 4],
        [-3, -k],
      ]);
      tf.dispose([x, y]);
    }
    expect(step.graphs).toBe(native ? 1 : 0);
    step.dispose();
  });

  test("makes one graph for each set of shapes and dtypes", () => {
    const step = capture((x: tf.Tensor) => x.add(x));
    const inputs = [
      tf.ones([2]),
      tf.ones([3]),
      tf.ones([2]),
      tf.ones([2], "int32"),
      tf.ones([1, 2]),
    ];
    for (const x of inputs) {
      const y = step(x);
      expect([y.shape, y.dtype]).toEqual([x.shape, x.dtype]);
      expect(new Set(values(y))).toEqual(new Set([2]));
    }
    expect(step.graphs).toBe(native ? 4 : 0);
    tf.dispose(inputs);
    step.dispose();
  });

  test("gives in the first call, bit for bit, what later calls give from the same state", () => {
    const [kernel, optimizer] = [variable(0.3, -0.7, 0.1), adam({ learningRate: 0.01 })];
    const state = Object.values(optimizer.state({ kernel }));
    const step = capture((number: tf.Scalar) => {
      const x = randomNormal([50, 3], { seed: 3, step: number });
      const { value, grads } = tf.variableGrads(
        () =>
          tf.leakyRelu(x.mul(kernel), 0.2).mul(0.1).mul(0.3).mul(0.7).square().mean().asScalar(),
        [kernel],
      );
      optimizer.applyGradients(grads);
      return value;
    });
    const start = [kernel, ...state].map((one) => one.clone());
    const run = () => {
      [kernel, ...state].forEach((one, index) => one.assign(start[index]!));
      return [1, 2, 3].map((number) => [...values(step(number)), ...kernel.dataSync()]);
    };
    const first = run();
    expect(run()).toEqual(first);
    expect(new Set(first.flat()).size).toBe(12); // and each step does something
    step.dispose();
    optimizer.dispose();
    tf.dispose([kernel, ...start]);
  });

  test("takes numbers for scalars, such as a learning rate and the step's number", () => {
    const noise = capture((step: tf.Scalar, scale: tf.Scalar) => step.mul(scale));
    for (const step of [1, 2, 3]) expect(values(noise(step, 0.5))).toEqual([step * 0.5]);
    expect(() => noise(2 ** 24 + 1, 1)).toThrow(/exact up to 16777216 .* tf\.scalar\(16777217/);
    noise.dispose();
  });

  test("assigns variables, and takes what others assign in between", () => {
    const v = variable(1, 2);
    const double = capture(() => {
      v.assign(v.mul(2));
      return { old: v.div(2), now: v.clone() };
    });
    const add = capture((x: tf.Scalar) => {
      v.assign(v.add(x));
      return v.sum();
    });
    let expected = [1, 2];
    for (let call = 1; call <= 4; call++) {
      const { old, now } = double();
      expect(values(old)).toEqual(expected);
      expected = expected.map((x) => 2 * x);
      expect(values(now)).toEqual(expected);
      expect(values(add(call))).toEqual([expected[0]! + expected[1]! + 2 * call]);
      expected = expected.map((x) => x + call + 1);
      tf.tidy(() => v.assign(v.add(1)));
      expect([...v.dataSync()]).toEqual(expected);
    }
    tf.dispose([v]);
    double.dispose();
    add.dispose();
  });

  test("tells tensors apart that share their memory", () => {
    const v = variable(1);
    const w = variable(0);
    w.assign(v); // now one buffer
    const outside = v.clone(); // and that, too
    const step = capture((x: tf.Tensor1D, y: tf.Tensor1D) => {
      const result = tf.stack([x, y, v.as1D(), w.as1D(), outside]);
      v.assign(v.add(1));
      return result;
    });
    const [a, b] = [tf.tensor1d([5]), tf.tensor1d([6])];
    expect(values(step(a, a))).toEqual([5, 5, 1, 1, 1]);
    expect(values(step(a, b))).toEqual([5, 6, 2, 1, 1]);
    tf.tidy(() => w.assign(tf.tensor1d([9])));
    expect(values(step(b, a))).toEqual([6, 5, 3, 9, 1]);
    tf.dispose([a, b, v, w, outside]);
    step.dispose();
  });

  test.runIf(native)("keeps numbers of JavaScript as they were when it was recorded", () => {
    const numbers = new Float32Array([3, 4]);
    const step = capture((x: tf.Scalar) => tf.tensor1d(numbers).add(x));
    expect(values(step(1))).toEqual([4, 5]);
    numbers.fill(0);
    expect(values(step(1))).toEqual([4, 5]);
    step.dispose();
  });

  test.each([2, 300])(
    "is recorded again when a tensor of %i rows from outside was replaced",
    (rows) => {
      const count = () =>
        (nativeBackend()?.binding as { getNumOfTensors?(): number })?.getNumOfTensors?.();
      const before = count();
      let outside = tf.ones([rows, 300]);
      const step = capture((x: tf.Scalar) => outside.mul(x).sum());
      expect([1, 2].map((x) => values(step(x))[0])).toEqual([rows * 300, rows * 600]);
      outside.dispose();
      outside = tf.zeros([rows, 300]);
      expect([1, 2].map((x) => values(step(x))[0])).toEqual([0, 0]);
      expect(step.graphs).toBe(native ? 1 : 0);
      outside.dispose();
      expect(() => step(1)).toThrow("disposed"); // as without capture
      step.dispose();
      expect(count()).toBe(before);
    },
  );

  test.each([2, 300])("notices that also of its clones, of %i rows", (rows) => {
    let outside = tf.ones([rows, 300]);
    const twin = outside.clone();
    const step = capture((x: tf.Scalar) => outside.toFloat().mul(x).mean());
    const other = capture((x: tf.Scalar) => outside.clone().mul(x).mean());
    expect([step, other].map((one) => values(one(2))[0])).toEqual([2, 2]);
    tf.dispose([outside, twin]);
    outside = tf.fill([rows, 300], 5);
    expect([step, other].map((one) => values(one(2))[0])).toEqual([10, 10]);
    outside.dispose();
    step.dispose();
    other.dispose();
  });

  test("gives new tensors as results, also where they are an input or a variable", () => {
    const [v, x] = [variable(1), tf.tensor1d([2])];
    const step = capture((x: tf.Tensor1D) => ({ x, v, inner: { v } }));
    const run = () => {
      const { x: first, v: second, inner } = step(x);
      tf.tidy(() => v.assign(v.add(1)));
      return [first, second, inner.v].map(values);
    };
    expect([run(), run()]).toEqual([
      [[2], [1], [1]],
      [[2], [2], [2]],
    ]);
    expect([v.isDisposed, x.isDisposed]).toEqual([false, false]);
    tf.dispose([v, x]);
    step.dispose();
  });

  test("takes steps that give nothing", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const v = variable(1);
    const assigns = capture((x: tf.Scalar) => {
      v.assign(v.add(x));
      return [];
    });
    const nothing = capture((_: tf.Scalar) => ({}));
    expect([assigns(1), assigns(2), nothing(1), nothing(2)]).toEqual([[], [], {}, {}]);
    expect([...v.dataSync()]).toEqual([4]);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
    v.dispose();
    for (const step of [assigns, nothing]) step.dispose();
  });

  test("frees what the step leaves behind", () => {
    const step = capture((x: tf.Scalar) => {
      tf.ones([3]);
      return x.add(tf.scalar(1)).mul(2);
    });
    for (const x of [1, 2, 3]) expect(values(step(x))).toEqual([2 * (x + 1)]);
    step.dispose();
  });

  test("becomes part of the step that calls it", () => {
    const inner = capture((x: tf.Scalar) => x.square());
    const outer = capture((x: tf.Scalar) => inner(x).add(1));
    for (const x of [1, 2, 3]) expect(values(outer(x))).toEqual([x * x + 1]);
    expect([inner.graphs, outer.graphs]).toEqual([0, native ? 1 : 0]);
    inner.dispose();
    outer.dispose();
  });

  test("may create variables in the first call with inputs of each shape", () => {
    const sums = new Map<number, tf.Variable>();
    const step = capture((x: tf.Tensor1D) => {
      if (!sums.has(x.size)) sums.set(x.size, tf.variable(tf.zeros([x.size])));
      const sum = sums.get(x.size)!;
      sum.assign(sum.add(x));
      return sum.clone();
    });
    for (const call of [1, 2, 3]) {
      for (const size of [2, 3]) {
        const x = tf.ones<tf.Rank.R1>([size]);
        expect(values(step(x))).toEqual(Array<number>(size).fill(call));
        x.dispose();
      }
    }
    expect(step.graphs).toBe(native ? 2 : 0);
    tf.dispose([...sums.values()]);
    step.dispose();
  });

  test("takes variables as inputs, also those that it assigns or differentiates by", () => {
    const run = (wrap: boolean) => {
      const [v, w] = [variable(1), variable(5)];
      const add = (x: tf.Tensor) => {
        v.assign(v.add(1));
        return x.mul(10);
      };
      const train = (x: tf.Tensor) => {
        const { value, grads } = tf.variableGrads(() => x.mul(v).sum().asScalar(), [v, w]);
        const [byV, byW] = [v, w].map(({ name }) => grads[name] ?? tf.zeros([1]));
        return { value, byV, byW };
      };
      const steps = wrap ? [capture(add), capture(train)] : [add, train];
      const results = [v, w, v, w, w].flatMap((input) => {
        const [added, trained] = tf.tidy(() => [steps[0]!(input), steps[1]!(input)]);
        return [added, ...Object.values(trained as Record<string, tf.Tensor>)].map(
          (tensor) => values(tensor as tf.Tensor)[0],
        );
      });
      tf.dispose([v, w]);
      steps.forEach((step) => (step as { dispose?(): void }).dispose?.());
      return results;
    };
    const eager = run(false);
    expect(run(true)).toEqual(eager);
    expect(eager.slice(0, 4)).toEqual([20, 4, 4, 0]); // 10 v; v^2 and its derivatives, at v = 2
  });

  test("takes part in gradients that are taken around it", () => {
    const w = variable(3);
    const step = capture((x: tf.Scalar) => x.mul(w).square());
    const x = tf.scalar(2);
    values(step(x));
    const loss = () => step(x).mul(w).sum().asScalar(); // x^2 w^3, whose derivative is 3 x^2 w^2
    const { value, grads } = tf.variableGrads(loss, [w]);
    expect([values(value), values(grads[w.name]!)]).toEqual([[108], [108]]);
    const second = tf.tidy(() => {
      const slope = tf.grad((x: tf.Tensor) => step(x as tf.Scalar)); // 2 x w^2
      return tf.grad((x: tf.Tensor) => slope(x))(x);
    });
    expect(values(second)).toEqual([18]);
    tf.dispose([w, x]);
    step.dispose();
  });

  test("follows the learning rate of TF.js's optimizers", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const run = (wrap: boolean) => {
      const v = variable(3, -2);
      const optimizers = [tf.train.sgd(0.1), tf.train.adam(0.1)];
      const update = () => {
        for (const optimizer of optimizers) {
          optimizer.minimize(() => v.square().sum().asScalar(), false, [v]);
        }
        return v.clone();
      };
      const step = wrap ? capture(update) : undefined;
      const results = Array.from({ length: 14 }, (_, call) => {
        (optimizers[0] as tf.SGDOptimizer).setLearningRate(call < 3 ? 0.1 : 0.01);
        (optimizers[1] as unknown as { learningRate: number }).learningRate = 0.1 / (call + 1);
        return values((step ?? update)());
      }).flat();
      v.dispose();
      optimizers.forEach((optimizer) => optimizer.dispose());
      step?.dispose();
      return results;
    };
    const [captured, eager] = [run(true), run(false)];
    captured.forEach((value, index) => expect(value).toBeCloseTo(eager[index]!, 5));
    if (native) {
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn.mock.calls[0]![0]).toMatch(
        /"update" again for the 10th time.*settings of Adam changed/,
      );
    }
    warn.mockRestore();
  });

  test("lets stock optimizers create their variables in the first call", () => {
    const target = tf.tensor1d([1, 1]);
    const run = (wrap: boolean) => {
      const v = variable(3, -2);
      const optimizer = tf.train.adam(0.1);
      const update = () =>
        optimizer.minimize(() => v.sub(target).square().sum().asScalar(), true, [v])!;
      const step = wrap ? capture(update) : undefined;
      const losses = Array.from({ length: 5 }, () => values((step ?? update)())[0]);
      if (step) expect(step.graphs).toBe(native ? 1 : 0);
      tf.dispose([v]);
      optimizer.dispose();
      step?.dispose();
      return losses;
    };
    expect(run(true)).toEqual(run(false));
    target.dispose();
  });
});

describe.runIf(native)("a step that cannot become a graph", () => {
  const { random } = Math;
  let counter = 0;
  let flag = false;
  const list: number[] = [];
  const large = (value: number) => tf.tensor1d(new Float32Array(2 ** 15).fill(value));
  const x = () => tf.tensor1d([1, 2]);
  const refused: [what: string, step: (x: tf.Tensor1D) => tf.Tensor, message: RegExp][] = [
    ["dataSync", (x) => x.mul(x.dataSync()[0]!), /reads a tensor's values.*capture\.test\.ts/],
    ["arraySync", (x) => tf.tensor1d(x.arraySync()), /reads a tensor's values/],
    ["print", (x) => (x.print(), x.neg()), /reads a tensor's values/],
    ["data", (x) => (void x.data(), x.neg()), /reads a tensor's values.*return the tensor/],
    ["randomNormal", (x) => x.add(tf.randomNormal([2])), /random numbers.*in tf\.randomNormal/],
    ["dropout", (x) => tf.dropout(x, 0.5), /random numbers in JavaScript.*dropout.*step number/],
    ["Math.random", (x) => x.mul(Math.random()), /random numbers in JavaScript/],
    ["Math.random, bound before", (x) => x.mul(random()), /gave Mul another value.*as an input/],
    ["crypto", (x) => x.mul(crypto.getRandomValues(new Uint8Array(1))[0]!), /random numbers/],
    ["node:crypto", (x) => x.mul(nodeCrypto.randomInt(9)), /random numbers/],
    ["node:crypto, by name", (x) => x.add(randomInt(2 ** 30)), /gave Add\w* another value/],
    ["Date.now", (x) => x.mul(Date.now()), /reads the time.*capture\.test\.ts.*as an input/],
    ["new Date", (x) => x.mul(new Date().getTime()), /reads the time/],
    ["performance.now", (x) => x.mul(performance.now()), /reads the time/],
    ["hrtime", (x) => x.mul(Number(process.hrtime.bigint())), /reads the time/],
    ["a counter", (x) => x.mul(++counter), /gave Mul another value when it ran again/],
    ["a flag", (x) => ((flag = !flag), flag ? x.neg() : x.abs()), /ran other operations when/],
    ["a growing list", (x) => x.add(list.push(0)), /gave Add\w* another value/],
    ["a large array", (x) => x.add(large(++counter).sum()), /gave \w+ another value/],
  ];

  test.each(refused)("is refused: %s", (_, step, message) => {
    const v = variable(1, 2);
    const captured = capture((x: tf.Tensor1D) => {
      v.assign(v.mul(2));
      return step(x);
    });
    const input = x();
    for (let call = 0; call < 2; call++) {
      expect(() => captured(input)).toThrow(CaptureRefused);
      expect(() => captured(input)).toThrow(message);
    }
    // The variable is as it was, and reading works again.
    expect([...v.dataSync()]).toEqual([1, 2]);
    tf.dispose([input, v]);
    captured.dispose();
  });

  test("is refused: a variable made by every call", () => {
    const variables: tf.Variable[] = [];
    const captured = capture((x: tf.Tensor1D) => {
      const counter = tf.variable(x, false, `made-${variables.length}`);
      variables.push(counter);
      counter.assign(counter.add(1));
      return x.neg();
    });
    const input = x();
    captured(input).dispose();
    const again = /creates a variable again, "made-1", after its first call.*outside/;
    expect(() => captured(input)).toThrow(again);
    expect(variables.map((variable) => [...variable.dataSync()])).toEqual([
      [2, 3],
      [1, 2], // as it began
    ]);
    tf.dispose([input, ...variables]);
    captured.dispose();
  });

  test.each([
    ["TF.js's", () => tf.train.adam(0.1)],
    ["Ganvas's", () => adam({ learningRate: 0.1 })],
  ])("can be mended: %s optimizer that began in it goes on", (_, make) => {
    const run = (fails: boolean) => {
      const w = variable(3);
      const optimizer = make();
      const update = (broken: boolean) =>
        capture(() => {
          const { value, grads } = tf.variableGrads(() => w.square().sum().asScalar(), [w]);
          optimizer.applyGradients(grads as never);
          if (broken) value.dataSync();
          return value;
        });
      const [bad, good] = [update(true), update(false)];
      if (fails) expect(() => bad()).toThrow(/reads a tensor's values/);
      const losses = [1, 2, 3].map(() => values(good())[0]);
      w.dispose();
      optimizer.dispose();
      good.dispose();
      return losses;
    };
    expect(run(true)).toEqual(run(false));
  });

  test("is refused: variables in turn, or another structure", () => {
    const variables = [variable(0), variable(0)];
    let calls = 0;
    const turns = capture((x: tf.Scalar) => {
      variables[calls++ % 2]!.assign(x.as1D());
      return [];
    });
    expect(() => turns(1)).toThrow(/assigned other variables when it ran again/);
    const names = capture((x: tf.Scalar) => (calls++ % 2 ? { a: x.neg() } : { b: x.neg() }));
    expect(() => names(1)).toThrow(/gave another structure when it ran again/);
    tf.dispose(variables);
  });

  test("is refused: a promise, whose failure ends nothing, and a map", async () => {
    const promise = capture(async (x: tf.Scalar) => {
      const y = x.mul(2);
      await Promise.resolve();
      return y.add(1); // disposed by then
    });
    expect(() => promise(1)).toThrow(/returned a promise/);
    const map = capture((x: tf.Scalar) => new Map([["y", x.neg()]]));
    expect(() => map(1)).toThrow(/returned Map/);
    await new Promise((resolve) => setTimeout(resolve, 20));
  });

  test("may keep what it computes once", () => {
    let filter: tf.Tensor | undefined;
    const step = capture((x: tf.Tensor1D) => {
      filter ??= tf.keep(tf.tensor1d([1, 3]).div(4));
      return x.mul(filter);
    });
    const input = x();
    expect(values(step(input))).toEqual([0.25, 1.5]);
    filter!.dispose();
    filter = tf.tensor1d([2, 2]);
    expect(values(step(input))).toEqual([2, 4]);
    tf.dispose([input, filter]);
    step.dispose();
  });

  test("refuses nothing after it: what a step keeps of a clock works", () => {
    let random: (() => number) | undefined;
    let Clock: typeof Date | undefined;
    const step = capture((x: tf.Scalar) => {
      random ??= Math.random;
      Clock ??= Date;
      return x.neg();
    });
    expect(values(step(1))).toEqual([-1]);
    expect(random!()).toBeLessThan(1);
    expect(new Clock!().getFullYear()).toBeGreaterThan(2000);
    step.dispose();
  });

  test("may be measured by TF.js", async () => {
    const step = capture((x: tf.Scalar) => x.neg().mul(2));
    const { result } = await tf.profile(() => step(1));
    expect(values(result as unknown as tf.Tensor)).toEqual([-2]);
    step.dispose();
  });

  test.each([
    [true, "true"],
    [undefined, "undefined"],
    ["1", "a value of type string"],
    [[1, 2], "an array"],
  ])("is refused: the input %s", (input, found) => {
    const step = capture((_: tf.Scalar, x: tf.Scalar) => x.neg());
    expect(() => step(1, input as never)).toThrow(
      `Input 2 of the captured step "step" is expected to be a tensor or a number but is ${found}`,
    );
  });

  test("is refused: a disposed input", () => {
    const input = x();
    input.dispose();
    expect(() => capture((x: tf.Tensor1D) => x.neg())(input)).toThrow(/but is a disposed tensor/);
  });

  test("may print lines and use given times", () => {
    const log = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
    const step = capture((x: tf.Tensor1D) => {
      console.log("a line");
      return x.add(new Date("2020-01-01").getUTCFullYear() - Date.UTC(1970));
    });
    const input = x();
    expect(values(step(input))).toEqual([2021, 2022]);
    log.mockRestore();
    input.dispose();
    step.dispose();
  });

  test("is refused: a promise, a number", () => {
    const input = x();
    const promise = capture(async (x: tf.Tensor1D) => x.neg());
    expect(() => promise(input)).toThrow(/expected to return tensors.*but returned a promise/);
    const number = capture((_: tf.Tensor1D) => ({ loss: 3 }));
    expect(() => number(input)).toThrow(/expected to return tensors.*but returned 3/);
    input.dispose();
  });

  test("leaves variables as they were when it throws", () => {
    const v = variable(1);
    const captured = capture(() => {
      v.assign(v.add(1));
      throw new Error("mine");
    });
    expect(() => captured()).toThrow("mine");
    expect([...v.dataSync()]).toEqual([1]);
    v.dispose();
  });

  test("may use seeded random numbers, which are the same at every call anyway", () => {
    const step = capture(() => tf.randomNormal([3], 0, 1, "float32", 5));
    const first = values(step());
    expect(values(step())).toEqual(first);
    step.dispose();
  });
});

describe("when the graph fails", () => {
  const backend = nativeBackend();

  test.runIf(native).each(["loadSavedModel", "runSavedModel"] as const)(
    "in %s, the step runs without it, says so once and loses nothing",
    (method) => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      const { binding } = backend!;
      const fails = () => {
        throw new Error("no such kernel");
      };
      backend!.binding = Object.create(binding, { [method]: { value: fails } });
      const v = variable(0);
      const step = capture(function count(x: tf.Scalar) {
        v.assign(v.add(x));
        return v.clone();
      });
      try {
        expect([1, 1, 1, 1].map((x) => values(step(x))[0])).toEqual([1, 2, 3, 4]);
        expect(warn).toHaveBeenCalledTimes(1);
        expect(warn.mock.calls[0]![0]).toMatch(/"count" operation by operation.*no such kernel/);
      } finally {
        backend!.binding = binding;
        warn.mockRestore();
        v.dispose();
        step.dispose();
      }
    },
  );

  test("a step whose variable is gone says so", () => {
    const v = variable(1);
    const step = capture(() => v.neg());
    values(step());
    const { name } = v;
    v.dispose();
    if (backend) expect(() => step()).toThrow(`The variable "${name}" is expected to exist`);
    step.dispose();
    expect(() => step()).toThrow(/was disposed; capture it again/);
  });
});

describe("without the native backend", () => {
  test("the same calls run the step as it is", async () => {
    const usual = tf.getBackend();
    await tf.setBackend("cpu");
    try {
      const v = variable(1, 2);
      const step = capture((x: tf.Scalar) => {
        v.assign(v.mul(x));
        return { sum: v.sum() };
      });
      expect([2, 3, 4].map((x) => values(step(x).sum)[0])).toEqual([6, 18, 72]);
      expect(step.graphs).toBe(0);
      v.dispose();
      step.dispose();
    } finally {
      await tf.setBackend(usual);
    }
  });
});

describe("long runs", () => {
  test("two steps that share variables alternate for 10,000 calls in flat memory", () => {
    const [g, d] = [variable(0.5, -0.5), variable(0.1, 0.2)];
    const [gAdam, dAdam] = [adam({ learningRate: 1e-3 }), adam({ learningRate: 1e-3 })];
    const z = (step: tf.Scalar) => tf.tidy(() => tf.fill([4, 2], 1).mul(step.sin()));
    const dStep = capture((step: tf.Scalar) => {
      const loss = () => z(step).mul(g).sub(d).square().mean().asScalar();
      const { value, grads } = tf.variableGrads(loss, [d]);
      dAdam.applyGradients(grads);
      return { loss: value };
    });
    const gStep = capture((step: tf.Scalar) => {
      const loss = () => z(step).mul(g).mul(d).square().mean().asScalar();
      const { value, grads } = tf.variableGrads(loss, [g]);
      gAdam.applyGradients(grads);
      return { loss: value };
    });
    const binding = nativeBackend()?.binding as { getNumOfTensors?(): number } | undefined;
    const count = () => [tf.memory().numTensors, binding?.getNumOfTensors?.()];
    let settled: unknown,
      memory = 0;
    for (let step = 1; step <= 10_000; step++) {
      tf.dispose([dStep(step).loss, gStep(step).loss]);
      if (step === 100) settled = count();
      if (step === 2_000) memory = process.memoryUsage.rss();
    }
    expect(count()).toEqual(settled);
    // A leak of one of these tensors a call would be 8,000 handles and buffers, over 2 MB.
    expect(process.memoryUsage.rss() - memory).toBeLessThan(32e6);
    tf.dispose([g, d]);
    for (const thing of [dStep, gStep, gAdam, dAdam]) thing.dispose();
  });

  test("random numbers keyed by the step are those of the step, captured or not", () => {
    const draw = (step: number) => randomNormal([4], { seed: 3, step });
    expect(values(draw(2))).toEqual(values(draw(2)));
  });
});
