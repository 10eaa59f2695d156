import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/** The house: a folder imports only folders of lower floors. Kernel and command stand apart. */
const FLOORS: Record<string, number> = {
  tensor: 1,
  display: 1,
  data: 2,
  plot: 2,
  widgets: 2,
  layers: 2,
  training: 3,
  metrics: 3,
  latent: 3,
  gan: 4,
  vae: 4,
  style: 4,
  stylegan: 4,
  notebook: 5,
};
const APART: Record<string, string[]> = { kernel: [], cli: ["kernel"] };

const src = fileURLToPath(new URL("../src", import.meta.url));

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

/** The folders of src that a file imports, its own left out. */
function importedFolders(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => relative(src, resolve(dirname(file), name)).split("/")[0]!)
    .filter((folder) => folder !== relative(src, file).split("/")[0]);
}

function allowed(from: string, to: string): boolean {
  if (from in APART) return APART[from]!.includes(to);
  return to in FLOORS && FLOORS[to]! < FLOORS[from]!;
}

describe("the floors hold", () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  test("every folder has a place in the house", () => {
    for (const { name } of folders) expect(name in FLOORS || name in APART, name).toBe(true);
  });

  test.each(folders.map(({ name }) => name))("%s imports only lower floors", (folder) => {
    for (const file of files(join(src, folder))) {
      for (const to of importedFolders(file)) {
        expect(allowed(folder, to), `${relative(src, file)} imports ${to}`).toBe(true);
      }
    }
  });

  test("the public face re-exports, and nothing else", () => {
    const source = ts.createSourceFile("index.ts", readFileSync(join(src, "index.ts"), "utf8"), 99);
    expect(source.statements.length).toBeGreaterThan(5);
    for (const statement of source.statements) expect(ts.isExportDeclaration(statement)).toBe(true);
    expect(importedFolders(join(src, "index.ts")).filter((folder) => folder in APART)).toEqual([]);
  });
});
