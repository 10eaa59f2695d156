import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("a cell that replaces built-in functions", () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())));
  afterAll(() => kernel.stop());

  /** Runs cells that need everything: types, imports, output, promises, a table. */
  const expectHealthy = async (): Promise<void> => {
    const result = await kernel.execute(`import { setTimeout as sleep } from "node:timers/promises";
await sleep(1); console.log("out"); console.table([{ a: 1 }]); JSON.parse(JSON.stringify([1, 2])).map(String)`);
    expect(result.reply).toMatchObject({ status: "ok" });
    expect(written(result)).toMatch(/^out\n┌/);
    expect(shown(result)).toBe("[ '1', '2' ]");
  };

  const GLOBALS = `Object Function Array String Number Boolean Symbol Error TypeError Promise Proxy
Reflect Map Set WeakMap RegExp JSON Math Date Atomics Uint8Array Intl globalThis process Buffer
AbortController TextDecoder URL setTimeout clearTimeout setImmediate performance`.split(/\s+/);
  test.each(GLOBALS.flatMap((name) => [[`(globalThis as any).${name} = null`, name]]))(
    "%s: it is put back, in one sentence",
    async (code, name) => {
      const result = await kernel.execute(`${code}; undefined`);
      expect(written(result, "stderr")).toBe(
        `Expected the cell to leave ${name} usable, found something else in its place: ` +
          "the original is back; use other names for your own.\n",
      );
      await expectHealthy();
    },
  );

  test.each([
    ["delete (globalThis as any).JSON", "JSON"],
    ["Object.keys = 5 as any", "Object.keys"],
    ["Array.prototype.map = null as any", "Array.prototype.map"],
    ["Array.prototype.push = null as any", "Array.prototype.push"],
    ["Array.prototype[Symbol.iterator] = null as any", "Array.prototype[Symbol.iterator]"],
    ["Function.prototype.call = null as any", "Function.prototype.call"],
    ["Function.prototype.apply = null as any", "Function.prototype.apply"],
    ["String.prototype.replace = null as any", "String.prototype.replace"],
    ["RegExp.prototype.exec = null as any", "RegExp.prototype.exec"],
    ["Map.prototype.set = null as any", "Map.prototype.set"],
    ["Promise.prototype.then = null as any", "Promise.prototype.then"],
    ["Promise.race = null as any", "Promise.race"],
    ["JSON.stringify = null as any", "JSON.stringify"],
    ["Object.defineProperty = null as any", "Object.defineProperty"],
    ["Date.prototype.toISOString = null as any", "Date.prototype.toISOString"],
    ["process.nextTick = null as any", "process.nextTick"],
    ["process.stdout.write = null as any", "process.stdout.write"],
    [
      "for (const k of ['map', 'push', 'filter']) (Array.prototype as any)[k] = null; delete (globalThis as any).Set",
      "Set, Array.prototype.map, Array.prototype.push, Array.prototype.filter",
    ],
  ])("%s: it is put back", async (code, names) => {
    const result = await kernel.execute(`${code}; undefined`);
    const listed = /leave (.*) usable/.exec(written(result, "stderr"))?.[1];
    expect(listed?.split(", ").sort()).toEqual(names.split(", ").sort());
    await expectHealthy();
  });

  test.each([
    ["Array.prototype.map = () => []", "[1].map((x) => x)", "[]"],
    ["Array.prototype.push = () => 7", "[1].push(2)", "7"],
    ["String.prototype.slice = () => 'mine'", '"abc".slice(1) === "mine"', "true"],
    ["Map.prototype.get = () => 5 as any", "new Map().get(1)", "5"],
    ["JSON.stringify = () => '{}'", "JSON.stringify([1])", "'{}'"],
    ["JSON.parse = () => 4", 'JSON.parse("5")', "4"],
    ["Object.entries = () => []", "Object.entries({ a: 1 })", "[]"],
    [
      "process.cwd = () => { throw new Error('gone') }",
      "try { process.cwd(); 1 } catch { 2 }; 3",
      "3",
    ],
    ["Math.random = () => 0.5", "Math.random()", "0.5"],
    ["Date.now = () => 1", "Date.now()", "1"],
    ["(Object.prototype as any).get = () => 1", "({} as any).get()", "1"],
    [
      "(Array.prototype as any).last = function () { return this.at(-1) }",
      "([1, 2] as any).last()",
      "2",
    ],
    [
      'Object.defineProperty(Array.prototype, "0", { configurable: true, set() {}, get() { return 7 } })',
      "([] as number[])[0]",
      "7",
    ],
  ])("%s: cells keep it, and the kernel works without", async (code, use, value) => {
    const second = await Kernel.start(temporaryFolder());
    try {
      const result = await second.execute(`${code}; console.log("in"); undefined`);
      expect(result.reply).toMatchObject({ status: "ok" });
      expect(written(result, "stderr")).toBe("");
      expect(shown(await second.execute(use))).toBe(value);
      const completed = await second.request("complete_request", { code: "proce", cursor_pos: 5 });
      expect(completed.reply.matches).toContain("process");
      expect(
        shown(await second.execute(`await new Promise((r) => setTimeout(r, 5)); ${use}`)),
      ).toBe(value);
    } finally {
      await second.stop();
    }
  });

  test("a change from background work does not reach the kernel", async () => {
    await kernel.execute("setTimeout(() => { (globalThis as any).JSON = null }, 20); undefined");
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expectHealthy();
  });
});
