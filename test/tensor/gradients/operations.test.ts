import "../portable.js"; // first: the portable backend, also beside the native one
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backendName, ready } from "../../../src/tensor/index.js";
import { derivativeErrors, spreadValues, type Errors } from "./finite-differences.js";
import { nativeOperations } from "./native-operations.js";
import { OPERATIONS, type Operation } from "./operations.js";

await ready();
const native = backendName() === "tensorflow";
const backends = native ? ["tensorflow", "wasm"] : ["wasm"];
const errorsByOperation = new Map<string, Record<string, Errors>>();

const TOLERANCE = 1e-3;

const casesOn = (backend: string) =>
  (backend === "tensorflow" ? nativeOperations() : OPERATIONS).map(
    (operation) => [operation.name, operation] as const,
  );

describe.each(backends)("gradients of first and second order on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test.each(casesOn(backend))("%s", (name, { f, shapes, values = [] }) => {
    const errors = derivativeErrors(f as (...x: tf.Tensor[]) => tf.Tensor, shapes, values);
    errorsByOperation.set(name, { ...errorsByOperation.get(name), [backend]: errors });
    expect(errors.first).toBeLessThan(TOLERANCE);
    expect(errors.second).toBeLessThan(TOLERANCE);
  });
});

describe.runIf(native)("native and portable backend compute the same", () => {
  const outputs = async (backend: string, { f, shapes, values = [] }: Operation) => {
    await tf.setBackend(backend);
    return tf.tidy(() => {
      const inputs = shapes.map((shape, i) => {
        const size = tf.util.sizeFromShape([...shape]);
        return tf.tensor(spreadValues(size, values[i] ?? "signed", 17 + i), [...shape]);
      });
      return (f as (...x: tf.Tensor[]) => tf.Tensor)(...inputs).dataSync<"float32">();
    });
  };

  test.each(casesOn("tensorflow"))("%s", async (_, operation) => {
    const native = await outputs("tensorflow", operation);
    const portable = await outputs("wasm", operation);
    const scale = Math.max(1, ...native.map(Math.abs));
    native.forEach((n, i) => expect(Math.abs(n - portable[i]!) / scale).toBeLessThan(1e-4));
  });
});

afterAll(() => {
  const number = (n?: number) => (n === undefined ? "-" : n.toExponential(0)).padStart(7);
  const line = (name: string, cells: string[]) => `${name.padEnd(44)}${cells.join("  ")}`;
  const columns = backends.flatMap((backend) => [`${backend} 1st`, `${backend} 2nd`]);
  const rows = [...errorsByOperation].map(([name, errors]) => {
    const cells = backends.flatMap((b) => [number(errors[b]?.first), number(errors[b]?.second)]);
    return line(
      name,
      cells.map((cell, i) => cell.padStart(columns[i]!.length)),
    );
  });
  console.log(["Relative error against finite differences", line("", columns), ...rows].join("\n"));
});
