import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"; // prettier-ignore
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as ganvas from "../../src/index.js";
import { blocksOf } from "./blocks.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");
const programs = blocksOf(join(root, "README.md"));
const { tf } = ganvas;

describe("the README's programs, as they are written", () => {
  let project: string;
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), "ganvas-readme-"));
    const modules = join(project, "node_modules");
    mkdirSync(join(modules, "ganvas"), { recursive: true });
    for (const part of ["package.json", "dist"])
      cpSync(join(root, part), join(modules, "ganvas", part), { recursive: true });
    for (const name of ["@tensorflow", "@types", "undici-types", "vega", "vega-lite"])
      symlinkSync(join(root, "node_modules", name), join(modules, name));
    // What the README asks of a project, in its own words.
    const [, configuration] = /```json\n([^`]*)```/.exec(readme)!;
    const [type] = /"type": "module"/.exec(readme)!;
    writeFileSync(join(project, "tsconfig.json"), configuration!);
    writeFileSync(join(project, "package.json"), `{ ${type} }`);
    for (const { line, code } of programs)
      writeFileSync(join(project, `line-${line}.ts`), code);
  });
  afterAll(() => rmSync(project, { recursive: true }));

  test.each(["typescript-5.0", "typescript", "typescript-7"])("compile under %s", (name) => {
    const compiler = join(root, "node_modules", name, "bin/tsc");
    const words = [compiler, "-p", project, "--noEmit", "--preserveSymlinks", "--pretty", "false"];
    const { stdout, status } = spawnSync(process.execPath, words, { encoding: "utf8" });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  }, 120_000);
});

test("the ten lines run, and a model that is disposed leaves nothing behind", async () => {
  await ganvas.ready();
  const { code } = programs.find(({ code }) => code.includes("trainGan("))!;
  const short = code.replace("3000", "2");
  expect(short).not.toBe(code);
  expect(readme).toContain("`model.dispose()`");
  const body = short
    .replace(/import (\{[^}]*\}) from "ganvas";/, "const $1 = ganvas;")
    .replace(/imageGrid\(model\.sample\(60\)\);.*$/, "")
    .concat("\nmodel.dispose();");
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }); // prettier-ignore
  const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as FunctionConstructor;
  const run = new AsyncFunction("ganvas", outputText) as (names: object) => Promise<void>;
  await run(ganvas); // constants that TF.js keeps are made once
  const before = tf.memory().numTensors;
  await run(ganvas);
  expect(tf.memory().numTensors).toBe(before);
}, 120_000);
