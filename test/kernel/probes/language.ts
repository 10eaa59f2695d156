import fs from "node:fs";
import path from "node:path";
import { root } from "../kernel.js";
import { lastText, textOf, type Probe } from "./probe.js";

/** The newest types of Node, which need a TypeScript of today. */
function linkTypesOfNode(folder: string): void {
  fs.mkdirSync(path.join(folder, "node_modules/@types"), { recursive: true });
  const newest = path.join(root, "node_modules/types-node-26");
  fs.symlinkSync(newest, path.join(folder, "node_modules/@types/node"));
}

export const language: readonly Probe[] = [
  {
    claim: "streams are read line by line and piped, under the types of Node 26",
    bare: "TS2504 and TS2769",
    prepare(folder) {
      linkTypesOfNode(folder);
      fs.writeFileSync(path.join(folder, "lines.txt"), "one\ntwo\n");
    },
    holds: async (kernel) =>
      (await lastText(
        kernel,
        `import fs from "node:fs"; import readline from "node:readline";
import { Readable } from "node:stream"; import { pipeline } from "node:stream/promises";`,
        `for await (const line of readline.createInterface({ input: fs.createReadStream("lines.txt") })) console.log(line);
for await (const part of Readable.from(["part"])) console.log(part);
await pipeline(fs.createReadStream("lines.txt"), fs.createWriteStream("copy.txt"));
console.log(fs.readFileSync("copy.txt", "utf8").length);`,
      )) === "one\ntwo\npart\n8\n",
  },
  {
    claim: "`using` disposes at the end of its cell",
    bare: "a syntax error",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        'using open = { [Symbol.dispose]() { console.log("closed") } }; console.log("used")',
      )) === "used\nclosed\n",
  },
  {
    claim: "`filter((x) => x !== null)` leaves out null in the type, too",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        "console.log([1.5, null].filter((x) => x !== null)[0].toFixed(0))",
      )) === "2\n",
  },
  {
    claim: "`const losses = []` is filled in later cells",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        "const losses = []",
        "losses.push(0.5)",
        "losses.push(0.25); console.log(losses[1] * 2)",
      )) === "0.5\n",
  },
  {
    claim: "`// @ts-nocheck` as the first line switches the check of a cell off",
    bare: "ignored",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        '// @ts-nocheck\nconst wrong: number = "text"; console.log(wrong)',
      )) === "text\n",
  },
  {
    claim: "a tsconfig.json beside the notebook decides how strictly cells are checked",
    bare: "ignored",
    prepare: (folder) =>
      fs.writeFileSync(
        path.join(folder, "tsconfig.json"),
        '{ "compilerOptions": { "strict": false, "noImplicitReturns": true } }',
      ),
    async holds(kernel) {
      const loose = await lastText(kernel, "let s: string = null; console.log(s)");
      const checked = await kernel.execute("function f(x) { if (x) return 1 }");
      return loose === "null\n" && checked.reply.status === "error";
    },
  },
  {
    claim: "`declare module` gives a package types",
    bare: "TS1003",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        'declare module "untyped" { export const size: number }',
        'type Size = typeof import("untyped").size; const size: Size = 3; console.log(size)',
      )) === "3\n",
  },
  {
    claim: "an object in braces is a value",
    bare: "TS1005",
    holds: async (kernel) =>
      /\ba: 1,\s+b: 2\b/.test(textOf(await kernel.execute("{ a: 1, b: 2 }"))),
  },
  {
    claim: "the value before a function is shown",
    bare: "nothing",
    holds: async (kernel) =>
      /^51\s*$/.test(textOf(await kernel.execute("50 + 1; function after() {}"))),
  },
  {
    claim: "decorators of JavaScript",
    bare: "TS1241",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        `function log(_method: Function, context: { name: string | symbol }) { console.log(context.name) }
class Decorated { @log greet() {} }`,
      )) === "greet\n",
  },
  {
    claim: "JSX",
    bare: "TS1005",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        `declare global { namespace JSX { interface IntrinsicElements { [name: string]: object } } }
const React = { createElement: (tag: string, props: object | null, ...children: string[]) => \`<\${tag}>\${children}</\${tag}>\` };
console.log(<b>bold</b>)`,
      )) === "<b>bold</b>\n",
  },
  {
    claim: "`eval` sees the notebook's variables",
    bare: "ReferenceError",
    holds: async (kernel) =>
      (await lastText(kernel, "let seen = 5", 'console.log(eval("seen + 1"))')) === "6\n",
  },
  {
    claim: "a shebang line is a comment",
    bare: "TS18026",
    holds: async (kernel) =>
      (await lastText(kernel, "#!/usr/bin/env node\nconsole.log(4)")) === "4\n",
  },
  {
    claim: "a cell with 5,000 variables",
    alone: true,
    holds: async (kernel) => {
      const declarations = Array.from({ length: 5000 }, (_, i) => `let v${i} = ${i};`);
      return (await lastText(kernel, declarations.join("\n"), "console.log(v4999)")) === "4999\n";
    },
  },
];
