import fs from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, shown, temporaryFolder } from "./kernel.js";

// The kernel reads the types that every cell needs as soon as a frontend is there.
describe.skipIf(!python)("files that come after the kernel has read its types", () => {
  const folder = temporaryFolder();
  let kernel: Kernel;
  const write = (name: string, text: string) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  };
  beforeAll(async () => {
    kernel = await Kernel.start(folder);
    await kernel.request("is_complete_request", { code: "" });
    await setTimeout(3000);
  });
  afterAll(() => kernel.stop());

  test("count for the first cell", async () => {
    write("half.ts", "export const half = (x: number): number => x / 2;");
    write("tsconfig.json", '{ "compilerOptions": { "strict": false } }');
    write("node_modules/meters/package.json", '{ "name": "meters", "types": "index.d.ts" }');
    write("node_modules/meters/index.d.ts", "export interface Meters { meters: number }");
    const code = [
      'import { half } from "./half";',
      'import type { Meters } from "meters";',
      "const none: number = null;",
      "const far: Meters = { meters: half(6) };",
      "far.meters",
    ];
    expect(shown(await kernel.execute(code.join("\n")))).toBe("3");
  });
});
