import "../portable.js"; // first: the portable backend, also beside the native one
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { backendName, ready } from "../../../src/tensor/index.js";
import { derivativeErrors, type Errors } from "./finite-differences.js";
import { OPERATIONS } from "./operations.js";

await ready();
const backends = backendName() === "wasm" ? ["wasm"] : ["tensorflow", "wasm"];
const found = new Map<string, Record<string, Errors>>();

const TOLERANCE = 5e-3;

describe.each(backends)("gradients of first and second order on %s", (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
    "%s",
    (name, { f, shapes, values = [] }) => {
      const errors = derivativeErrors(f as (...x: tf.Tensor[]) => tf.Tensor, shapes, values);
      found.set(name, { ...found.get(name), [backend]: errors });
      expect(errors.first).toBeLessThan(TOLERANCE);
      expect(errors.second).toBeLessThan(TOLERANCE);
    },
  );
});

afterAll(() => {
  const number = (n?: number) => (n === undefined ? "-" : n.toExponential(0)).padStart(7);
  const line = (name: string, cells: string[]) => `${name.padEnd(44)}${cells.join("  ")}`;
  const columns = backends.flatMap((backend) => [`${backend} 1st`, `${backend} 2nd`]);
  const rows = [...found].map(([name, errors]) => {
    const cells = backends.flatMap((b) => [number(errors[b]?.first), number(errors[b]?.second)]);
    return line(
      name,
      cells.map((cell, i) => cell.padStart(columns[i]!.length)),
    );
  });
  console.log(["Relative error against finite differences", line("", columns), ...rows].join("\n"));
});
