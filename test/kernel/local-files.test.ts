import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("local files of a notebook", { timeout: 60_000 }, () => {
  const project = temporaryFolder();
  const folder = path.join(project, "notebooks");
  let kernel: Kernel;
  const write = (name: string, text: string) => {
    const file = path.join(project, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  beforeAll(async () => {
    fs.mkdirSync(folder);
    kernel = await Kernel.start(folder);
  }, 60_000);
  afterAll(() => kernel.stop());

  const value = async (code: string) => {
    const result = await kernel.execute(code);
    if (result.reply.status !== "ok") throw new Error(errorOf(result).traceback);
    return shown(result);
  };
  const failure = async (code: string) => errorOf(await kernel.execute(code));
  const warned = async (code: string) => written(await kernel.execute(code), "stderr");

  test("a change takes effect at once, also in an indirectly imported file", async () => {
    write("notebooks/leaf.ts", "export const leaf = 1;\n");
    write(
      "notebooks/stem.ts",
      'import { leaf } from "./leaf.js";\nexport const stem = leaf * 10;\n',
    );
    const code = 'import { stem } from "./stem"; stem';
    for (const n of [1, 2, 3]) {
      write("notebooks/leaf.ts", `export const leaf = ${n};\n`);
      expect(await value(code)).toBe(String(n * 10));
    }
    write("notebooks/leaf.ts", 'export const leaf = "text";\n');
    const warning = await warned(code);
    expect(warning).toContain("stem.ts:2:21 - warning TS2362");
    expect(warning).toContain("2 | export const stem = leaf * 10;");
    expect(await warned(code), "once").toBe("");
    const both = await failure(`${code}; const n: string = 1;`);
    expect(both.evalue).toMatch(/^TS2322: Type 'number'/);
  });

  test("a file is run once for all cells until it changes", async () => {
    write("notebooks/once.ts", 'console.log("runs");\nexport const once = 1;\n');
    const code = 'import { once } from "./once";';
    expect(written(await kernel.execute(code))).toBe("runs\n");
    expect(written(await kernel.execute(`${code} once`))).toBe("");
  });

  test("new files are found, deleted ones missed", async () => {
    const code = 'import { fresh } from "./fresh"; fresh';
    expect((await failure(code)).evalue).toContain("Cannot find module './fresh'");
    write("notebooks/fresh.ts", "export const fresh = 1;\n");
    expect(await value(code)).toBe("1");
    fs.rmSync(path.join(folder, "fresh.ts"));
    expect((await failure(code)).evalue).toContain("Cannot find module './fresh'");
    write("notebooks/fresh/index.ts", "export const fresh = 2;\n");
    expect(await value(code)).toBe("2");
  });

  test("folders beside and above, all ways to write an extension, JSON", async () => {
    write("data.json", '{ "n": 1 }');
    write("lib/deep/x.ts", 'import data from "../../data.json";\nexport const x = data.n;\n');
    const code = `import { x } from "../lib/deep/x";
import { x as withJs } from "../lib/deep/x.js";
import { x as withTs } from "../lib/deep/x.ts";
import data from "../data.json" with { type: "json" };
const late = await import("../data.json", { with: { type: "json" } });
[x, withJs, withTs, data.n, late.default.n]`;
    expect(await value(code)).toBe("[ 1, 1, 1, 1, 1 ]");
    write("data.json", '{ "n": 2 }');
    expect(await value(code)).toBe("[ 2, 2, 2, 2, 2 ]");
    write("lib/deep/x.ts", "export const x: string = 5;\n");
    expect(await warned(code)).toContain("../lib/deep/x.ts:1:14 - warning TS2322");
  });

  test("top-level await, circular imports, live values, and export * from", async () => {
    write(
      "notebooks/ring-a.ts",
      'import { b } from "./ring-b";\nexport * from "./ring-b";\nexport const a = await Promise.resolve(1);\nexport const sum = () => a + b;\n',
    );
    write(
      "notebooks/ring-b.ts",
      'import { sum } from "./ring-a";\nexport let b = 2;\nexport const raise = () => { b += 10; };\nexport const twice = () => 2 * sum();\n',
    );
    expect(await value('import { a, b, raise, sum, twice } from "./ring-a"; twice()')).toBe("6");
    expect(await value("raise(); [a, b, sum(), twice()]")).toBe("[ 1, 12, 13, 26 ]");
  });

  test("JavaScript: modules, CommonJS, without types; import() of a computed name", async () => {
    write("notebooks/plain.js", "export function plain(a) { return a + 1; }\n");
    write("notebooks/old.cjs", "module.exports = { old: 1 };\n");
    write("notebooks/new.mjs", "export const fresh = await 3;\nexport default 4;\n");
    expect(
      await value(`import { plain } from "./plain"; import old, { old as named } from "./old.cjs";
import four, { fresh } from "./new.mjs"; const stem = "plain";
[plain(1), old.old, named, four, fresh, (await import("./" + stem + ".js")).plain(5)]`),
    ).toBe("[ 2, 1, 1, 4, 3, 6 ]");
    write("notebooks/new.mjs", "export const fresh = 30;\nexport default 4;\n");
    expect(await value('import { fresh } from "./new.mjs"; fresh')).toBe("30");
  });

  test("an error in a file is reported as it is, and the file runs again at the next import", async () => {
    write("notebooks/faulty.ts", "export const f = 1;\nthrow new RangeError('no');\n");
    const code = 'import { f } from "./faulty"; f';
    const { evalue, traceback } = await failure(code);
    expect(evalue).toBe("no");
    expect(traceback).toContain("faulty.ts:2:7");
    expect((await failure(code)).evalue).toBe("no");
    write("notebooks/faulty.ts", "export const f = 1;\n");
    expect(await value(code)).toBe("1");
  });

  test("a package imports itself by name", async () => {
    write(
      "package.json",
      '{ "name": "itself", "type": "module", "exports": { ".": { "types": "./i.d.ts", "default": "./i.js" } } }',
    );
    write("i.js", 'export const origin = "self";\n');
    write("i.d.ts", "export declare const origin: string;\n");
    expect(await value('import { origin } from "itself"; origin')).toBe("'self'");
  });
});
