import fs from "node:fs";
import path from "node:path";
import { lastText, textOf, type Probe } from "./probe.js";

export const errors: readonly Probe[] = [
  {
    claim: "cells are type-checked",
    holds: async (kernel) =>
      (await kernel.execute("let n: number = 'text'")).reply.status === "error",
  },
  {
    claim: "and strictly",
    bare: "null passes for a string",
    holds: async (kernel) =>
      (await kernel.execute("let s: string = null")).reply.status === "error",
  },
  {
    claim: "a stack trace names the line and column that the user wrote",
    bare: "a line of generated code",
    holds: async (kernel) =>
      (await lastText(kernel, "interface Gone { a: 1 }\n\n  throw new Error('here')")).includes(
        ":3:9",
      ),
  },
  {
    claim: "with the cell's number",
    bare: "evalmachine.<anonymous>",
    holds: async (kernel) => {
      const result = await kernel.execute("throw new Error('here')");
      const number = String(result.reply.execution_count);
      return new RegExp(`(cell|in|at)\\W*${number}\\b`, "i").test(textOf(result));
    },
  },
  {
    claim: "and a code frame",
    bare: "none",
    holds: async (kernel) =>
      /1 \| throw new Error\('here'\)/.test(await lastText(kernel, "throw new Error('here')")),
  },
  {
    claim: "and without the kernel's own calls",
    bare: "shows tslab's",
    holds: async (kernel) =>
      !/tslab|node:|ext:|vm\.js/.test(await lastText(kernel, "throw new Error('here')")),
  },
  {
    claim: "a shell command in a cell (`!npm install x`) gets advice",
    bare: "TS1005",
    holds: async (kernel) =>
      /terminal|shell|execSync|Deno\.Command/i.test(await lastText(kernel, "!npm install x")),
  },
  {
    claim: "and a command of IPython (`%time`)",
    bare: "TS1109",
    holds: async (kernel) =>
      /IPython|magic|console\.time/i.test(await lastText(kernel, "%time 1 + 1")),
  },
  {
    claim: "an import of CSS names the file",
    holds: async (kernel, folder) => {
      fs.writeFileSync(path.join(folder, "style.css"), ".a { color: red }");
      return (await lastText(kernel, 'import "./style.css"')).includes("style.css");
    },
  },
  {
    claim: "an unhandled rejection names the cell that caused it",
    bare: "no cell",
    alone: true,
    holds: async (kernel) => {
      const cause = await kernel.execute(
        "setTimeout(() => Promise.reject(new Error('lost')), 300)",
      );
      const next = await kernel.execute("await new Promise((r) => setTimeout(r, 900))");
      const number = String(cause.reply.execution_count);
      const text = textOf(await kernel.later(cause)) + textOf(next);
      return text.includes("lost") && new RegExp(`cell\\W*${number}\\b`, "i").test(text);
    },
  },
];
