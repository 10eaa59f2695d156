import { interrupted, lastText, type Probe } from "./probe.js";

export const state: readonly Probe[] = [
  {
    claim: "a variable is one binding for functions and all cells",
    bare: "a later cell's assignment is not seen by the function: prints 4 instead of 101",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        "let count = 0; function increase() { count++ } increase(); increase();",
        "increase()",
        "count = 100; increase(); console.log(count)",
      )) === "101\n",
  },
  {
    claim: "`{ x }` with a variable of an earlier cell",
    bare: "ReferenceError: short is not defined",
    holds: async (kernel) =>
      (await lastText(kernel, "const short = 3", "console.log(JSON.stringify({ short }))")) ===
      '{"short":3}\n',
  },
  {
    claim: "a function of an earlier cell is called without a `this`",
    bare: "`this` is the object of all variables",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        "function bare(this: unknown) { return this === undefined || this === globalThis }",
        "console.log(bare())",
      )) === "true\n",
  },
  {
    claim: "names can be declared again, also with another type",
    holds: async (kernel) =>
      (await lastText(kernel, "const again = 1", "const again = 'two'", "console.log(again)")) ===
      "two\n",
  },
  {
    claim: "a failed cell keeps what it had declared",
    bare: "its declarations are lost",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        "const kept = 7; throw new Error('after it')",
        "console.log(kept)",
      )) === "7\n",
  },
  {
    claim: "an interrupted cell keeps what it had declared",
    bare: "its declarations are lost",
    alone: true,
    holds: async (kernel) => {
      await interrupted(kernel, "let reached = 5; await new Promise(() => {})");
      return (await lastText(kernel, "console.log(reached)")) === "5\n";
    },
  },
];
