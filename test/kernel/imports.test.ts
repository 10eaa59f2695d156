import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  bareTslab,
  errorOf,
  Kernel,
  python,
  root,
  shown,
  temporaryFolder,
  written,
} from "./kernel.js";

const notebooks = path.join(root, "notebooks");
fs.mkdirSync(notebooks, { recursive: true });

describe.skipIf(!python).each([
  ["the repository's notebooks", notebooks],
  ["an empty folder", temporaryFolder()],
])("imports from %s", { timeout: 60_000 }, (_name, folder) => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(folder)), 60_000);
  afterAll(() => kernel.stop());

  test("the library by name, typed, with one TensorFlow.js for all", async () => {
    expect(
      shown(
        await kernel.execute(`import { mlpGan, tf } from "ganvas";
import * as tfjs from "@tensorflow/tfjs";
[typeof mlpGan, tf.engine() === tfjs.engine()]`),
      ),
    ).toBe("[ 'function', true ]");
    const wrong = await kernel.execute("const n: number = mlpGan;");
    expect(errorOf(wrong).evalue).toMatch(/^TS2322/);
  });

  test.each(["@tensorflow/tfjs", "@tensorflow/tfjs-node", "@tensorflow/tfjs-node-gpu"])(
    "native TensorFlow computes for a notebook that imports %s alone",
    async (name) => {
      const fresh = await Kernel.start(folder);
      const code = `import * as tf from "${name}";\nconst sum: number = tf.ones([2, 3]).sum().dataSync()[0];\n`;
      const result = await fresh.execute(`${code}[tf.getBackend(), sum]`);
      expect(shown(result)).toBe("[ 'tensorflow', 6 ]");
      expect(written(result, "stderr")).toBe("");
      const later = 'import { tf as ours } from "ganvas"; ours.engine() === tf.engine()';
      expect(shown(await fresh.execute(later))).toBe("true");
      const wrong = await fresh.execute("const t: number = tf.ones([1]);");
      expect(errorOf(wrong).evalue).toMatch(/^TS2322/);
      await fresh.stop();
    },
  );

  test("without native TensorFlow, JavaScript computes, and the native package says what to do", async () => {
    const fresh = await Kernel.start(folder, undefined, { GANVAS_BACKEND: "wasm" });
    const native = await fresh.execute(
      'import * as node from "@tensorflow/tfjs-node"; node.version',
    );
    expect(errorOf(native).evalue).toBe(
      "@tensorflow/tfjs-node is expected to be built but is not; run `npx ganvas setup`, or import " +
        "@tensorflow/tfjs, which computes in JavaScript.",
    );
    await fresh.stop();
  });

  test("an entry of the library, typed, with the same classes and functions as the root's", async () => {
    const result = await kernel.execute(`import * as ganvas from "ganvas";
import { r1 } from "ganvas/adversarial";
import { choice, type Space } from "ganvas/search";
const penalty = r1();
const space: Space = { n: choice(1, 2) };
const sameFunction = r1 === ganvas.r1;
sameFunction`);
    expect(shown(result)).toBe("true");
    expect(shown(await kernel.execute("[typeof penalty.name, typeof space]"))).toContain("string");
    expect(errorOf(await kernel.execute("const n: number = penalty;")).evalue).toMatch(/^TS2322/);
  });

  test("values of the library's types can be kept for later cells", async () => {
    const code =
      "const model = mlpGan({ image: [4, 4, 1], latent: 2, seed: 1 }); const t = tf.zeros([1]);";
    expect((await kernel.execute(code)).reply).toMatchObject({ status: "ok" });
    expect(shown(await kernel.execute("[typeof model.sample, t.shape]"))).toBe(
      "[ 'function', [ 1 ] ]",
    );
  });

  test("vega-lite and vega: ES modules, one with top-level await", async () => {
    const result = await kernel.execute(`import * as vegaLite from "vega-lite";
import { type TopLevelSpec, compile } from "vega-lite";
import { View, parse } from "vega";
import type { Spec } from "vega";
const spec: TopLevelSpec = { data: { values: [{ a: 1 }] }, mark: "point", encoding: {} };
const compiled: Spec = compile(spec).spec;
const svg = await new View(parse(compiled), { renderer: "none" }).toSVG();
[compile === vegaLite.compile, svg.slice(0, 4)]`);
    expect(shown(result)).toBe("[ true, '<svg' ]");
  });

  test("default imports, subpaths, CommonJS, Node's own, and import() of all kinds", async () => {
    const result = await kernel.execute(`import fs, { existsSync } from "node:fs";
import path from "path";
import * as named from "path";
import schema from "vega/vega-schema.json";
const late = (await import("vega-util")).isArray;
const os = await import("node:os");
[fs.existsSync === existsSync, path.sep, named.sep, typeof schema, typeof late, os.EOL]`);
    expect(shown(result)).toBe("[ true, '/', '/', 'object', 'function', '\\n' ]");
  });
});

describe.skipIf(!python)("bare tslab", { timeout: 60_000 }, () => {
  test("finds an entry of the library, typed", async () => {
    const folder = temporaryFolder();
    fs.mkdirSync(path.join(folder, "node_modules"));
    fs.symlinkSync(root, path.join(folder, "node_modules/ganvas"));
    const kernel = await Kernel.start(folder, bareTslab());
    try {
      const result = await kernel.execute(`import { r1 } from "ganvas/adversarial";
const penalty = r1();
typeof penalty.name`);
      expect(JSON.stringify(result.outputs)).toContain('"string\\n"');
      const wrong = await kernel.execute("const n: number = penalty;");
      expect(JSON.stringify(wrong.outputs)).toContain(
        "Type 'Regularizer<string>' is not assignable",
      );
    } finally {
      await kernel.stop();
    }
  });
});

