// "ganvas/layers" is loaded by browsers: nothing that it imports may need Node.
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const src = resolve(import.meta.dirname, "../../src");
const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };

/** The imports of a file after compilation, without types. */
function imports(file: string): string[] {
  const compilerOptions = { ...options, verbatimModuleSyntax: true };
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions });
  return ts.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName);
}

test("the layers import TF.js, files of ours that do, and nothing else", () => {
  const files = [join(src, "layers/index.ts")];
  const packages: string[] = [];
  for (const file of files) {
    for (const name of imports(file)) {
      if (!name.startsWith(".")) packages.push(`${relative(src, file)} imports ${name}`);
      else {
        const next = resolve(dirname(file), name.replace(/\.js$/, ".ts"));
        if (!files.includes(next)) files.push(next);
      }
    }
  }
  expect(packages.filter((name) => !name.endsWith(" imports @tensorflow/tfjs"))).toEqual([]);
  expect(files.length).toBeGreaterThan(6);
  for (const file of files) {
    const text = readFileSync(file, "utf8").replace(/\/\*[^]*?\*\/|\/\/.*/g, "");
    expect(text, relative(src, file)).not.toMatch(/\b(process|Buffer|require|__dirname)\b/);
  }
  // Small: a page loads them one by one.
  const folders = files.map((file) => relative(src, dirname(file)));
  expect([...new Set(folders)].sort()).toEqual([
    "base", // the checks of numbers, which import nothing
    "layers",
    "tensor",
    "tensor/gradients",
    "tensor/random",
  ]);
});
