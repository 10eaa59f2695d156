import * as tf from "@tensorflow/tfjs";
import { formatNumber } from "../base/numbers.js";

/** Significant digits in messages: about those of a 32-bit number. */
const DIGITS = 6;

/** A number, nested arrays of numbers, or a tensor. */
export type Numeric = number | tf.Tensor | ArrayLike<number> | readonly Numeric[];

/** An answer that is not what was expected; `check` turns it into a "✗". */
export class Mismatch extends Error {
  override readonly name = "Mismatch";
}

/** There is no answer to check yet; `check` turns it into a "○". */
export class NotAnswered extends Error {
  override readonly name = "NotAnswered";
}

/**
 * Compares numbers, arrays or tensors element by element.
 *
 * @param actual the answer; tensors are read and not disposed
 * @param expected the right answer, of the same shape
 * @param tolerance two numbers a, e agree if |a - e| <= tolerance · max(1, |e|). Default 1e-4, which
 *   leaves room for 32-bit arithmetic. NaN agrees with NaN, an infinity with itself
 * @throws Mismatch naming the first index that differs, or both shapes
 * @throws NotAnswered if the answer is `undefined` or `null`
 */
export function expectClose(
  actual: Numeric | undefined | null,
  expected: Numeric,
  tolerance = 1e-4,
): void {
  if (actual === undefined || actual === null) throw new NotAnswered("not answered yet");
  const [a, e] = [flatten(actual), flatten(expected)];
  if (a.shape.join() !== e.shape.join()) {
    throw new Mismatch(`expected ${shapeText(e.shape)}, found ${shapeText(a.shape)}`);
  }
  const at = e.values.findIndex((value, i) => !agree(a.values[i]!, value, tolerance));
  if (at < 0) return;
  const place = e.shape.length === 0 ? "" : `at ${indexText(at, e.shape)}: `;
  throw new Mismatch(
    `${place}expected ${formatNumber(e.values[at]!, DIGITS)}, found ${formatNumber(a.values[at]!, DIGITS)} (tolerance ${tolerance})`,
  );
}

interface Flat {
  shape: readonly number[];
  values: readonly number[];
}

/** @internal The numbers of a value, row by row, and its shape. */
export function flatten(value: Numeric): Flat {
  if (value instanceof tf.Tensor) {
    return { shape: value.shape, values: Array.from(value.dataSync(), Number) };
  }
  if (typeof value === "number") return { shape: [], values: [value] };
  if (typeof value !== "object") {
    throw new Mismatch(`expected numbers, found a value of type ${typeof value}`);
  }
  const parts = Array.from(value as ArrayLike<Numeric>, flatten);
  const inner = parts[0]?.shape ?? [];
  if (parts.some((part) => part.shape.join() !== inner.join())) {
    throw new Mismatch("expected an array whose rows have one length, found rows of several");
  }
  return { shape: [parts.length, ...inner], values: parts.flatMap((part) => part.values) };
}

function agree(a: number, e: number, tolerance: number): boolean {
  if (!Number.isFinite(e)) return Object.is(a, e);
  return Math.abs(a - e) <= tolerance * Math.max(1, Math.abs(e));
}

function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? "a number" : `values of shape [${shape.join(", ")}]`;
}

function indexText(flat: number, shape: readonly number[]): string {
  const index: number[] = [];
  for (const size of [...shape].reverse()) {
    index.unshift(flat % size);
    flat = Math.floor(flat / size);
  }
  return `[${index.join(", ")}]`;
}
