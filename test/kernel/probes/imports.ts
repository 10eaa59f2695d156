import fs from "node:fs";
import path from "node:path";
import { lastText, type Probe } from "./probe.js";

const write = (folder: string, file: string, text: string): void =>
  fs.writeFileSync(path.join(folder, file), text);

export const imports: readonly Probe[] = [
  {
    claim: "a package of ES modules with types in `exports` (vega-lite 6)",
    bare: "Cannot find module",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        'import * as vl from "vega-lite"; console.log(typeof vl.compile)',
      )) === "function\n",
  },
  {
    claim: "a package with top-level await (vega 6)",
    bare: "ERR_REQUIRE_ASYNC_MODULE",
    holds: async (kernel) =>
      (await lastText(kernel, 'import * as vega from "vega"; console.log(typeof vega.parse)')) ===
      "function\n",
  },
  {
    claim: "`const v = await import(…)`",
    bare: "TS2742",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        'const lazy = await import("vega")',
        "console.log(typeof lazy.parse)",
      )) === "function\n",
  },
  {
    claim: "a CommonJS package",
    holds: async (kernel) =>
      (await lastText(kernel, 'import three from "common"; console.log(three())')) === "3\n",
  },
  {
    claim: "the package that the notebook lies in, by its own name",
    bare: "Cannot find module",
    holds: async (kernel) =>
      (await lastText(kernel, 'import { self } from "probed"; console.log(self)')) === "itself\n",
  },
  {
    claim: "JSON",
    holds: async (kernel, folder) => {
      write(folder, "some.json", '{ "json": 5 }');
      const code = (attributes: string) =>
        `import data from "./some.json"${attributes}; console.log(data.json)`;
      const texts = [await lastText(kernel, code(""))];
      texts.push(await lastText(kernel, code(' with { type: "json" }')));
      return texts.includes("5\n");
    },
  },
  {
    claim: "a local TypeScript file",
    alone: true,
    holds: async (kernel, folder) => {
      write(folder, "plain.ts", "export const plain: number = 1;");
      const code = (end: string) => `import { plain } from "./plain${end}"; console.log(plain)`;
      return [await lastText(kernel, code("")), await lastText(kernel, code(".ts"))].includes(
        "1\n",
      );
    },
  },
  {
    claim: "which is loaded again when it has changed",
    alone: true,
    holds: async (kernel, folder) => {
      for (const ending of ["", ".ts"]) {
        const code = `import { turn } from "./turn${ending}"; console.log(turn)`;
        write(folder, "turn.ts", "export const turn: number = 1;");
        const first = await lastText(kernel, code);
        write(folder, "turn.ts", "export const turn: number = 22;");
        if (first === "1\n" && (await lastText(kernel, code)) === "22\n") return true;
      }
      return false;
    },
  },
  {
    claim: "from a folder above the notebook",
    bare: "unexpected emit path",
    alone: true,
    holds: async (kernel, folder) => {
      fs.mkdirSync(path.join(folder, "../above"), { recursive: true });
      write(folder, "../above/up.ts", "export const up: number = 3;");
      const code = (end: string) => `import { up } from "../above/up${end}"; console.log(up)`;
      return [await lastText(kernel, code("")), await lastText(kernel, code(".ts"))].includes(
        "3\n",
      );
    },
  },
  {
    claim: "a local JavaScript file with its own types is loaded again when it has changed",
    bare: "keeps its first version",
    prepare(folder) {
      write(folder, "typed.js", "export const text = () => 'old';");
      write(folder, "typed.d.ts", "export declare const text: () => string;");
    },
    holds: async (kernel, folder) => {
      const code = 'import { text } from "./typed.js"; console.log(text())';
      const first = await lastText(kernel, code);
      write(folder, "typed.js", "export const text = () => 'new one';");
      return first === "old\n" && (await lastText(kernel, code)) === "new one\n";
    },
  },
  {
    claim: "a short path that the project's settings define (tsconfig.json, deno.json)",
    bare: "Cannot find module",
    prepare(folder) {
      write(folder, "tsconfig.json", '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }');
      write(folder, "deno.json", '{ "imports": { "@/": "./" } }');
      write(folder, "mapped.ts", "export const mapped: number = 6;");
    },
    holds: async (kernel) => {
      const code = (end: string) => `import { mapped } from "@/mapped${end}"; console.log(mapped)`;
      return [await lastText(kernel, code("")), await lastText(kernel, code(".ts"))].includes(
        "6\n",
      );
    },
  },
  {
    claim: "`node:repl` and `node:domain`",
    holds: async (kernel) =>
      (await lastText(
        kernel,
        'import repl from "node:repl"; import domain from "node:domain"; console.log(typeof repl.start, typeof domain.create)',
      )) === "function function\n",
  },
  {
    claim: "a cell runs after a file appeared beside the notebook",
    bare: "Unexpected pending rebuildTimer, for every further cell",
    alone: true,
    holds: async (kernel, folder) => {
      await lastText(kernel, 'import { late } from "./late"');
      write(folder, "late.ts", "export const late: number = 4;");
      await new Promise((resolve) => setTimeout(resolve, 3000));
      return (await lastText(kernel, "console.log(8)")) === "8\n";
    },
  },
  {
    claim: "`import.meta`",
    bare: "a syntax error",
    holds: async (kernel) =>
      (await lastText(kernel, "console.log(import.meta.url)")).startsWith("file:"),
  },
  {
    claim: "`for await` at the top level",
    bare: "TS1103",
    holds: async (kernel) =>
      (await lastText(kernel, "for await (const n of [Promise.resolve(9)]) console.log(n)")) ===
      "9\n",
  },
  {
    claim: "`export` in a cell is tolerated",
    bare: "a duplicate export",
    holds: async (kernel) =>
      (await lastText(kernel, "export const shared = 12", "console.log(shared)")) === "12\n",
  },
];
