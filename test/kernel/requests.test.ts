import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("optional fields of requests", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(folder)), 60_000);
  afterAll(() => kernel.stop());

  test("user_expressions see the notebook after the cell", async () => {
    const result = await kernel.execute("const base = 20;", {
      user_expressions: {
        sum: "base + 1",
        object: "{ a: base }",
        promise: "Promise.resolve(base)",
        comment: "base // twenty",
        unknown: "nosuch",
        thrown: '(() => { throw new RangeError("far") })()',
        statement: "const extra = 1",
      },
    });
    expect(result.reply.status).toBe("ok");
    expect(result.reply.user_expressions).toMatchObject({
      sum: { status: "ok", data: { "text/plain": "21" }, metadata: {} },
      object: { status: "ok", data: { "text/plain": "{ a: 20 }" } },
      promise: { status: "ok", data: { "text/plain": "20" } },
      comment: { status: "ok", data: { "text/plain": "20" } },
      unknown: { status: "error", ename: "TypeScriptError", traceback: expect.any(Array) },
      thrown: { status: "error", ename: "RangeError", evalue: "far" },
      statement: { status: "error" },
    });
    // They declare nothing, and what they throw is not the cell's error.
    expect(result.outputs.map(({ type }) => type)).toEqual(["status", "execute_input", "status"]);
    expect(errorOf(await kernel.execute("extra")).evalue).toContain("Cannot find name");
    expect(shown(await kernel.execute("base"))).toBe("20");
  });

  test("user_expressions of a failed cell are skipped, of a silent one evaluated", async () => {
    const user_expressions = { one: "1" };
    const failed = await kernel.execute("throw 1", { user_expressions });
    expect(failed.reply.user_expressions).toEqual({});
    const silent = await kernel.execute("2", { user_expressions, silent: true });
    expect(silent.reply.user_expressions.one.data).toEqual({ "text/plain": "1" });
    expect(silent.outputs.map(({ type }) => type)).toEqual(["status", "status"]);
  });

  test("an endless user expression can be interrupted, and the notebook goes on", async () => {
    const never = '(fs.writeFileSync("sign", ""), new Promise(() => {}))';
    const asked = kernel.execute('import fs from "node:fs"; 0', { user_expressions: { never } });
    const sign = path.join(folder, "sign");
    await expect.poll(() => fs.existsSync(sign), { timeout: 30_000 }).toBe(true);
    await kernel.interrupt();
    const { reply } = await asked;
    expect(reply.user_expressions.never).toMatchObject({ ename: "KeyboardInterrupt" });
    expect(shown(await kernel.execute("1"))).toBe("1");
  });

  test("a value that JSON cannot carry says so, in user_expressions and as a result", async () => {
    const value = `({ [Symbol.for("Jupyter.display")]: () => ({ "application/json": 1n }) })`;
    const reason = /^The value could not be displayed: TypeError: .*BigInt/;
    const { reply } = await kernel.execute("1", { user_expressions: { value } });
    expect(reply.user_expressions.value.data["text/plain"]).toMatch(reason);
    expect(shown(await kernel.execute(value))).toMatch(reason);
  });

  test("clearOutput comes after earlier output", async () => {
    const { outputs } = await kernel.execute(
      'console.log("a"); clearOutput(); clearOutput({ wait: true }); console.log("b")',
    );
    expect(outputs.slice(2, -1).map(({ type, content }) => [type, content.wait])).toEqual([
      ["stream", undefined],
      ["clear_output", false],
      ["clear_output", true],
      ["stream", undefined],
    ]);
  });

  test("the language has the names that frontends expect", async () => {
    const { reply } = await kernel.request("kernel_info_request");
    // Of an object JupyterLab would read only the name.
    expect(reply.language_info.codemirror_mode).toBe("typescript");
    expect(reply.supported_features).toEqual([]);
    expect(reply.banner).toContain(`TypeScript ${reply.language_info.version}`);
  });

  test("invalid messages and messages signed with another key are ignored", async () => {
    const header = JSON.stringify({ msg_id: "1", msg_type: "shutdown_request" });
    await kernel.frames(["nonsense"]);
    await kernel.frames(["<IDS|MSG>", "wrong", header, "{}", "{}", "{}"]);
    await kernel.frames(["<IDS|MSG>", "wrong", "{", "{}", "{}", "{}"]);
    const result = await kernel.execute('console.log("here")');
    expect(written(result)).toBe("here\n");
    expect(await kernel.alive()).toBe(true);
  });

  test("requests with missing fields or fields of another type get an answer", async () => {
    const ask = async (type: string, content: object) =>
      (await kernel.request(`${type}_request`, content)).reply;
    expect(await ask("is_complete", {})).toEqual({ status: "complete" });
    expect(await ask("complete", { code: 5 })).toMatchObject({ status: "ok" });
    expect(await ask("complete", { code: "Mat", cursor_pos: 99 })).toMatchObject({
      matches: ["Math"],
      cursor_end: 3,
    });
    expect(await ask("inspect", { cursor_pos: -1 })).toMatchObject({ found: false });
    expect(await ask("history", { hist_access_type: "psychic" })).toMatchObject({ history: [] });
    expect(await ask("execute", { user_expressions: 5 })).toMatchObject({ status: "ok" });
    expect(await ask("comm_info", {})).toMatchObject({ status: "ok" });
  });
});
