import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { circlesOf } from "./circles.js";

/** The house: a folder imports only folders of lower floors. Kernel and command stand apart. */
const FLOORS: readonly (readonly string[])[] = [
  ["base"],
  ["tensor", "display"],
  ["files"],
  ["plot", "widgets", "losses", "layers", "data", "augmentation"],
  ["blocks", "models"],
  ["training", "metrics", "latent"],
  ["adversarial", "search"],
  ["gan", "vae", "style", "translation", "stylegan"],
  ["notebook"],
];
const APART: Record<string, readonly string[]> = { kernel: ["base"], cli: ["base", "kernel"] };

const floorOf = (folder: string) => FLOORS.findIndex((folders) => folders.includes(folder));
const src = fileURLToPath(new URL("../src", import.meta.url));

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

/** The files of src that a file imports, types included. */
function importedFiles(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith("."))
    .map((name) => resolve(dirname(file), name).replace(/\.js$/, ".ts"));
}

const folderOf = (file: string) => relative(src, file).split("/")[0]!;

/** The folders of src that a file imports, its own left out. */
function importedFolders(file: string): string[] {
  return importedFiles(file)
    .map(folderOf)
    .filter((folder) => folder !== folderOf(file));
}

function allowed(from: string, to: string): boolean {
  if (from in APART) return APART[from]!.includes(to);
  return floorOf(to) >= 0 && floorOf(to) < floorOf(from);
}

describe("the floors hold", () => {
  const folders = readdirSync(src, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  test("every folder has a place in the house", () => {
    for (const { name } of folders) expect(floorOf(name) >= 0 || name in APART, name).toBe(true);
  });

  test.each(folders.map(({ name }) => name))("%s imports only lower floors", (folder) => {
    for (const file of files(join(src, folder))) {
      for (const to of importedFolders(file)) {
        expect(allowed(folder, to), `${relative(src, file)} imports ${to}`).toBe(true);
      }
    }
  });

  test("no files import each other in a circle", () => {
    const all = files(src);
    const imports = new Map(
      all.map((file) => [relative(src, file), importedFiles(file).map((to) => relative(src, to))]),
    );
    expect(imports.size).toBeGreaterThan(100);
    expect(circlesOf(imports)).toEqual([]);
  });

  test("the public face re-exports, and nothing else", () => {
    const source = ts.createSourceFile("index.ts", readFileSync(join(src, "index.ts"), "utf8"), 99);
    expect(source.statements.length).toBeGreaterThan(5);
    for (const statement of source.statements) expect(ts.isExportDeclaration(statement)).toBe(true);
    expect(importedFolders(join(src, "index.ts")).filter((folder) => folder in APART)).toEqual([]);
  });
});
