// The language of cells: TypeScript of today, the project's own options, and forms between cells.
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, root, shown, temporaryFolder, written } from "./kernel.js";

// eslint-disable-next-line no-control-regex -- colors are control characters
const plain = (text: string): string => text.replace(/\x1b\[\d+m/g, "");

/** Starts a kernel in `folder`, once it has the files. */
async function session(files: Record<string, string> = {}, folder = temporaryFolder()) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const kernel = await Kernel.start(folder);
  const ran = async (code: string) => {
    const result = await kernel.execute(code);
    if (result.reply.status !== "ok") throw new Error(errorOf(result).traceback);
    return result;
  };
  return {
    stop: () => kernel.stop(),
    folder,
    value: async (code: string) => shown(await ran(code)),
    printed: async (code: string) => written(await ran(code)),
    warned: async (code: string) => plain(written(await ran(code), "stderr")),
    failure: async (code: string) => errorOf(await kernel.execute(code)).evalue,
  };
}

type Session = Awaited<ReturnType<typeof session>>;

describe.skipIf(!python)("cells", { timeout: 60_000 }, () => {
  let cells: Session;
  beforeAll(async () => {
    const types = {
      "node_modules/typed/package.json": '{ "name": "typed", "types": "index.d.ts" }',
      "node_modules/typed/index.d.ts": "export interface Options { a: number }",
    };
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, "node_modules/@types"), { recursive: true });
    const newest = path.join(root, "node_modules/types-node-26");
    fs.symlinkSync(newest, path.join(folder, "node_modules/@types/node"));
    cells = await session(types, folder);
  }, 60_000);
  afterAll(() => cells.stop());

  test("streams, under the newest types of Node", async () => {
    const lines = await cells.printed(`import fs from "node:fs";
import readline from "node:readline";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
fs.writeFileSync("a.txt", "one\\ntwo\\n");
for await (const l of readline.createInterface({ input: fs.createReadStream("a.txt") })) console.log(l);
for await (const part of Readable.from(["x"])) console.log(part);
await pipeline(fs.createReadStream("a.txt"), new Writable({ write: (_part, _encoding, done) => done() }));`);
    expect(lines).toBe("one\ntwo\nx\n");
  });

  test("using, at the end of its cell; predicates that are inferred; satisfies", async () => {
    const code = `using d = { [Symbol.dispose]() { console.log("disposed"); } };
console.log("used");`;
    expect(await cells.printed(code)).toBe("used\ndisposed\n");
    expect(await cells.value("[1, null].filter((v) => v !== null)[0].toFixed(1)")).toBe("'1.0'");
  });

  test("a variable whose type follows from its use keeps it", async () => {
    await cells.value("const losses = []");
    expect(await cells.value('losses.push(1); losses.push("any"); losses')).toBe("[ 1, 'any' ]");
    await cells.value("let a = [], b = 1; var v = []; let e; e = [];");
    expect(await cells.value("[a, b, v, e]")).toBe("[ [], 1, [], [] ]");
    await cells.value("const list = []; for (let i = 0; i < 3; i++) list.push(i); let n; n = 5;");
    expect(await cells.failure("list[0].nothing")).toContain("does not exist on type 'number'");
    expect(await cells.failure("n.nothing")).toContain("does not exist on type 'number'");
    await cells.value("let w = null;");
    expect(await cells.value("w = 5; w")).toBe("5");
  });

  test("a check that is switched off for one cell", async () => {
    expect(await cells.value('// @ts-nocheck\nconst wrong: number = "text"; wrong')).toBe("'text'");
    expect(await cells.failure('const wrong: number = "text";')).toMatch(/^TS2322/);
  });

  test("declarations of modules, kept for later cells", async () => {
    await cells.value('declare module "untyped-thing" { export const a: number }');
    expect(await cells.value('type A = typeof import("untyped-thing").a; (1 as A) + 1')).toBe("2");
    expect(await cells.failure('const s: typeof import("untyped-thing").a = "s";')).toMatch(/^TS2322/); // prettier-ignore
    expect(await cells.failure('declare module "other" { export const a: Missing }')).toContain(
      "Cannot find name 'Missing'",
    );
    await cells.value(`import type { Options } from "typed";
declare module "typed" { interface Options { own: number } }`);
    const use = "const o: Options = { a: 1, own: 2 }; o.own";
    expect(await cells.value(use)).toBe("2");
  });

  test("an object in braces, a block in braces", async () => {
    expect(await cells.value("{ a: 1, b: 2 }")).toBe("{ a: 1, b: 2 }");
    expect(await cells.value("{ a: 1 }")).toBe("{ a: 1 }");
    expect(await cells.value("{ a: 1,\n  b: [2] } // two")).toBe("{ a: 1, b: [ 2 ] }");
    expect(await cells.printed("{ let a = 1; console.log(a); }")).toBe("1\n");
    expect(await cells.printed("{ console.log(1) }")).toBe("1\n");
    const result = await cells.failure("{ a: 1,\n  b: missing }");
    expect(result).toContain("Cannot find name 'missing'");
  });

  test("the value before a function", async () => {
    expect(await cells.value("5; function after() {}")).toBe("5");
    expect(await cells.value("const before = 5; function after() {}")).toBeUndefined();
  });

  test("decorators, of both kinds", async () => {
    expect(
      await cells.printed(`function log(method: Function, context: ClassMethodDecoratorContext) {
  console.log("standard", context.name);
}
class A { @log greet() { return 1; } }`),
    ).toBe("standard greet\n");
    expect(
      await cells.printed(`function legacy(target: object, name: string) { console.log("legacy", name); }
function argument(target: object, name: string | undefined, i: number) { console.log("argument", i); }
class B { @legacy greet(@argument x: number) { return x; } }`),
    ).toBe("argument 0\nlegacy greet\n");
    expect(await cells.failure("const five = 5; class C { @five x = 1 }")).toMatch(/^TS1240/);
  });

  test("eval sees the variables of the notebook, where no local name hides them", async () => {
    expect(await cells.value('let ev = 5; eval("ev")')).toBe("5");
    expect(await cells.value('eval("ev = 6; ev + 1")')).toBe("7");
    expect(await cells.value("ev")).toBe("6");
    const inner = 'function f() { let ev = 1, local = 3; return eval("ev + local"); } f()';
    expect(await cells.value(inner)).toBe("4");
    expect(await cells.value('[eval("f()"), eval("({ ev })").ev, eval(7 as any)]')).toBe("[ 4, 6, 7 ]"); // prettier-ignore
    expect(await cells.failure('eval("not a program")')).toContain("Unexpected identifier");
  });

  test("what the built-in library of this Node has, and no more", async () => {
    expect(await cells.value("[3, 1].toSorted().with(0, 2)")).toBe("[ 2, 3 ]");
    const has = "groupBy" in Object;
    const grouped = "Object.groupBy([1, 2, 3], (n) => String(n % 2))";
    if (has) expect(await cells.value(grouped)).toContain("'1': [ 1, 3 ]");
    else expect(await cells.failure(grouped)).toContain("Property 'groupBy' does not exist");
  });
});

