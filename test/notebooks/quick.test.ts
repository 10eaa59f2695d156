import { describe, expect, it } from "vitest";
import { quickCode } from "../../scripts/notebooks/quick.mjs";

const fault = (line: number, message: string) => new Error(`${line}: ${message}`);

describe("the quick value", () => {
  it.each([
    ["const n = 12_000; // quick: 300", "const n = 300; // full: 12_000"],
    ["  steps: 12_000, // quick: 300", "  steps: 300, // full: 12_000"],
    ["f(a, 1e-3); // quick: -0.5", "f(a, -0.5); // full: 1e-3"],
    ["for (let i = 0; i < n(5); i++) f(2); // quick: 3", "for (let i = 0; i < n(5); i++) f(3); // full: 2"],
    ["widths: [256, 512], // quick: [32]", "widths: [32], // full: [256, 512]"],
    ['const a = "x: 5, b"; // quick: "y"', 'const a = "y"; // full: "x: 5, b"'],
    ["const live = true; // quick: false", "const live = false; // full: true"],
    ["const a = 1; // a quick sort", "const a = 1; // a quick sort"],
    ["const quick = 1;", "const quick = 1;"],
  ])("%s", (line, expected) => {
    expect(quickCode(`a;\n${line}\nb;`, fault)).toBe(`a;\n${expected}\nb;`);
  });

  it.each([
    ["without a colon", "const n = 12; // quick 3"],
    ["with an equals sign", "const n = 12; // quick = 3"],
    ["with a capital", "const n = 12; // Quick: 3"],
    ["without a space", "const n = 12; //quick: 3"],
    ["in a block comment", "const n = 12; /* quick: 3 */"],
    ["with words after it", "const n = 12; // quick: 3 steps"],
    ["of an expression", "const n = 3 * k; // quick: 3"],
    ["of part of an expression", "const n = k - 3; // quick: 3"],
    ["of another kind", "const n = 12; // quick: true"],
    ["of a list by a number", "const n = [1, 2]; // quick: 3"],
    ["on a separate line", "// quick: 3"],
  ])("is refused %s", (_, line) => {
    expect(() => quickCode(`a;\n${line}`, fault)).toThrow(/^1: /);
  });
});
