/** The values of a small tensor, nested as its shape says. */
import { formatColumn } from "../../base/numbers.js";
import type { Values } from "./tensor-view.js";

/** Rows are wrapped at this width. */
const WIDTH = 88;

/** `values` as text; `shape` must hold the same number. */
export function nestedValues(dtype: string, shape: readonly number[], values: Values): string {
  const texts = textsOf(dtype, values);
  const width = Math.max(...texts.map((text) => text.length));
  const cells = shape.length > 1 ? texts.map((text) => text.padStart(width)) : texts;
  let at = 0;
  const nest = (level: number): string => {
    if (level === shape.length) return cells[at++]!;
    const parts = Array.from({ length: shape[level]! }, () => nest(level + 1));
    const indent = " ".repeat(level + 1);
    if (level === shape.length - 1) return `[${wrapped(parts, indent)}]`;
    // An empty line between matrices, as NumPy does it.
    const between = `,\n${level === shape.length - 2 ? "" : "\n"}${indent}`;
    return `[${parts.join(between)}]`;
  };
  return nest(0);
}

function textsOf(dtype: string, values: Values): string[] {
  const all = Array.from(values);
  if (dtype === "string") return all.map((value) => JSON.stringify(String(value)));
  if (dtype === "bool") return all.map((value) => String(Boolean(value)));
  const numbers = formatColumn(all.map(Number));
  if (dtype !== "complex64") return numbers;
  // Real and imaginary parts take turns.
  return numbers.flatMap((real, i) => {
    if (i % 2 === 1) return [];
    const imaginary = numbers[i + 1]!;
    const sign = imaginary.startsWith("-") ? "-" : "+";
    return [`${real} ${sign} ${imaginary.replace(/^-/, "")}i`];
  });
}

function wrapped(parts: readonly string[], indent: string): string {
  const lines = [""];
  parts.forEach((part, i) => {
    const piece = i < parts.length - 1 ? `${part}, ` : part;
    if (lines.at(-1) && indent.length + lines.at(-1)!.length + piece.length > WIDTH) lines.push("");
    lines[lines.length - 1] += piece;
  });
  return lines.map((line) => line.trimEnd()).join(`\n${indent}`);
}
