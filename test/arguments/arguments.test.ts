import { tensor1d } from "@tensorflow/tfjs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import * as ganvas from "../../src/index.js";
import { calls, type Call } from "./calls.js";

/** Values that are right for few parameters. */
const wrong: readonly [name: string, make: () => unknown][] = [
  ["null", () => null],
  ["undefined", () => undefined],
  ["a number", () => 5],
  ["a negative number", () => -1.5],
  ["NaN", () => NaN],
  ["a text", () => "wrong"],
  ["true", () => true],
  ["an array", () => ["x"]],
  ["an empty array", () => []],
  ["an object", () => ({ wrong: 1 })],
  ["a function", () => () => undefined],
  ["a symbol", () => Symbol("wrong")],
  ["a promise", () => Promise.resolve(1)],
  ["a tensor", () => tensor1d([1, 2])],
  ["a regularizer", () => ganvas.r1()],
];

/** The call's values with one of them, or one option, replaced. */
function* bad({ values }: Call): Generator<[string, unknown[]]> {
  for (const [index, value] of values.entries()) {
    const places: [string, (wrong: unknown) => unknown][] = [[`${index + 1}`, (wrong) => wrong]];
    if (Object.getPrototypeOf(value ?? "") === Object.prototype)
      for (const key of Object.keys(value as object))
        places.push([`${index + 1}.${key}`, (wrong) => ({ ...(value as object), [key]: wrong })]);
    for (const [place, replaced] of places)
      for (const [name, make] of wrong)
        yield [
          `${place} ${name}`,
          values.map((value, i) => (i === index ? replaced(make()) : value)),
        ];
  }
}

/** The fault of an error's text, if it has one. */
function fault(error: unknown): string | undefined {
  if (!(error instanceof Error)) return `${String(error)} is no error`;
  const { message } = error;
  const isRefusal = /\bexpected\b|was asked for|are asked for|was disposed/.test(message);
  const isSentence = /^\S[^\n]*[.;][^\n]*\.$/.test(message);
  return isRefusal && isSentence ? undefined : `${error.name}: ${message}`;
}

/** Every name of the package that can be called. */
const functions = Object.entries(ganvas).filter(([, value]) => typeof value === "function");

describe("wrong arguments are refused in one sentence that says what was expected and found", () => {
  const home = process.cwd();
  beforeAll(() => {
    process.chdir(mkdtempSync(join(tmpdir(), "ganvas-arguments-"))); // some are right: names of files
    for (const method of ["warn", "info", "log"] as const)
      vi.spyOn(console, method).mockImplementation(() => {});
  });
  afterAll(() => {
    vi.restoreAllMocks();
    process.chdir(home);
  });

  test("of every function of the package", () => {
    const names = functions.map(([name]) => name).sort();
    const called = new Set(calls.map(({ name }) => name));
    expect(names.filter((name) => !called.has(name))).toEqual([]);
  });

  test.each(calls)("$name", async (entry) => {
    await (entry.call as (...values: unknown[]) => unknown)(...entry.values);
    const faults: string[] = [];
    for (const [place, values] of bad(entry)) {
      try {
        await (entry.call as (...values: unknown[]) => unknown)(...values);
      } catch (error) {
        const problem = fault(error);
        if (problem) faults.push(`${place}: ${problem}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
