import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("errors of cells", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  const folder = temporaryFolder();
  beforeAll(async () => void (kernel = await Kernel.start(folder)), 60_000);
  afterAll(() => kernel.stop());

  test("a thrown error names cell, line and column, with a frame and no foreign calls", async () => {
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

  test("positions after an await and in what a cell logs itself", async () => {
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

  test("thrown values that are no errors, and causes", async () => {
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
});
