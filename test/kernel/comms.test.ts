import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, shown, temporaryFolder, type Output, type Result } from "./kernel.js";

const COMMS = '(globalThis as any)[Symbol.for("ganvas.kernel")].comms';

describe.skipIf(!python)("comms", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start(temporaryFolder());
    await kernel.execute(`const comms = ${COMMS}; const seen: any[] = []`);
  }, 60_000);
  afterAll(() => kernel.stop());

  const ofType = (outputs: Output[], type: string) => outputs.filter((o) => o.type === type);
  const contents = (result: Result, type: string) =>
    ofType(result.outputs, type).map(({ content }) => content);
  /** The first message of a type that a cell sends, which may be after its end. */
  const later = async (result: Result, type: string): Promise<Output> => {
    const first = async () => ofType((await kernel.later(result)).outputs, type)[0];
    await expect.poll(first, { timeout: 10_000 }).toBeDefined();
    return (await first())!;
  };

  test("a cell opens a comm, sends with metadata and bytes, and closes", async () => {
    const result = await kernel.execute(`
      const out = comms.open({ target: "t", id: "out", data: { a: 1 }, metadata: { version: "2" },
                               buffers: [new Uint8Array([1, 2])] });
      out.send({ b: 2 }, { buffers: [new Uint8Array([3]), new Uint8Array(0)] });
      out.close({ why: "done" });
      out.send({ too: "late" }); out.close(); out.id`);
    expect(shown(result)).toBe("'out'");
    const sent = result.outputs.filter(({ type }) => type.startsWith("comm_"));
    expect(sent).toMatchObject([
      {
        type: "comm_open",
        content: { comm_id: "out", target_name: "t", data: { a: 1 } },
        metadata: { version: "2" },
        buffers: ["AQI="],
      },
      { type: "comm_msg", content: { comm_id: "out", data: { b: 2 } }, buffers: ["Aw==", ""] },
      { type: "comm_close", content: { comm_id: "out", data: { why: "done" } } },
    ]);
    expect(sent).toHaveLength(3);
  });

  test("bytes that change after sending arrive unchanged", async () => {
    const result = await kernel.execute(`
      const bytes = new Uint8Array([7]);
      comms.open({ target: "t", buffers: [bytes] }).close(); bytes[0] = 8;`);
    expect(result.outputs.find(({ type }) => type === "comm_open")?.buffers).toEqual(["Bw=="]);
  });

  test("an id that is in use is refused", async () => {
    const twice = `comms.open({ target: "t", id: "one" }); comms.open({ target: "t", id: "one" })`;
    const { reply } = await kernel.execute(twice);
    expect(reply.evalue).toMatch(/Expected a new comm id, found "one", which is in use/);
    await kernel.comm("close", "one", {});
  });

  test("a message reaches its handler, with bytes, between busy and idle", async () => {
    await kernel.execute(`
      const echo = comms.open({ target: "t", id: "echo" });
      echo.onMessage(({ data, metadata, buffers }: any) =>
        echo.send({ got: data.n, meta: metadata.m }, { buffers }));`);
    const extras = { metadata: { m: "x" }, buffers: ["AP8="] };
    const { outputs } = await kernel.comm("msg", "echo", { data: { n: 5 } }, extras);
    expect(outputs.map(({ type }) => type)).toEqual(["status", "comm_msg", "status"]);
    // The answer's parent is the question: by that, a widget knows the echo of its own change.
    expect(outputs[1]).toMatchObject({
      content: { comm_id: "echo", data: { got: 5, meta: "x" } },
      buffers: ["AP8="],
    });
  });

  test("a message reaches a waiting cell", async () => {
    const waiting = kernel.execute(`
      const knock = comms.open({ target: "t", id: "knock" });
      (await new Promise((resolve) => knock.onMessage(resolve)) as any).data`);
    const listening = async () =>
      (await kernel.request("comm_info_request", { target_name: "t" })).reply.comms.knock;
    await expect.poll(listening, { timeout: 10_000 }).toEqual({ target_name: "t" });
    const { outputs } = await kernel.comm("msg", "knock", { data: { who: "me" } });
    expect(outputs.map(({ content }) => content.execution_state)).toEqual(["busy", "idle"]);
    expect(shown(await waiting)).toBe("{ who: 'me' }");
  });

  test("a handler's output and errors appear in its cell, and the comm stays open", async () => {
    const cell = await kernel.execute(`
      const faulty = comms.open({ target: "t", id: "faulty" });
      faulty.onMessage(({ data }: any) => {
        (globalThis as any)[Symbol.for("ganvas.kernel")].display({ "text/plain": "handled" });
        if (data.wait) return Promise.reject(new RangeError("later"));
        throw new TypeError("at once");
      });`);
    await kernel.execute("0");
    await kernel.comm("msg", "faulty", {});
    const error = await later(cell, "error");
    expect(error.content).toMatchObject({ ename: "TypeError", evalue: "at once" });
    expect(error.content.traceback.join("\n")).toMatch(/Cell\[\d+\]\.ts:6/);
    expect((await later(cell, "display_data")).content.data).toEqual({ "text/plain": "handled" });
    await kernel.comm("msg", "faulty", { data: { wait: true } });
    const both = async () =>
      ofType((await kernel.later(cell)).outputs, "error").map(({ content }) => content.evalue);
    await expect.poll(both).toEqual(["at once", "later"]);
  });

  test("output and errors of an interrupted cell's handler are shown", async () => {
    const cell = await kernel.execute(`
      const left = comms.open({ target: "t", id: "left" });
      left.onMessage(({ data }: any) => {
        if (data.wait) return Promise.reject(new RangeError("later"));
        throw new TypeError("at once");
      });
      process.kill(process.pid, "SIGINT");
      for (;;);`);
    expect(cell.reply.ename).toBe("KeyboardInterrupt");
    await kernel.comm("msg", "left", {});
    await kernel.comm("msg", "left", { data: { wait: true } });
    const errors = async () =>
      ofType((await kernel.later(cell)).outputs, "error").map(({ content }) => content.evalue);
    await expect.poll(errors).toEqual([expect.any(String), "at once", "later"]);
  });

  test("an interrupt stops a handler that never ends", async () => {
    const cell = await kernel.execute(`
      const endless = comms.open({ target: "t", id: "endless" });
      endless.onMessage(() => { for (;;); });`);
    const message = kernel.comm("msg", "endless", {});
    await new Promise((resolve) => setTimeout(resolve, 500)); // the handler runs
    await kernel.interrupt();
    expect((await message).outputs.map(({ type }) => type)).toEqual(["status", "status"]);
    expect((await later(cell, "error")).content.ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("1 + 1"))).toBe("2");
  });

  test("a frontend opens comms to a registered target, and closes them", async () => {
    await kernel.execute(`
      comms.register("ours", (comm: any, { data }: any) => {
        comm.onMessage(({ data }: any) => comm.send({ twice: 2 * data.n }));
        comm.onClose(({ data }: any) => seen.push("closed", data.why));
        comm.send({ hello: data.name });
      });`);
    const opened = await kernel.comm("open", "f1", { target_name: "ours", data: { name: "x" } });
    expect(contents(opened, "comm_msg")).toMatchObject([{ comm_id: "f1", data: { hello: "x" } }]);
    const answered = await kernel.comm("msg", "f1", { data: { n: 4 } });
    expect(contents(answered, "comm_msg")).toMatchObject([{ data: { twice: 8 } }]);
    await kernel.comm("close", "f1", { data: { why: "enough" } });
    expect(shown(await kernel.execute("seen"))).toBe("[ 'closed', 'enough' ]");
    const { reply } = await kernel.request("comm_info_request", { target_name: "ours" });
    expect(reply).toEqual({ status: "ok", comms: {} });
  });

  test("a comm to an unknown target, or whose handler fails, is closed", async () => {
    const unknown = await kernel.comm("open", "f2", { target_name: "nobody" });
    expect(contents(unknown, "comm_close")).toMatchObject([{ comm_id: "f2" }]);
    const cell = await kernel.execute(
      'comms.register("bad", () => { throw new Error("not today") })',
    );
    const failed = await kernel.comm("open", "f3", { target_name: "bad" });
    expect(contents(failed, "comm_close")).toMatchObject([{ comm_id: "f3" }]);
    expect((await later(cell, "error")).content.evalue).toBe("not today");
  });

  test("messages to closed or unknown comms are ignored", async () => {
    const types = async (result: Promise<Result>) => (await result).outputs.map(({ type }) => type);
    expect(await types(kernel.comm("msg", "out", {}))).toEqual(["status", "status"]);
    expect(await types(kernel.comm("close", "never", {}))).toEqual(["status", "status"]);
  });

  test("hasAsked tells which targets frontends have asked for", async () => {
    const asked = (target: string) => kernel.execute(`comms.hasAsked("${target}")`).then(shown);
    expect(await asked("listed")).toBe("false");
    await kernel.request("comm_info_request", { target_name: "listed" });
    expect(await asked("listed")).toBe("true");
    await kernel.comm("open", "f4", { target_name: "tried" });
    expect(await asked("tried")).toBe("true");
  });

  test("comms of a failed or silent cell stay open", async () => {
    await kernel.execute(
      `const lasting = comms.open({ target: "t", id: "lasting" });
       lasting.onMessage(() => lasting.send({ alive: true })); throw new Error("cell fails")`,
    );
    const answered = await kernel.comm("msg", "lasting", {});
    expect(contents(answered, "comm_msg")).toMatchObject([{ data: { alive: true } }]);
    const silent = await kernel.execute('comms.open({ target: "t", id: "quiet" })', {
      silent: true,
    });
    expect(contents(silent, "comm_open")).toMatchObject([{ comm_id: "quiet" }]);
  });
});
