import type { Kernel } from "../kernel.js";
import { lastText, textOf, type Probe } from "./probe.js";

/** Whether the kernel still computes and prints. */
const lives = async (kernel: Kernel): Promise<boolean> =>
  (await lastText(kernel, "console.log(JSON.stringify([1, 2].map((n) => 2 * n)))")) === "[2,4]\n";

const survives = (claim: string, bare: string | undefined, code: string): Probe => ({
  claim,
  ...(bare !== undefined && { bare }),
  alone: true,
  async holds(kernel) {
    await kernel.execute("const stays = 1");
    await lastText(kernel, code);
    return (await lives(kernel)) && (await lastText(kernel, "console.log(stays)")) === "1\n";
  },
});

/** Like `survives`; the cell says that this was refused. */
const refuses = (claim: string, code: string): Probe => ({
  claim,
  bare: "the kernel is gone without a word",
  alone: true,
  async holds(kernel) {
    await kernel.execute("const stays = 1");
    const result = await kernel.execute(code);
    if (result.reply.status !== "error" || textOf(result) === "") return false;
    return (await lastText(kernel, "console.log(stays)")) === "1\n";
  },
});

export const robustness: readonly Probe[] = [
  {
    claim: "a loop that fills the heap ends with an error; the variables stay",
    bare: "the kernel is gone without a word",
    environment: {
      NODE_OPTIONS: "--max-old-space-size=400",
      DENO_V8_FLAGS: "--max-old-space-size=400",
    },
    async holds(kernel) {
      await kernel.execute("const full: object[] = []");
      const { reply } = await kernel.execute("for (;;) full.push(new Array(1000).fill(0.5))");
      return (
        reply.status === "error" &&
        (await lastText(kernel, "console.log(full.length > 9)")) === "true\n"
      );
    },
  },
  refuses("`process.exit()` is refused, in words", "process.exit(1)"),
  refuses("and `process.kill(process.pid)`", "process.kill(process.pid)"),
  refuses("and `process.abort()`", "process.abort()"),
  survives(
    "the kernel outlives `Array.prototype.map = null`",
    "no further cell runs",
    "Array.prototype.map = null as any",
  ),
  survives(
    "and `delete globalThis.JSON`",
    "no further cell runs",
    "delete (globalThis as any).JSON",
  ),
  survives(
    "and `process.chdir` into a folder that is deleted",
    undefined,
    `import fs from "node:fs"; import os from "node:os"; import path from "node:path";
const gone = fs.mkdtempSync(path.join(os.tmpdir(), "gone-")); process.chdir(gone); fs.rmdirSync(gone)`,
  ),
];
