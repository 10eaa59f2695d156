import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, shown, temporaryFolder } from "./kernel.js";

/** Cells that never end by themselves. `count` is incremented in between. */
const ENDLESS = [
  "for (;;) count++;",
  "await null; for (;;) count++;",
  "await new Promise(() => {})",
  "for (;;) { count++; await new Promise((r) => setTimeout(r, 1)); }",
  "setInterval(() => count++, 1); await new Promise(() => {})",
  "for (;;) try { await Promise.reject(count++) } catch {}",
  "for await (const _ of (async function* () { for (;;) yield count++ })());",
  "try { for (;;) await new Promise((r) => setImmediate(r)) } finally { count++ }",
  "for (;;) console.log(count++)",
  "Array.from({ length: 1e9 }, () => count++)",
];

describe.skipIf(!python)("100 interrupts at any moment", { timeout: 120_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  test("lose nothing, block nothing, and end one cell each", async () => {
    const random = xoroshiro128plus(7);
    await kernel.execute("let count = 0; let checked = 0;");
    let last = 0;
    for (let n = 1; n <= 100; n++) {
      const code = ENDLESS[uniformInt(random, 0, ENDLESS.length - 1)]!;
      const delay = uniformInt(random, 0, 250);
      const bySignal = uniformInt(random, 0, 1) === 1;
      const running = kernel.execute(`let number${n} = ${n}; ${code}`);
      await new Promise((resolve) => setTimeout(resolve, delay));
      let ended = false;
      void running.then(() => (ended = true));
      // Before the cell has begun there is nothing to interrupt: then ask again.
      while (!ended) {
        await (bySignal ? kernel.signal() : kernel.interrupt());
        await Promise.race([running, new Promise((resolve) => setTimeout(resolve, 1500))]);
      }
      const { reply } = await running;
      expect(reply, code).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
      const [checked, count] = JSON.parse(shown(await kernel.execute("[++checked, count]"))!);
      expect(checked).toBe(n);
      expect(count).toBeGreaterThanOrEqual(last);
      last = count;
    }
    expect(last).toBeGreaterThan(1000);
  });
});