describe.skipIf(!python)("modules in cells", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  let kernel: Kernel;
  beforeAll(async () => {
    const untyped = path.join(folder, "node_modules/untyped");
    fs.mkdirSync(untyped, { recursive: true });
    fs.writeFileSync(path.join(untyped, "package.json"), '{ "name": "untyped" }');
    fs.writeFileSync(path.join(untyped, "index.js"), "module.exports = { a: 1 };\n");
    kernel = await Kernel.start(folder);
  }, 60_000);
  afterAll(() => kernel.stop());
  const value = async (code: string) => {
    const result = await kernel.execute(code);
    if (result.reply.status !== "ok") throw new Error(errorOf(result).traceback);
    return shown(result);
  };

  test("a value whose type has no short name keeps its type", async () => {
    await value('const vega = await import("vega");');
    expect(await value("vega.isArray([]) satisfies boolean")).toBe("true");
    expect(errorOf(await kernel.execute("vega.noSuchName")).evalue).toMatch(/^TS2339/);
    await value(
      "function make() { class Local { v = 1 } return new Local() } const made = make();",
    );
    expect(await value("made.v + make().v")).toBe("2");
  });

  test("exports are allowed and have no effect", async () => {
    await value(`export const e = 1; export function f() { return 2 } export class C {}
export default class D {} export { e as other, f }; export type T = number; export {};`);
    expect(await value("const t: T = f(); [e, t, new C(), new D()]")).toBe("[ 1, 2, C {}, D {} ]");
    expect(await value("export default { a: 1 }")).toBeUndefined();
    expect(await value('export * from "vega-util"; export { sep } from "node:path"; 1')).toBe("1");
  });

  test("require, import = require, types, side effects, and packages without types", async () => {
    expect(
      await value(`import os = require("node:os"); import type { Stats } from "node:fs";
import "node:fs"; import untyped from "untyped"; import { type Stats as S, existsSync } from "fs";
const path2 = require("node:path"); let stats: Stats | S | undefined;
[os.EOL, path2.sep, untyped.a, typeof require.resolve("untyped"), typeof existsSync]`),
    ).toBe("[ '\\n', '/', 1, 'string', 'function' ]");
    expect(await value("[os.EOL, path2.sep, typeof existsSync]")).toBe(
      "[ '\\n', '/', 'function' ]",
    );
  });

  test("import.meta has the path of the notebook", async () => {
    expect(
      await value(`const { url, filename, dirname } = import.meta as any;
[url.startsWith("file:"), filename === __filename, dirname === __dirname,
  (import.meta as any).resolve("./x.js").endsWith("/x.js")]`),
    ).toBe("[ true, true, true, true ]");
  });

  test("the type checker knows the built-in functions of Node 20", async () => {
    expect(await value("[3, 1, 2].toSorted().with(0, 9).findLast((x) => x < 9)")).toBe("3");
    expect(await value("structuredClone({ a: AbortSignal.any([]).aborted })")).toBe("{ a: false }");
  });
});

describe.skipIf(!python)("imports of a notebook's own files", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  let kernel: Kernel;
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  beforeAll(async () => void (kernel = await Kernel.start(folder)), 60_000);
  afterAll(() => kernel.stop());

  test("local TypeScript, its own imports, and JSON", async () => {
    write(
      "lib/deep.ts",
      'import { isArray } from "vega-util";\nexport const deep = isArray([]);\n',
    );
    write("lib/index.ts", 'export { deep } from "./deep.js";\nexport let n = 1;\n');
    write("data.json", '{ "a": 3 }');
    const code =
      'import { deep, n } from "./lib/index"; import data from "./data.json"; [deep, n, data.a]';
    expect(shown(await kernel.execute(code))).toBe("[ true, 1, 3 ]");
  });

  test("a local file that changes is read again", async () => {
    write("changing.ts", "export const version = 1;\n");
    const code = 'import { version } from "./changing"; version';
    expect(shown(await kernel.execute(code))).toBe("1");
    write("changing.ts", "export const version = 2; // and longer\n");
    expect(shown(await kernel.execute(code))).toBe("2");
  });

  test("an ES module beside the notebook", async () => {
    write("wait.mjs", "export const waited = await Promise.resolve(9);\n");
    write("wait.d.mts", "export const waited: number;\n");
    expect(shown(await kernel.execute('import { waited } from "./wait.mjs"; waited'))).toBe("9");
  });

  test("the project's own package wins over the kernel's, with its import condition", async () => {
    write(
      "node_modules/vega-util/package.json",
      '{ "name": "vega-util", "type": "module", "exports": { "types": "./i.d.ts", "import": "./i.js", "require": "./r.cjs" } }',
    );
    write("node_modules/vega-util/i.d.ts", "export const origin: string;\n");
    write("node_modules/vega-util/i.js", 'export const origin = "import";\n');
    write("node_modules/vega-util/r.cjs", 'exports.origin = "require";\n');
    const fresh = await Kernel.start(folder);
    expect(shown(await fresh.execute('import { origin } from "vega-util"; origin'))).toBe(
      "'import'",
    );
    await fresh.stop();
  });

  test("an error inside an imported package is reported as it is", async () => {
    write(
      "node_modules/broken/package.json",
      '{ "name": "broken", "type": "module", "main": "i.js", "types": "i.d.ts" }',
    );
    write("node_modules/broken/i.js", 'throw new RangeError("broken package");\n');
    write("node_modules/broken/i.d.ts", "export const x: number;\n");
    const result = await kernel.execute('import { x } from "broken"; x');
    expect(errorOf(result)).toMatchObject({ ename: "RangeError", evalue: "broken package" });
  });
});
