import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("errors of cells", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  const folder = temporaryFolder();
  beforeAll(async () => void (kernel = await Kernel.start(folder)), 60_000);
  afterAll(() => kernel.stop());

  test("a thrown error names cell, line and column, with a code frame and without the kernel's calls", async () => {
    const first = await kernel.execute(
      "function fail(): never {\n  throw new RangeError('low');\n}",
    );
    const n = first.reply.execution_count;
    const result = await kernel.execute("// a comment\nconst before = 1;\n\n  fail();");
    expect(result.reply).toMatchObject({ status: "error", ename: "RangeError", evalue: "low" });
    expect(errorOf(result).traceback).toBe(
      [
        "RangeError: low",
        "  1 | function fail(): never {",
        "> 2 |   throw new RangeError('low');",
        "    |         ^",
        "  3 | }",
        "",
        `    at fail (Cell[${n}].ts:2:9)`,
        `    at Cell[${n + 1}].ts:4:3`,
      ].join("\n"),
    );
  });

  test("positions are correct after an await and in logged stack traces", async () => {
    const code =
      "await new Promise((r) => setTimeout(r, 1));\n" +
      "try { (null as any).x } catch (e) { console.log((e as Error).stack) }";
    const result = await kernel.execute(code);
    const n = result.reply.execution_count;
    expect(written(result)).toContain(`at Cell[${n}].ts:2:21`);
    expect(written(result)).not.toContain("dist/kernel");
  });

  test("a type error is an error with its place and reason", async () => {
    const result = await kernel.execute(
      'const fine = 1;\nconst wrong: { a: number } = { a: "1" };',
    );
    const n = result.reply.execution_count;
    const { ename, evalue, traceback } = errorOf(result);
    expect(ename).toBe("TypeScriptError");
    expect(evalue).toBe("TS2322: Type 'string' is not assignable to type 'number'.");
    expect(traceback).toContain(`Cell[${n}].ts:2:32 - error TS2322: Type 'string'`);
    expect(traceback).toContain('> 2 | const wrong: { a: number } = { a: "1" };');
    expect(written(result, "stderr")).toBe("");
  });

  test("a syntax error and an unknown package are errors too", async () => {
    expect(errorOf(await kernel.execute("let = ;")).ename).toBe("TypeScriptError");
    expect(errorOf(await kernel.execute('import x from "no-such-package"; x')).evalue).toContain(
      "Cannot find module 'no-such-package'",
    );
  });

  test("thrown values other than errors, and causes", async () => {
    expect(errorOf(await kernel.execute('throw "text"')).evalue).toBe("'text'");
    const code = 'throw new Error("outer", { cause: new TypeError("inner") })';
    expect(errorOf(await kernel.execute(code)).traceback).toContain("Caused by TypeError: inner");
    const hostile = "throw new Proxy({}, { get() { throw 1 }, has() { throw 2 } })";
    expect((await kernel.execute(hostile)).reply.status).toBe("error");
    expect(shown(await kernel.execute("1 + 1"))).toBe("2");
  });

  test("an error in a local file names that file's line", async () => {
    const code =
      "interface Unused { a: number }\n\nexport function boom() {\n  throw new Error('x');\n}\n";
    fs.writeFileSync(path.join(folder, "local.ts"), code);
    const result = await kernel.execute('import { boom } from "./local";\nboom();');
    expect(errorOf(result).traceback).toContain("at boom (local.ts:4:9)");
    expect(errorOf(result).traceback).toContain("> 4 |   throw new Error('x');");
  });

  test("errors of an AggregateError have places; an error may be its own cause", async () => {
    const all = await kernel.execute(
      'throw new AggregateError([new Error("a"), new TypeError("b")], "both")',
    );
    expect(errorOf(all).traceback).toContain("AggregateError: both");
    expect(errorOf(all).traceback).toContain("[2 of 2] TypeError: b\n> 1 | throw new Aggregate");
    const circle = await kernel.execute(
      'const e: Error = new Error("outer"); e.cause = new Error("inner", { cause: e }); throw e',
    );
    expect(errorOf(circle).traceback.match(/Caused by/g)).toHaveLength(1);
  });

  test("further properties of an error, and the name of its class", async () => {
    const code = "class Broken extends Error { part = { id: 7 } }\nthrow new Broken('in two')";
    const thrown = errorOf(await kernel.execute(code));
    expect(thrown.ename).toBe("Broken");
    expect(thrown.traceback).toContain("Broken: in two\n{ part: { id: 7 } }\n  1 |");
    const file = await kernel.execute('(await import("node:fs")).readFileSync("/no/such")');
    expect(errorOf(file).traceback).toContain("code: 'ENOENT'");
    expect(errorOf(file).traceback).not.toContain("(node:");
  });

  test("a message with lines like calls, a message that is too long, a repeated call", async () => {
    const lines = errorOf(await kernel.execute('throw new Error("one\\n    at fake (x.ts:1:2)")'));
    expect(lines.traceback.match(/^ *at fake/gm)).toHaveLength(1);
    const long = errorOf(await kernel.execute('throw new Error("x".repeat(90_000))'));
    expect(long.evalue).toMatch(/^x{4000}… \(86000 more characters\)$/);
    const deep = await kernel.execute("const f = (n: number): number => f(n + 1) + 1; f(0)");
    expect(errorOf(deep).traceback).toMatch(/at f .*\n {4}… \d+ more times/);
  });

  test("of many type errors the first are shown, with the number of the others", async () => {
    const code = Array.from({ length: 14 }, (_, i) => `const v${i}: number = "";`).join("\n");
    const { traceback } = errorOf(await kernel.execute(code));
    expect(traceback.match(/error TS2322/g)).toHaveLength(10);
    expect(traceback).toMatch(/and 4 more errors$/);
  });

  test("a refusal of Ganvas shows the cell's own line, without calls inside of Ganvas", async () => {
    const code =
      'import { loadGenerator, mlpGan } from "ganvas";\nmlpGan({ image: [2, 2, 1], latent: 0 })';
    const refused = await kernel.execute(code);
    const n = refused.reply.execution_count;
    const { traceback } = errorOf(refused);
    expect(traceback.replace(/\d+ calls/, "some calls")).toBe(
      [
        "RangeError: latent is expected to be a positive integer but is 0; pass for example 64.",
        '  1 | import { loadGenerator, mlpGan } from "ganvas";',
        "> 2 | mlpGan({ image: [2, 2, 1], latent: 0 })",
        "    | ^",
        "",
        "    … some calls inside of ganvas",
        `    at Cell[${n}].ts:2:1`,
      ].join("\n"),
    );
    const missing = errorOf(await kernel.execute('await loadGenerator("nope")'));
    expect(missing.traceback).toContain('> 1 | await loadGenerator("nope")');
    expect(missing.traceback).not.toMatch(/checkpoint|Caused by/);
    const bug = "const g = new (class { get rank() { return (null as any).x } })();";
    const inside = errorOf(
      await kernel.execute(`import { tf } from "ganvas"; ${bug} tf.add(g as any, 1)`),
    );
    expect(inside.traceback).toContain("tfjs");
  });

  test("calls in a library are shown at their sources, on disk or embedded in the map", async () => {
    const library = path.join(folder, "node_modules/mapped");
    fs.mkdirSync(path.join(library, "src"), { recursive: true });
    const write = (name: string, text: string) => fs.writeFileSync(path.join(library, name), text);
    write("package.json", '{ "name": "mapped", "main": "built.js", "types": "built.d.ts" }');
    write("built.d.ts", "export function onDisk(): void;\nexport function embedded(): void;\n");
    write("src/on-disk.ts", "\n\n\nsource");
    // One segment: generated 1:1 is source 0, line 4, column 3.
    const map = { version: 3, names: [], mappings: "AAGE" };
    const disk = { ...map, sources: ["src/on-disk.ts"] };
    const inside = { ...map, sources: ["src/gone.ts"], sourcesContent: ["x"] };
    write("disk.js", "exports.onDisk = () => { throw Error('d') }\n//# sourceMappingURL=disk.map");
    write("disk.map", JSON.stringify(disk));
    const data = Buffer.from(JSON.stringify(inside)).toString("base64");
    write(
      "embedded.js",
      "exports.embedded = () => { throw Error('e') }\n" +
        `//# sourceMappingURL=data:application/json;charset=utf-8;base64,${data}`,
    );
    write(
      "built.js",
      "exports.onDisk = require('./disk').onDisk;\nexports.embedded = require('./embedded').embedded;",
    );
    await kernel.execute('import { embedded, onDisk } from "mapped"');
    const onDisk = errorOf(await kernel.execute("onDisk()")).traceback;
    expect(onDisk).toContain("(node_modules/mapped/src/on-disk.ts:4:3)");
    expect(onDisk).toContain("> 1 | onDisk()");
    const embedded = errorOf(await kernel.execute("embedded()")).traceback;
    expect(embedded).toContain("(node_modules/mapped/src/gone.ts:4:3)");
  });
});
