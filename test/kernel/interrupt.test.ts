import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("interrupts and the kernel's host", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  const host = '(globalThis as any)[Symbol.for("ganvas.kernel")]';

  /** Runs `code`, and interrupts it when it has surely begun. */
  async function interrupted(code: string, interrupt = () => kernel.interrupt()) {
    const running = kernel.execute(code);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await interrupt();
    return running;
  }

  const byMessage = async () => {
    const { reply } = await kernel.request("interrupt_request", {}, { channel: "control" });
    expect(reply.status).toBe("ok");
  };
  const ways: [string, () => Promise<void>][] = [
    ["signal", () => kernel.signal()],
    ["message", byMessage],
  ];

  test.each(ways)("a sleeping cell ends by %s; variables stay", async (_how, interrupt) => {
    await kernel.execute("let kept = 1");
    const result = await interrupted("kept = 2; await new Promise(() => {})", interrupt);
    expect(result.reply.status).toBe("error");
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("kept"))).toBe("2");
  });

  describe.each(ways)("code that blocks forever is stopped by %s", (_how, interrupt) => {
    test.each([
      ["an empty loop", "while (true);"],
      ["a loop after an await", "await null; for (;;) turns++;"],
      ["labels", "outer: do { for (;;) continue outer } while (true)"],
      [
        "an endless generator",
        "function* all() { for (;;) yield turns++ } for (const _ of all());",
      ],
      [
        "a recursion after an await",
        "const f = (n: number): number => n < 2 ? n : f(n - 1) + f(n - 2); await 0; f(90)",
      ],
      ["one that catches everything", "for (;;) try { for (;;) turns++ } catch {}"],
      ["promises without end", "for (;;) try { await Promise.reject(1) } catch {}"],
      [
        "an endless asynchronous generator",
        "async function* all() { for (;;) yield turns++ } for await (const _ of all());",
      ],
      ["native code", '/^(a+)+$/.test("a".repeat(60) + "b")'],
    ])("%s", async (_name, code) => {
      const result = await interrupted(`let turns = 0; ${code}`, interrupt);
      expect(errorOf(result).ename).toBe("KeyboardInterrupt");
      expect(shown(await kernel.execute("1"))).toBe("1");
    });
  });

  test("the error names the line where the cell was stopped", async () => {
    await kernel.execute("let n = 0");
    const result = await interrupted("\nawait null;\nfor (;;) n++;");
    const count = result.reply.execution_count;
    expect(errorOf(result).traceback).toContain(`at Cell[${count}].ts:3:1`);
    expect(errorOf(result).traceback).toContain("> 3 | for (;;) n++;");
    expect(shown(await kernel.execute("n > 0"))).toBe("true");
  });

  test("finally blocks run, also those that await", async () => {
    const result =
      await interrupted(`const wait = (ms: number) => new Promise((r) => setTimeout(r, ms));
function tidy() { for (let i = 0; i < 3; i++); console.log("tidy"); }
try { await wait(60_000) } finally { await wait(20); tidy() }`);
    expect(written(result)).toBe("tidy\n");
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
  });

  test("timers, requests and output of an interrupted cell end with it", async () => {
    await kernel.execute(`import { createServer } from "node:http";
let closed = false;
const server = createServer((request) => void request.on("close", () => (closed = true)));
await new Promise<void>((r) => server.listen(0, r));
const { port } = server.address() as { port: number };`);
    const code = `setInterval(() => console.log("tick"), 20);
void fetch("http://localhost:" + port).catch(() => {});
const { promisify } = await import("node:util");
const native = promisify(globalThis.setTimeout)(1500);
void native.then(() => console.log("later"));
await native;`;
    const result = await interrupted(code);
    const ticks = written(result);
    expect(ticks).toContain("tick");
    const next = await kernel.execute(
      "await new Promise((r) => setTimeout(r, 1500)); server.close(); closed",
    );
    expect(written(next)).toBe("");
    expect(shown(next)).toBe("true");
    expect(written(await kernel.later(result))).toBe(ticks);
  });

  test("a cell that ended goes on in the background, its output stays its own", async () => {
    const first = await kernel.execute(
      'let late = 0; const timer = setInterval(() => console.log("late", ++late), 50); undefined',
    );
    const second = await interrupted("console.log(1); await new Promise(() => {})");
    expect(written(second)).toBe("1\n");
    expect(written(await kernel.execute("clearInterval(timer)"))).toBe("");
    expect(written(await kernel.later(first))).toContain("late 5\n");
  });

  test("sleeps of node:timers/promises end, however imported", async () => {
    await kernel.execute('import { setTimeout as sleep } from "node:timers/promises"');
    for (const how of ["sleep", '(await import("timers/promises")).setTimeout']) {
      const result = await interrupted(`try { await ${how}(60_000) } finally { console.log("f") }`);
      expect(written(result)).toBe("f\n");
      expect(errorOf(result).evalue).toBe("The cell was interrupted.");
    }
    expect(shown(await kernel.execute('await sleep(1, "value")'))).toBe("'value'");
  });

  test("a library's listener for SIGINT is not called and does not prevent the interrupt", async () => {
    await kernel.execute(
      'const quit = () => process.kill(process.pid, "SIGKILL"); process.on("SIGINT", quit); undefined',
    );
    for (const off of ["", 'process.off("SIGINT", quit);']) {
      const result = await interrupted(`${off} await null; for (;;);`, () => kernel.signal());
      expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    }
  });

  test("an interrupt during the last call of a cell ends that cell", async () => {
    await kernel.execute('import { execSync } from "node:child_process"');
    const result = await interrupted('await null; execSync("sleep 1")');
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("await new Promise((r) => setTimeout(r, 300)); 1"))).toBe(
      "1",
    );
  });

  test("an interrupt while a value is being shown ends the cell", async () => {
    const value = '({ [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) })';
    expect(errorOf(await interrupted(value)).ename).toBe("KeyboardInterrupt");
  });

  test("a second interrupt stops the cell at once", async () => {
    const code = `const deaf: AbortSignal = ${host}.signal; for (;;) await new Promise((r) => setImmediate(r));`;
    const result = await interrupted(code, async () => {
      await kernel.interrupt();
      await kernel.signal();
    });
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("1"))).toBe("1");
  });

  test("cells that wait behind an interrupted one are aborted", async () => {
    const running = interrupted("await new Promise(() => {})");
    const behind = kernel.execute("1");
    expect((await running).reply.status).toBe("error");
    expect((await behind).reply.status).toBe("aborted");
  });

  test("one interrupt ends one cell", async () => {
    const running = interrupted("for (;;);");
    const behind = kernel.execute("await new Promise((r) => setTimeout(r, 300)); 2");
    expect((await running).reply.status).toBe("error");
    const replies = [(await behind).reply.status, (await kernel.execute("3")).reply.status];
    expect(replies).toEqual(["aborted", "ok"]);
  });

  test("the heartbeat goes on while a cell computes", async () => {
    const running = kernel.execute("await null; for (;;);");
    await new Promise((resolve) => setTimeout(resolve, 3000)); // several beats of the client
    expect(await kernel.beating()).toBe(true);
    await kernel.interrupt();
    expect(errorOf(await running).ename).toBe("KeyboardInterrupt");
  });

  test("a busy kernel answers a shutdown by ending", async () => {
    const other = await Kernel.start(temporaryFolder());
    void other.execute("await null; /^(a+)+$/.test('a'.repeat(60) + 'b')").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 1000));
    void other
      .request("shutdown_request", { restart: false }, { channel: "control" })
      .catch(() => {});
    await expect.poll(() => other.alive(), { timeout: 15_000 }).toBe(false);
    await other.stop();
  });

  test("work that listens to the signal ends in order and is still an interrupt", async () => {
    const code = `const signal: AbortSignal = ${host}.signal; let steps = 0;
while (!signal.aborted) { await new Promise((r) => setTimeout(r, 20)); steps++; }
console.log("ended in order");`;
    const result = await interrupted(code);
    expect(written(result)).toBe("ended in order\n");
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("steps > 0"))).toBe("true");
    expect(shown(await kernel.execute(`${host}.signal.aborted`))).toBe("false");
  });

  test("a training stops after its step, says how far it came, and the model stays", async () => {
    const code = `import { Dataset, mlpGan, trainGan } from "ganvas";
const [pixels, labels] = [new Uint8Array(32), new Uint8Array(8)];
const dots = new Dataset({ name: "dots", image: [2, 2, 1], pixels, labels, classes: ["dot"] });
const model = mlpGan({ image: [2, 2, 1], latent: 2, generatorUnits: [4], discriminatorUnits: [4] });
let last = 0;
for await (const { step } of trainGan(model, dots, { steps: 1000, batch: 4 })) {
  last = step;
  if (step === 5) process.kill(process.pid, "SIGINT");
}`;
    const result = await kernel.execute(code);
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(errorOf(result).evalue).toMatch(
      /^Training was stopped after step \d+ of 1000; the model keeps what it has learned\.$/,
    );
  });

  test("an interrupt while nothing runs is ignored", async () => {
    await kernel.interrupt();
    expect(shown(await kernel.execute("1"))).toBe("1");
  });

  test("display and update send their messages to the running cell", async () => {
    const { outputs } = await kernel.execute(
      `const h = ${host}; h.display({ "text/plain": "1" }, "id"); h.update("id", { "text/plain": "2" });`,
    );
    const data = { "text/plain": "1" };
    expect(outputs.find((o) => o.type === "display_data")?.content).toEqual({
      data,
      metadata: {},
      transient: { display_id: "id" },
    });
    expect(outputs.find((o) => o.type === "update_display_data")?.content).toMatchObject({
      data: { "text/plain": "2" },
      transient: { display_id: "id" },
    });
  });

  test("code left over from an interrupted cell prints nothing", async () => {
    // A library's timer: those of the cell end with it.
    const cell = await kernel.execute(`
const left = globalThis.setInterval(() => { console.log("left"); console.log("over"); }, 5);
process.kill(process.pid, "SIGINT");
for (;;);`);
    const before = written(await kernel.later(cell));
    const next = await kernel.execute(`for (let i = 0; i < 40; i++) {
  console.log(i); await new Promise((r) => setTimeout(r, 5)); }
globalThis.clearInterval(left)`);
    expect(written(next)).toMatch(/^0\n1\n2\n/);
    expect(written(await kernel.later(cell))).toBe(before);
  });

  test("cleared timers of a long cell are not kept in memory", async () => {
    const code = `import v8 from "node:v8"; import vm from "node:vm";
v8.setFlagsFromString("--expose-gc"); const gc: () => void = vm.runInNewContext("gc");
const refs = [setTimeout, setInterval, setImmediate].map((set: any, i) => {
  const held = {};
  [clearTimeout, clearInterval, clearImmediate][i]!(set(() => held, 1e6));
  return new WeakRef(held);
});
await new Promise((r) => setTimeout(r, 20)); gc();
refs.map((ref) => ref.deref())`;
    expect(shown(await kernel.execute(code))).toBe("[ undefined, undefined, undefined ]");
  });

  const atTheEnd = `${host}.beforeCellEnds(async () => {
  await new Promise((r) => setTimeout(r, 100)); console.log("at the end"); });`;

  test("work for the end of a cell is done before its reply, also after an error", async () => {
    expect(written(await kernel.execute(atTheEnd))).toBe("at the end\n");
    const failed = await kernel.execute(`${atTheEnd} throw new Error("x")`);
    expect(written(failed)).toBe("at the end\n");
    expect(errorOf(failed).evalue).toBe("x");
    const stopped = await interrupted(`${atTheEnd}
const signal: AbortSignal = ${host}.signal; while (!signal.aborted) await new Promise((r) => setTimeout(r, 5));`);
    expect(written(stopped)).toBe("at the end\n");
  });

  test("failing work at the end of a cell is the cell's error", async () => {
    const result = await kernel.execute(`${host}.beforeCellEnds(() => { throw new Error("end") })`);
    expect(errorOf(result).evalue).toBe("end");
  });

  test("tslab's own display functions still work", async () => {
    const { outputs } = await kernel.execute(
      'import { display } from "tslab"; display.html("<i>")',
    );
    expect(outputs.find((o) => o.type === "display_data")?.content.data).toEqual({
      "text/html": "<i>",
    });
  });
});
