import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, shown, temporaryFolder, written, type Result } from "./kernel.js";

describe.skipIf(!python)("errors and output of background work", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  const wait = (milliseconds: number) =>
    `await new Promise((r) => setTimeout(r, ${milliseconds}));`;

  /** The text that a cell has written to stderr, without colors. */
  const complaints = async (result: Result): Promise<string> =>
    // eslint-disable-next-line no-control-regex -- colors are control characters
    written(await kernel.later(result), "stderr").replace(/\x1b\[\d+m/g, "");

  test("an unhandled rejection names its cell and place, and the kernel goes on", async () => {
    const result = await kernel.execute(`void Promise.reject(new Error("lost"));\n${wait(50)} 1`);
    const n = result.reply.execution_count;
    expect(shown(result)).toBe("1");
    const text = await complaints(result);
    expect(text).toContain(`Unhandled rejection in Cell[${n}]:\nError: lost\n> 1 | void Promise`);
    expect(text).toContain(`at Cell[${n}].ts:1:21`);
  });

  test("an error appears after earlier output", async () => {
    const result = await kernel.execute(
      `console.log("a"); console.log("b"); void Promise.reject(new Error("c")); ${wait(100)}`,
    );
    const texts = result.outputs.filter(({ type }) => type === "stream");
    const all = texts.map(({ content }) => content.text).join("");
    expect(all).toMatch(/^a\nb\nUnhandled rejection/);
  });

  test.each([
    ["a rejection", `${wait(150)} throw new RangeError("late")`, "Unhandled rejection"],
    ["a timer", 'setTimeout(() => { throw new RangeError("late") }, 150)', "Uncaught error"],
    [
      "an event",
      'const { EventEmitter } = await import("node:events"); const e = new EventEmitter();\n' +
        'e.on("x", () => { throw new RangeError("late") }); setTimeout(() => e.emit("x"), 150)',
      "Uncaught error",
    ],
  ])("%s after the cell's end is that cell's", async (_name, code, what) => {
    const result = await kernel.execute(`void (async () => { ${code} })(); undefined`);
    const next = await kernel.execute(`${wait(300)} 2`);
    expect(shown(next)).toBe("2");
    expect(written(next, "stderr")).toBe("");
    expect(await complaints(result)).toContain(
      `${what} in Cell[${result.reply.execution_count}]:\nRangeError: late`,
    );
  });

  test("late output of both streams and late displays go to the cell that wrote them", async () => {
    const first = await kernel.execute(`import { display } from "tslab";
setTimeout(() => { console.log("late"); console.error("oh"); display.html("<b>") }, 150); undefined`);
    const next = await kernel.execute(`console.log("now"); ${wait(300)}`);
    expect(written(next)).toBe("now\n");
    const late = await kernel.later(first);
    expect(written(late)).toBe("late\n");
    expect(written(late, "stderr")).toBe("oh\n");
    expect(late.outputs.at(-1)).toMatchObject({
      type: "display_data",
      content: { data: { "text/html": "<b>" } },
    });
  });

  test("node:domain and node:repl can be loaded, and errors are still reported", async () => {
    const result =
      await kernel.execute(`import domain from "node:domain"; import repl from "node:repl";
const d = domain.create(); d.on("error", (e: Error) => console.log("domain", e.message));
d.run(() => setTimeout(() => { throw new Error("caught") }, 5)); ${wait(50)} typeof repl.start`);
    expect(shown(result)).toBe("'function'");
    expect(written(result)).toBe("domain caught\n");
    const lost = await kernel.execute(
      `setTimeout(() => { throw new Error("lost") }, 5); ${wait(50)} 7`,
    );
    expect(shown(lost)).toBe("7");
    expect(await complaints(lost)).toContain("Error: lost");
  });

  test.each([
    "process.kill(process.pid)",
    'process.kill(process.pid, "SIGKILL")',
    "process.kill(0, 6)",
    "process.abort()",
    'import { abort } from "node:process"; abort()',
    '(await import("node:process")).exit()',
  ])("%s is refused in one sentence", async (code) => {
    const { reply } = await kernel.execute(code);
    expect(reply.evalue).toMatch(/^Expected a cell to leave the kernel running, found process\./);
  });

  test("signals that do not end the kernel can be sent", async () => {
    const result = await kernel.execute(`const signals: string[] = [];
process.once("SIGUSR2", (name) => signals.push(name));
process.kill(process.pid, "SIGUSR2"); process.kill(process.pid, "SIGWINCH");
process.kill(process.pid, 0); ${wait(50)} signals`);
    expect(shown(result)).toBe("[ 'SIGUSR2' ]");
  });

  test("process.exit is refused, in a cell and in its timers", async () => {
    await kernel.execute("const kept = 5");
    const result = await kernel.execute("process.exit(3)");
    expect(result.reply.evalue).toContain("found process.exit(3)");
    await kernel.execute(`setTimeout(() => process.exit(), 10); ${wait(50)}`);
    expect(shown(await kernel.execute("kept"))).toBe("5");
  });

  test("a cell's listeners for errors of the process do not end the kernel", async () => {
    await kernel.execute(`process.on("uncaughtException", () => { throw new Error("again") });
setTimeout(() => { throw new Error("first") }, 10); ${wait(50)}`);
    await kernel.execute(`process.removeAllListeners("uncaughtException");
process.removeAllListeners("unhandledRejection");
void Promise.reject(new Error("lost")); ${wait(50)}`);
    expect(shown(await kernel.execute("kept"))).toBe("5");
  });

  test("a stack overflow is reported like other errors", async () => {
    const result = await kernel.execute("const deeper = (): number => 1 + deeper(); deeper()");
    expect(result.reply).toMatchObject({ status: "error", ename: "RangeError" });
    expect(shown(await kernel.execute("6"))).toBe("6");
  });
});
