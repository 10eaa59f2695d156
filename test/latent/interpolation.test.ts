import "../tensor/portable.js"; // first: the portable backend, also beside the native one
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { lerp, slerp } from "../../src/latent/index.js";
import { backendName } from "../../src/tensor/index.js";
import { expectNear, expectNoLeak, reference, values } from "./helpers.js";

const backends = backendName() === "wasm" ? ["wasm"] : ["tensorflow", "wasm"];

describe.each(backends)("slerp on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test.each(reference.arcs.map((arc) => [arc.a.length, arc] as const))(
    "is White's and SciPy's path in %i dimensions",
    (_, { a, b, t, path }) => {
      t.forEach((at, i) => {
        expectNear(values(slerp(tf.tensor1d(a), tf.tensor1d(b), at)), path[i]!);
      });
      // The same, all at once: one vector to one, at several fractions.
      const column = tf.tensor2d(t, [t.length, 1]);
      const all = slerp(tf.tensor2d([a]), tf.tensor2d([b]), column);
      expect(all.shape).toEqual([t.length, a.length]);
      expectNear(values(all), path.flat());
    },
  );

  test("stays on the sphere where the straight line leaves it", () => {
    const half = slerp(tf.tensor1d([3, 0]), tf.tensor1d([0, 3]), 0.5);
    expectNear(values(half), [1.5 * Math.SQRT2, 1.5 * Math.SQRT2]);
    expectNear(values(lerp(tf.tensor1d([3, 0]), tf.tensor1d([0, 3]), 0.5)), [1.5, 1.5]);
  });

  test("between vectors that point the same way, exactly or nearly, is a straight line", () => {
    const a = tf.tensor1d([1, 2, 2]);
    expectNear(values(slerp(a, a, 0.3)), [1, 2, 2]);
    expectNear(values(slerp(a, a.mul(3), 0.5)), [2, 4, 4]);
    const near = tf.tensor1d([1, 2, 2.001]);
    expectNear(values(slerp(a, near, 0.5)), [1, 2, 2.0005]);
  });

  test("between opposite vectors, exactly or nearly, is a half circle of their length", () => {
    const a = tf.tensor1d([0.6, -0.8, 0.1, 0]);
    const length = Math.hypot(0.6, 0.8, 0.1);
    for (const b of [a.neg(), a.neg().add([0, 0, 0, 1e-7]), a.neg().add([0, 0, 0, 1e-4])]) {
      expectNear(values(slerp(a, b, 0)), [0.6, -0.8, 0.1, 0]);
      expectNear(values(slerp(a, b, 1)), [...b.dataSync()], 1e-5);
      const quarter = values(slerp(a, b, 0.5));
      expect(Math.hypot(...quarter)).toBeCloseTo(length, 5);
      const cosine = quarter.reduce((sum, x, i) => sum + x * [0.6, -0.8, 0.1, 0][i]!, 0);
      expect(Math.abs(cosine)).toBeLessThan(1e-3);
    }
    // Each vector of a batch by its own rule.
    const from = tf.tensor2d([1, 0, 1, 0], [2, 2]);
    const to = tf.tensor2d([-1, 0, 0, 1], [2, 2]);
    expectNear(values(slerp(from, to, 0.5)), [0, 1, Math.SQRT1_2, Math.SQRT1_2]);
  });

  test("from or to the origin, and for vectors of one number, is a straight line", () => {
    const zero = tf.zeros<tf.Rank.R1>([2]);
    expectNear(values(slerp(zero, tf.tensor1d([4, 2]), 0.25)), [1, 0.5]);
    expectNear(values(slerp(tf.tensor1d([4, 2]), zero, 0.25)), [3, 1.5]);
    expectNear(values(slerp(zero, zero, 0.25)), [0, 0]);
    expectNear(values(slerp(tf.tensor1d([-1]), tf.tensor1d([3]), 0.5)), [1]);
  });

  test("leaves no tensor behind, and refuses vectors of two sizes", () => {
    const [a, b] = [tf.randomNormal([3, 5]), tf.randomNormal([3, 5])];
    expectNoLeak(() => slerp(a, b, 0.3));
    expectNoLeak(() => lerp(a, b, 0.3));
    const other = tf.zeros([3, 4]);
    const message = "Latent vectors are expected to be of one size but are of 5 and 4; take both";
    expect(() => slerp(a, other, 0.5)).toThrow(message);
    expect(() => lerp(a, other, 0.5)).toThrow(message);
  });
});
