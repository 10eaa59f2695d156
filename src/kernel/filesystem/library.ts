/**
 * Types of built-in functions that Node has and the library of tslab's TypeScript lacks.
 *
 * Broken in bare tslab: `[3, 1].toSorted()` runs on Node 20, but is a type error in TypeScript
 * 5.0.4. Fixed here by a file of declarations that exists in memory. Can go when tslab carries
 * TypeScript 5.3.
 */
import path from "node:path";
import type ts from "typescript";

/** The path under which the type checker sees the file: at the root of the disk. */
const FILE = path.parse(process.cwd()).root.replaceAll("\\", "/") + "__ganvas_library__.d.ts";

const NUMBERS = [
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float32Array",
  "Float64Array",
];

const typed = (name: string, element: string): string => `interface ${name} {
  toReversed(): ${name};
  toSorted(compare?: (a: ${element}, b: ${element}) => number): ${name};
  with(index: number, value: ${element}): ${name};
}`;

const readOnly = (name: string): string => `interface ${name}<T> {
  toReversed(): T[];
  toSorted(compare?: (a: T, b: T) => number): T[];
  toSpliced(start: number, deleteCount: number, ...items: T[]): T[];
  toSpliced(start: number, deleteCount?: number): T[];
  with(index: number, value: T): T[];
}`;

const TEXT = [
  readOnly("Array"),
  readOnly("ReadonlyArray"),
  ...NUMBERS.map((name) => typed(name, "number")),
  ...["BigInt64Array", "BigUint64Array"].map((name) => typed(name, "bigint")),
  "interface String { isWellFormed(): boolean; toWellFormed(): string; }",
  "interface ImportCallOptions { with?: ImportAssertions; }",
].join("\n");

/** `system` with the file added. */
export function withLibrary(system: ts.System): ts.System {
  return Object.assign(Object.create(system) as ts.System, {
    fileExists: (file: string) => file === FILE || system.fileExists(file),
    readFile: (file: string, encoding?: string) =>
      file === FILE ? TEXT : system.readFile(file, encoding),
  });
}

/** The name of the file, for the option `lib`. */
export const libraryFile = FILE;
