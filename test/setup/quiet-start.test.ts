import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findCompiler } from "../../scripts/setup/compiler.mjs";
import { quietStartArguments } from "../../scripts/setup/steps/addon.mjs";
import { root } from "../kernel/kernel.js";

const require = createRequire(import.meta.url);
const compiler = findCompiler(process.env);
const isLinux = process.platform === "linux";

const REPORTS =
  "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n" +
  "I0000 00:00:1795993642.712196    4920 port.cc:153] oneDNN custom operations are on.\n";
const FAILURE = "E0000 00:00:1795993642.712196    4920 port.cc:153] a true error\nno newline";

describe.skipIf(!compiler || !isLinux)("the library that keeps TensorFlow's start quiet", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ganvas-quiet-"));
    const build = (...words: string[]) =>
      execFileSync(compiler!.program, [...compiler!.args, ...words]);
    // A library in TensorFlow's place that writes the same, and a true error, while it is loaded.
    for (const [name, last] of [
      ["works", ""],
      ["aborts", "abort();"],
    ] as const) {
      const [libraries, package_] = [
        join(folder, name, "tensorflow"),
        join(folder, name, "package"),
      ];
      mkdirSync(libraries, { recursive: true });
      mkdirSync(join(package_, "lib/napi-v8"), { recursive: true });
      const source = join(folder, `${name}.cc`);
      writeFileSync(
        source,
        `#include <cstdio>\n#include <cstdlib>\n#include <unistd.h>\n` +
          `__attribute__((constructor)) void load() { ` +
          `fputs(${JSON.stringify(REPORTS + FAILURE)}, stderr); ${last} }`,
      );
      const library = join(libraries, "libtensorflow_framework.so.2");
      build("-shared", "-fPIC", source, "-o", library);
      const output = join(package_, "lib/napi-v8/quiet_start.node");
      build(
        ...quietStartArguments({ folder: package_, output, tensorflow: { folder: libraries } }),
      );
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function load(name: "works" | "aborts", level?: string) {
    const file = join(folder, name, "package/lib/napi-v8/quiet_start.node");
    const code = `require(${JSON.stringify(file)}); console.error("!");`;
    const { TF_CPP_MIN_LOG_LEVEL: _, ...rest } = process.env;
    const env = { ...rest, ...(level && { TF_CPP_MIN_LOG_LEVEL: level }) };
    return spawnSync(process.execPath, ["-e", code], { env, encoding: "utf8" });
  }

  test("leaves out the reports, and nothing else", () => {
    expect(load("works", "2").stderr).toBe(`${FAILURE}!\n`);
  });

  test("leaves out nothing where reports are wanted, or TensorFlow ends the program", () => {
    for (const level of ["0", undefined]) {
      const { stderr, status } = load("works", level);
      expect([stderr, status]).toEqual(["!\n", 0]); // it did not load TensorFlow: the addon does
    }
    const { stderr, signal } = load("aborts", "2");
    expect(signal).toBe("SIGABRT");
    expect(stderr).toContain(REPORTS + FAILURE);
  });
});

const built = join(
  dirname(require.resolve("@tensorflow/tfjs-node-gpu/package.json")),
  "lib/napi-v8/quiet_start.node",
);

test.skipIf(!existsSync(built))(
  "a program that imports Ganvas writes nothing to stderr",
  () => {
    const code = `import { tf } from ${JSON.stringify(join(root, "dist/index.js"))}; tf.ones([2]).sum().dataSync();`;
    const { TF_CPP_MIN_LOG_LEVEL: _, ...env } = process.env;
    const words = ["--input-type=module", "--eval", code];
    const { stderr, status } = spawnSync(process.execPath, words, { env, encoding: "utf8" });
    expect([stderr, status]).toEqual(["", 0]);
  },
  60_000,
);
