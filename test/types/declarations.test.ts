import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** The users' programs: what is in this folder beside the test. */
const programs = readdirSync(join(root, "test/types"))
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => ({ name, as: name.replace(/\.ts$/, ".mts") }));
let project: string;

/** A program that imports every entry of the package, and would fail if one came without types. */
function everyEntry(): string {
  const text = readFileSync(join(root, "package.json"), "utf8");
  const { exports } = JSON.parse(text) as { exports: Record<string, unknown> };
  return Object.keys(exports)
    .filter((entry) => entry !== "./package.json")
    .map((entry, i) => {
      const from = JSON.stringify(entry.replace(/^\./, "ganvas"));
      return `import * as e${i} from ${from};\n// @ts-expect-error no such name\nvoid e${i}.noSuchName;\n`;
    })
    .join("");
}

/** A project of a user, with the built package in its node_modules. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "ganvas-types-"));
  const modules = join(project, "node_modules");
  mkdirSync(join(modules, "ganvas"), { recursive: true });
  for (const part of ["package.json", "dist"]) {
    cpSync(join(root, part), join(modules, "ganvas", part), { recursive: true });
  }
  for (const name of ["@tensorflow", "@types", "undici-types", "pure-rand", "vega-lite", "vega"]) {
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  }
  for (const { name, as } of programs) {
    cpSync(join(root, "test/types", name), join(project, as));
  }
  writeFileSync(join(project, "entries.mts"), everyEntry());
  writeFileSync(join(project, "entries.ts"), everyEntry());
  const compilerOptions = {
    target: "ES2022",
    module: "NodeNext",
    moduleResolution: "NodeNext",
    lib: ["ES2022", "ESNext.AsyncIterable", "DOM"],
    types: ["node"],
    strict: true,
    noEmit: true,
    preserveSymlinks: true,
  };
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({
      compilerOptions,
      files: [...programs.map(({ as }) => as), "entries.mts"],
    }),
  );
  // tslab resolves modules as Node 10 did: without `exports`, but with `typesVersions`.
  const older = { ...compilerOptions, module: "CommonJS", moduleResolution: "node" };
  writeFileSync(
    join(project, "tslab.json"),
    JSON.stringify({ compilerOptions: older, files: ["entries.ts"] }),
  );
});
afterAll(() => rmSync(project, { recursive: true }));

/** The compiler's complaints about the user's program and about our declarations. */
function complaints(
  typescript: string,
  configuration = "tsconfig.json",
): { version: string; ours: string[] } {
  const compiler = join(root, "node_modules", typescript, "bin", "tsc");
  const version = spawnSync(process.execPath, [compiler, "--version"], { encoding: "utf8" }).stdout;
  const run = spawnSync(process.execPath, [compiler, "-p", configuration, "--pretty", "false"], {
    encoding: "utf8",
    cwd: project,
  });
  // Other packages' declarations may complain about this TypeScript: that is not ours to mend.
  const ours = run.stdout
    .split("\n")
    .filter((line) => /error TS/.test(line))
    .filter((line) => !/^node_modules\/(?!ganvas\/)/.test(line));
  return { version: version.trim(), ours };
}

describe("the published declarations type-check", () => {
  test.each([
    ["typescript-5.0", "Version 5.0.4"],
    ["typescript", "Version 6.0"],
    ["typescript-7", "Version 7.0"],
  ])(
    "under %s",
    (typescript, expected) => {
      const { version, ours } = complaints(typescript);
      expect(version).toContain(expected);
      expect(ours).toEqual([]);
    },
    120_000,
  );

  test("as tslab finds them, every entry included", () => {
    const { version, ours } = complaints("typescript-5.0", "tslab.json");
    expect(version).toContain("Version 5.0.4");
    expect(ours).toEqual([]);
  }, 120_000);
});
