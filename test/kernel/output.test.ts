import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

/** Each cell's stdout and stderr, and its value. */
type Case = [title: string, code: string, expected: [string, string?, string?]];

describe.skipIf(!python)("output that does not come from console.log", () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start(temporaryFolder());
    await kernel.execute(`import { once } from "node:events"; import fs from "node:fs";
import { execFileSync, execSync, fork, spawn, spawnSync } from "node:child_process";
import { Readable } from "node:stream"; import { pipeline } from "node:stream/promises";
import { promisify } from "node:util"; import { Worker } from "node:worker_threads";`);
  });
  afterAll(() => kernel.stop());

  const expectOutput = async (code: string, [out, err, value]: Case[2]): Promise<void> => {
    const result = await kernel.later(await kernel.execute(code));
    expect(result.reply).toMatchObject({ status: "ok" });
    expect([written(result), written(result, "stderr")]).toEqual([out, err ?? ""]);
    if (value !== undefined) expect(shown(result)).toBe(value);
  };

  test.each<Case>([
    ["an encoding", 'process.stdout.write("6869", "hex")', ["hi", "", "true"]],
    ["bytes", "process.stdout.write(new Uint8Array([104, 105]))", ["hi", "", "true"]],
    [
      "a character in two pieces",
      "for (const b of [0xc3, 0xa9]) process.stderr.write(Uint8Array.of(b))",
      ["", "é"],
    ],
    [
      "a callback, after the text",
      `const order: string[] = ["a"]; process.stdout.write("t", () => order.push("c")); order.push("b");
await new Promise((r) => setTimeout(r, 10)); order.join("")`,
      ["t", "", "'abc'"],
    ],
    [
      "arguments that are refused",
      "try { process.stdout.write(5 as never) } catch (e) { console.log((e as { code: string }).code) }",
      ["ERR_INVALID_ARG_TYPE\n"],
    ],
    [
      "held back until it is uncorked",
      'process.stdout.cork(); process.stdout.write("1"); process.stderr.write("2"); process.stdout.uncork();',
      ["1", "2"],
    ],
    [
      "a stream's end",
      'process.stdout.end("last\\n", () => console.log("ended"));\nawait new Promise((r) => setTimeout(r, 10))',
      ["last\nended\n"],
    ],
    ["text after that end", 'console.log("more")', ["more\n"]],
    [
      "a pipeline",
      'await pipeline(Readable.from(["x", "y\\n"]), process.stdout); console.log("z")',
      ["xy\nz\n"],
    ],
  ])("process.stdout takes %s", async (_title, code, expected) => {
    await expectOutput(code, expected);
  });

  test.each<Case>([
    [
      "execSync, between other lines",
      'console.log("a"); const r = execSync("echo b; echo e >&2", { stdio: "inherit" }); console.log(r)',
      ["a\nb\nnull\n", "e\n"],
    ],
    [
      "a failing command, whose error is Node's",
      `try { execSync("echo x; exit 3", { stdio: "inherit" }) }
catch (e: any) { console.log(e.message, e.status, e.stdout) }`,
      ["x\nCommand failed: echo x; exit 3 3 null\n"],
    ],
    [
      "spawnSync, one stream of two",
      'spawnSync("sh", ["-c", "echo y; echo z >&2"], { stdio: ["ignore", "inherit", "pipe"] }).output.map(String)',
      ["y\n", "", "[ 'null', 'null', 'z\\n' ]"],
    ],
    [
      "execFileSync into the streams of the process",
      'execFileSync("sh", ["-c", "echo y; echo z >&2"], { stdio: [0, process.stdout, 1] })',
      ["y\nz\n", "", "null"],
    ],
    [
      "more than a pipe or a buffer holds",
      'execSync("yes | head -c 600000 >&2; echo end", { stdio: "inherit" })',
      ["end\n", "y\n".repeat(300_000)],
    ],
    [
      "spawn, before its exit",
      `const child = spawn("sh", ["-c", "echo s; sleep 0.1; echo t >&2"], { stdio: "inherit" });
console.log(child.stdout, await once(child, "exit"))`,
      ["s\nnull [ 0, null ]\n", "t\n"],
    ],
    [
      "fork, with messages",
      `fs.writeFileSync("f.cjs", "console.log('forked'); process.send('m')");
const [message] = await once(fork("./f.cjs").on("message", (m) => console.log(m)), "close"); message`,
      ["forked\nm\n", "", "0"],
    ],
    [
      "a child that leaves its streams to another one",
      'await once(spawn("sh", ["-c", "sleep 5 & echo parent"], { stdio: "inherit" }), "exit"); 1',
      ["parent\n", "", "1"],
    ],
    [
      "a program that is not there, whose error is Node's",
      'const [e] = await once(spawn("no-such-program", { stdio: "inherit" }), "error"); e.code',
      ["", "", "'ENOENT'"],
    ],
    [
      "a worker",
      `await once(new Worker("console.log('worker')", { eval: true }), "exit");
await new Promise((r) => setTimeout(r, 50))`,
      ["worker\n"],
    ],
  ])("a cell shows the output of %s", async (_title, code, expected) => {
    await expectOutput(code, expected);
  });

  test.each<Case>([
    ["writeSync", 'console.log("1"); fs.writeSync(1, "2\\n"); console.log("3")', ["1\n2\n3\n"]],
    ["writeSync of a part", 'fs.writeSync(2, Buffer.from("abcde"), 1, 3)', ["", "bcd", "3"]],
    ["writeSync with an encoding", 'fs.writeSync(1, "6869", null, "hex")', ["hi", "", "2"]],
    ["writevSync", 'fs.writevSync(1, [Buffer.from("a"), Buffer.from("b")])', ["ab", "", "2"]],
    ["write", '(await promisify(fs.write)(1, "p")).bytesWritten', ["p", "", "1"]],
    [
      "writeFileSync",
      'fs.writeFileSync("/dev/stdout", "f"); fs.appendFileSync(2, "g")',
      ["f", "g"],
    ],
    [
      "fs.promises.writeFile",
      'await fs.promises.writeFile(new URL("file:///dev/stderr"), Buffer.from("u"))',
      ["", "u"],
    ],
    [
      "createWriteStream, which leaves the stream open",
      `const file = fs.createWriteStream("/dev/stdout"); file.write("a"); file.end("b");
await once(file, "close"); fs.closeSync(1); console.log("c")`,
      ["abc\n"],
    ],
    [
      "imported functions",
      'import { writeSync } from "node:fs"; writeSync(1, "n"); (await import("node:fs")).writeSync(1, "d")',
      ["nd", "", "1"],
    ],
  ])("a cell shows what %s writes", async (_title, code, expected) => {
    await expectOutput(code, expected);
  });

  test("a child that outlives its cell writes into that cell", async () => {
    const first = await kernel.execute(
      'void spawn("sh", ["-c", "sleep 0.3; echo late"], { stdio: "inherit" })',
    );
    const next = await kernel.execute(
      'await new Promise((r) => setTimeout(r, 600)); console.log("now")',
    );
    expect(written(next)).toBe("now\n");
    expect(written(await kernel.later(first))).toBe("late\n");
  });
});
