import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder } from "./kernel.js";

describe.skipIf(!python)("a cell that fills the heap", { timeout: 100_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => {
    const limit = { NODE_OPTIONS: "--max-old-space-size=400" };
    kernel = await Kernel.start(temporaryFolder(), undefined, limit);
    await kernel.execute("const kept: object[] = [];");
  });
  afterAll(() => kernel.stop());

  const fill = "kept.push({ a: [1, 2, kept.length] })";
  test.each([
    ["in a loop", `for (;;) ${fill};`],
    ["in a function", `const add = (): void => void ${fill}; while (true) add();`],
    ["after an await", `for (let i = 0; ; i++) { ${fill}; if (i % 1000 === 0) await 0; }`],
  ])("%s ends with an error, and the variables stay", async (_title, code) => {
    const { ename, evalue } = errorOf(await kernel.execute(code));
    expect(ename).toBe("HeapError");
    expect(evalue).toMatch(
      /^Expected the cell's values to fit into JavaScript's heap of 4\d\d MiB,/,
    );
    const cleared = await kernel.execute(
      "const many = kept.length; for (let i = 0; i < 1e6; i++) kept.pop(); kept.length = 0; many > 1e6",
    );
    expect(shown(cleared)).toBe("true");
  });

  test("values that are no longer used do not end it", async () => {
    const result = await kernel.execute(
      `for (let i = 0; i < 1e7; i++) { ${fill}; if (kept.length > 1e5) kept.length = 0; } 7`,
    );
    expect(shown(result)).toBe("7");
  });
});
