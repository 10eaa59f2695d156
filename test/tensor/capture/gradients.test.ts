// Every operation of the gradient table, differentiated twice inside a captured step: the graph
// computes what the same step computes eagerly.
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { backendName, capture, ready } from "../../../src/tensor/index.js";
import { spreadValues } from "../gradients/finite-differences.js";
import { nativeOperations } from "../gradients/native-operations.js";

await ready();

describe.runIf(backendName() === "tensorflow")("second derivatives in a graph", () => {
  test.each(nativeOperations().map((operation) => [operation.name, operation] as const))(
    "%s",
    (_, { f, shapes, values = [] }) => {
      const operation = f as (...inputs: tf.Tensor[]) => tf.Tensor;
      const loss = (...x: tf.Tensor[]) => tf.sum(tf.square(tf.add(operation(...x), 0.5)));
      const slope = (...x: tf.Tensor[]) =>
        tf.addN(
          tf
            .grads(loss)(x)
            .map((g) => tf.sum(tf.square(g))),
        );
      const step = (...x: tf.Tensor[]) => tf.grads(slope)(x);
      const inputs = shapes.map((shape, i) => {
        const size = tf.util.sizeFromShape([...shape]);
        return tf.tensor(spreadValues(size, values[i] ?? "signed", 17 + i), [...shape]);
      });
      const eager = tf.tidy(() => step(...inputs));
      const captured = capture(step);
      tf.dispose(captured(...inputs));
      expect(captured.graphs).toBe(1);
      const replayed = captured(...inputs);
      eager.forEach((expected, i) => {
        const numbers = expected.dataSync<"float32">();
        const actual = replayed[i]!.dataSync();
        const scale = Math.max(1e-3, ...numbers.map(Math.abs));
        numbers.forEach((n, j) => expect(Math.abs(n - actual[j]!) / scale).toBeLessThan(1e-4));
      });
      captured.dispose();
      tf.dispose([inputs, eager, replayed]);
    },
  );
});
