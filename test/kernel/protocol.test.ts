import { afterAll, beforeAll, describe, expect, test } from "vitest";
import ts from "typescript";
import { Kernel, python, shown, temporaryFolder } from "./kernel.js";

describe.skipIf(!python)("the Jupyter protocol", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  const types = (outputs: { type: string }[]) => outputs.map(({ type }) => type);

  test("a cell's messages come in order, with counts", async () => {
    const first = await kernel.execute("1");
    const n = first.reply.execution_count;
    expect(first.reply).toMatchObject({ status: "ok", payload: [], user_expressions: {} });
    const second = await kernel.execute('console.log("a"); 2');
    expect(types(second.outputs)).toEqual([
      "status",
      "execute_input",
      "stream",
      "execute_result",
      "status",
    ]);
    expect(second.outputs[0]!.content.execution_state).toBe("busy");
    expect(second.outputs[1]!.content).toEqual({
      code: 'console.log("a"); 2',
      execution_count: n + 1,
    });
    expect(second.outputs[3]!.content.execution_count).toBe(n + 1);
  });

  test("a silent cell has no output and no number, one without history no number", async () => {
    const before = (await kernel.execute("0")).reply.execution_count;
    const silent = await kernel.execute('globalThis.quiet = 1; console.log("x"); 5', {
      silent: true,
    });
    expect(types(silent.outputs)).toEqual(["status", "status"]);
    const passing = await kernel.execute("6", { store_history: false });
    expect(shown(passing)).toBe("6");
    expect(passing.reply.execution_count).toBe(before);
    expect((await kernel.execute("0")).reply.execution_count).toBe(before + 1);
  });

  test("after an error, waiting cells are aborted only if stop_on_error asks for it", async () => {
    const together = async (stop_on_error: boolean) => {
      const results = await Promise.all(
        ['throw new Error("no")', "1", "2"].map((code) => kernel.execute(code, { stop_on_error })),
      );
      return results.map((result) => result.reply.status);
    };
    expect(await together(true)).toEqual(["error", "aborted", "aborted"]);
    expect(await together(false)).toEqual(["error", "ok", "ok"]);
    expect((await kernel.execute("3")).reply.status).toBe("ok");
  });

  test("a cell is reported busy when its turn has come, not when it arrives", async () => {
    const order: string[] = [];
    const slow = kernel
      .execute("await new Promise((r) => setTimeout(r, 300))")
      .then(() => order.push("slow"));
    const next = kernel.execute("Date.now()").then(() => order.push("next"));
    const asked = kernel.request("kernel_info_request").then(() => order.push("asked"));
    await Promise.all([slow, next, asked]);
    expect(order).toEqual(["asked", "slow", "next"]);
  });

  test("kernel_info", async () => {
    const { reply, replyType } = await kernel.request("kernel_info_request");
    expect(replyType).toBe("kernel_info_reply");
    expect(reply).toMatchObject({
      status: "ok",
      protocol_version: "5.4",
      implementation: "ganvas",
      language_info: {
        name: "typescript",
        version: ts.version,
        file_extension: ".ts",
        pygments_lexer: "typescript",
        nbconvert_exporter: "script",
      },
    });
  });

  test("completion, inspection, completeness, comms, and unknown messages", async () => {
    await kernel.execute("const subject = { alpha: 1, beta: 2 }");
    const complete = await kernel.request("complete_request", {
      code: "subject.al",
      cursor_pos: 10,
    });
    expect(complete.reply).toMatchObject({ status: "ok", cursor_start: 8, cursor_end: 10 });
    expect(complete.reply.matches).toContain("alpha");
    const inspect = await kernel.request("inspect_request", { code: "subject", cursor_pos: 3 });
    expect(inspect.reply.data["text/plain"]).toContain("alpha: number");
    const half = await kernel.request("is_complete_request", { code: "function f() {" });
    expect(half.reply.status).toBe("incomplete");
    const comms = await kernel.request("comm_info_request", { target_name: "jupyter.widget" });
    expect(comms).toMatchObject({ replyType: "comm_info_reply", reply: { comms: {} } });
    const open = { comm_id: "c1", target_name: "none", data: {} };
    const opened = await kernel.request("comm_open", open, { answered: false });
    expect(types(opened.outputs)).toEqual(["status", "comm_close", "status"]);
    const unknown = await kernel.request("riddle_request", {}, { answered: false });
    expect(types(unknown.outputs)).toEqual(["status", "status"]);
  });

  test("a restart gives a fresh kernel", async () => {
    await kernel.execute("const gone = 1");
    await kernel.restart();
    expect((await kernel.execute("gone")).reply.ename).toBe("TypeScriptError");
  });

  test.each(["control", "shell"])("shutdown on %s ends the process", async (channel) => {
    const other = await Kernel.start(temporaryFolder());
    await other.execute("setInterval(() => {}, 1000); undefined");
    const { reply } = await other.request("shutdown_request", { restart: false }, { channel });
    expect(reply).toEqual({ status: "ok", restart: false });
    await expect.poll(() => other.alive(), { timeout: 10_000 }).toBe(false);
    await other.stop();
  });
});
