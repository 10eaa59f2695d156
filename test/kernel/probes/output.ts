import { lastText, type Probe } from "./probe.js";

export const output: readonly Probe[] = [
  {
    claim: "a promise prints as what it is",
    holds: async (kernel) =>
      /^Promise \{ 1 \}$/m.test(await lastText(kernel, "console.log(Promise.resolve(1))")),
  },
  {
    claim: "`process.stdout.write` takes bytes and encodings",
    bare: "prints the code",
    holds: async (kernel) =>
      (
        await lastText(
          kernel,
          'process.stdout.write("6869", "hex"); process.stdout.write(new Uint8Array([33, 10]))',
        )
      ).startsWith("hi!\n"),
  },
  {
    claim: '`execSync` with `stdio: "inherit"` writes into the cell',
    bare: "lost",
    holds: async (kernel) =>
      (
        await lastText(
          kernel,
          'import { execSync } from "node:child_process";\nexecSync("echo from a child", { stdio: "inherit" }); undefined',
        )
      ).includes("from a child"),
  },
  {
    claim: "and a child that runs beside the cell",
    bare: "lost",
    holds: async (kernel) =>
      (
        await lastText(
          kernel,
          `import { spawn } from "node:child_process";
const child = spawn("echo", ["from another child"], { stdio: "inherit" });
await new Promise((resolve) => child.on("close", resolve)); undefined`,
        )
      ).includes("from another child"),
  },
  {
    claim: "and `fs.writeSync(1, …)`",
    bare: "lost",
    holds: async (kernel) =>
      (
        await lastText(
          kernel,
          'import fs from "node:fs";\nfs.writeSync(1, "straight to the stream\\n"); undefined',
        )
      ).includes("straight to the stream"),
  },
  {
    claim: "and a worker thread",
    holds: async (kernel) =>
      (
        await lastText(
          kernel,
          `import { Worker } from "node:worker_threads";
const worker = new Worker("console.log('from a worker')", { eval: true });
await new Promise((resolve) => worker.on("exit", resolve));
await new Promise((resolve) => setTimeout(resolve, 100))`,
        )
      ).includes("from a worker"),
  },
];