describe.skipIf(!python)("a project's own options", { timeout: 120_000 }, () => {
  test("hold for its files and its cells, and are read again", async () => {
    const project = await session({
      "tsconfig.json": `{
  "extends": "./base.json",
  // comments are allowed
  "compilerOptions": { "paths": { "@/*": ["./src/*"] } }
}`,
      "base.json":
        '{ "compilerOptions": { "strict": false, "jsx": "react", "jsxFactory": "h", "experimentalDecorators": true } }',
      "src/loose.ts": "export function loose(x) { return x; }\n",
      "view.tsx": `export const h = (name: string, props: object) => ({ name, props });
declare global { namespace JSX { interface IntrinsicElements { [name: string]: object } } }
export const view = <a href="x" />;
`,
    });
    try {
      expect(await project.value('import { loose } from "@/loose"; loose(1)')).toBe("1");
      expect(await project.warned('import { loose } from "@/loose";')).toBe("");
      expect(await project.value("function any(x) { return x; } let nothing: string = null; any(2)")).toBe("2"); // prettier-ignore
      const name = 'import { h, view } from "./view"; [view.name, (<b id="1" />).props.id]';
      expect(await project.value(name)).toBe("[ 'a', '1' ]");
      const legacy = "function d(target: any, key: any) { console.log(typeof key); }";
      expect(await project.printed(`${legacy} class D { @d m() {} }`)).toBe("string\n");
      fs.writeFileSync(path.join(project.folder, "base.json"), "{}");
      expect(await project.failure("function any(x) { return x; }")).toMatch(/^TS7006/);
    } finally {
      await project.stop();
    }
  });

  test("that cannot be read are named, once", async () => {
    const project = await session({
      "tsconfig.json": '{ "compilerOptions": { "strict": "very" } }',
    });
    try {
      const warning = await project.warned("1");
      expect(warning).toMatch(/^tsconfig\.json: Compiler option 'strict' requires a value/);
      expect(await project.warned("2")).toBe("");
    } finally {
      await project.stop();
    }
  });
});

describe.skipIf(!python)("a JavaScript file with its own types", { timeout: 60_000 }, () => {
  test("is loaded again when it changes, and has require", async () => {
    const files = await session({
      "m.js": 'const os = require("node:os");\nexport const m = () => typeof os.cpus;\n',
      "m.d.ts": "export declare const m: () => string;\n",
    });
    try {
      expect(await files.value('import { m } from "./m.js"; m()')).toBe("'function'");
      expect(await files.failure('import { m } from "./m.js"; const n: number = m();')).toMatch(/^TS2322/); // prettier-ignore
      fs.writeFileSync(path.join(files.folder, "m.js"), 'export const m = () => "new";\n');
      expect(await files.value('import { m } from "./m.js"; m()')).toBe("'new'");
    } finally {
      await files.stop();
    }
  });

  test("can be interrupted", async () => {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, "spin.js"), "export function spin() { for (;;); }\n");
    fs.writeFileSync(path.join(folder, "spin.d.ts"), "export declare function spin(): void;\n");
    const kernel = await Kernel.start(folder);
    try {
      const spinning = kernel.execute('import { spin } from "./spin.js"; await 0; spin();');
      await new Promise((resolve) => setTimeout(resolve, 3000));
      await kernel.interrupt();
      expect(errorOf(await spinning).ename).toBe("KeyboardInterrupt");
    } finally {
      await kernel.stop();
    }
  });
});
