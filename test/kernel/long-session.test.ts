import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { everydayCell } from "./everyday-cell.js";
import { Kernel, python, shown, temporaryFolder } from "./kernel.js";

describe.skipIf(!python)("a long session", { timeout: 240_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  /** MiB that are in use after a collection of garbage. */
  async function used(): Promise<number> {
    const code = `import v8 from "node:v8"; import vm from "node:vm";
v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;
for (let i = 0; i < 3; i++) { collect(); await new Promise((r) => setTimeout(r, 20)); }
process.memoryUsage().heapUsed / 2 ** 20`;
    return Number(shown(await kernel.execute(code)));
  }

  async function run(from: number, to: number): Promise<void> {
    for (let n = from; n < to; n++) {
      const { reply } = await kernel.execute(everydayCell(n));
      expect(reply.status).toBe("ok");
    }
  }

  test("500 cells need no more memory than 100, and their variables are right", async () => {
    await run(0, 100);
    const early = await used();
    await run(100, 500);
    const late = await used();
    // What stays is what the kernel keeps on purpose: positions of the cells' code for stack traces.
    expect(late - early, `${early} MiB, then ${late} MiB`).toBeLessThan(8);
    expect(shown(await kernel.execute("sum16(values15)"))).toBe(String(495 * ((999 * 1000) / 2)));
  });
});
