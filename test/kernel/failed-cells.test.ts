import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder } from "./kernel.js";

describe.skipIf(!python)("a cell that ends early", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  const value = async (code: string) => {
    const result = await kernel.execute(code);
    if (result.reply.status !== "ok") throw new Error(errorOf(result).traceback);
    return shown(result);
  };
  const fails = async (code: string) => errorOf(await kernel.execute(code)).evalue;
  const FAIL = 'JSON.parse("{")';

  test("keeps the values and types that it reached, and no others", async () => {
    await fails(`const reached: number = 1; let word = "w"; ${FAIL}; const missed = 2;`);
    expect(await value("[reached.toFixed(1), word.length]")).toBe("[ '1.0', 1 ]");
    expect(await fails("reached.length")).toMatch(/^TS2339/);
    expect(await fails("missed")).toMatch(/^TS2304/);
  });

  test("keeps earlier declarations and values of names that it did not reach", async () => {
    await value('let kept = "earlier"; const read = () => kept;');
    await fails(`${FAIL}; let kept = 5;`);
    expect(await value("[kept.toUpperCase(), read()]")).toBe("[ 'EARLIER', 'earlier' ]");
    await fails(`kept = "assigned"; ${FAIL};`);
    expect(await value("[kept, read()]")).toBe("[ 'assigned', 'assigned' ]");
  });

  test("keeps the finished part of a statement, a pattern and a loop", async () => {
    await fails(`const one = 1, two = ${FAIL}, three = 3;`);
    expect(await value("one")).toBe("1");
    expect(await fails("two")).toMatch(/^TS2304/);
    expect(await fails("three")).toMatch(/^TS2304/);
    await fails(
      `const { left, right = ${FAIL} as number } = { left: 1 } as { left: number; right?: number };`,
    );
    expect(await value("left")).toBe("1");
    expect(await fails("right")).toMatch(/^TS2304/);
    await fails(`for (var turn of [1, 2, 3]) if (turn === 2) ${FAIL};`);
    expect(await value("turn")).toBe("2");
  });

  test("keeps functions, types and imports, which come first in a module", async () => {
    await fails(`import { sep } from "node:path"; ${FAIL};
function hoisted(): Kind { return { sep }; } interface Kind { sep: string } class Late {}`);
    expect(await value("const kind: Kind = hoisted(); [kind, sep]")).toBe("[ { sep: '/' }, '/' ]");
    expect(await fails("new Late()")).toMatch(/^TS2304/);
  });

  test("keeps its declarations before a failing await and before a rejected value", async () => {
    await fails('const before = 1; await Promise.reject(new Error("x")); const after = 2;');
    expect(await value("before")).toBe("1");
    expect(await fails("after")).toMatch(/^TS2304/);
    await fails('const whole = 3; Promise.reject(new Error("x"))');
    expect(await value("whole")).toBe("3");
  });

  test("changes nothing when it does not compile", async () => {
    await value("let untouched = 1;");
    await fails('untouched = 2; let untouched2: number = "s";');
    expect(await value("untouched")).toBe("1");
    expect(await fails("untouched2")).toMatch(/^TS2552/);
    expect(await fails("let untouched = ;")).toMatch(/^TS/);
    expect(await value("untouched + 1")).toBe("2");
  });

  test("keeps what it reached when it is interrupted, and ignores later declarations", async () => {
    await value("let total = 100;");
    const cell = kernel.execute(`let steps = 0; const label = "running";
setTimeout(() => process.kill(process.pid, "SIGINT"), 50);
await new Promise((resolve) => setTimeout(resolve, 1500));
const total = "late";`);
    expect(errorOf(await cell).ename).toBe("KeyboardInterrupt");
    expect(await value("[steps, label.length, total.toFixed(0)]")).toBe("[ 0, 7, '100' ]");
    await value("await new Promise((resolve) => setTimeout(resolve, 1200));");
    expect(await value("total.toFixed(0)")).toBe("'100'");
  });

  test("a synchronous loop that is interrupted keeps its variables", async () => {
    const cell = kernel.execute("let turns = 0; const seen = 'yes'; for (;;) turns++;");
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await kernel.interrupt();
    expect(errorOf(await cell).ename).toBe("KeyboardInterrupt");
    expect(await value("[turns > 0, seen]")).toBe("[ true, 'yes' ]");
  });
});
