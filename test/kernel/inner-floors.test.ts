import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { circlesOf } from "../circles.js";
import { root } from "./kernel.js";

/**
 * The floors inside the kernel, lowest first. A folder or loose file imports only from floors below
 * its own; neighbors on one floor do not import each other. Imports of types count.
 */
const FLOORS: readonly (readonly string[])[] = [
  ["tslab.ts", "working-folder.ts"], // the pinned tslab, and types of its parts; a safe process.cwd
  ["built-ins"], // JavaScript's own functions, when cells have replaced them
  ["results", "protocol", "filesystem", "errors"], // each works without the others
  ["compiler"], // from a cell's text to code
  ["modules", "language"], // running code with its imports; completion and inspection
  ["execution"], // running cells, one after the other
  ["host.ts"], // the kernel's offers to libraries
  ["server"], // answers to messages of the frontends
  ["launch.ts"],
];

const kernel = join(root, "src/kernel");

/** Each file of the kernel, with the files of the kernel that it imports. */
const imports = new Map(
  readdirSync(kernel, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((file) => [file, importedFiles(file)]),
);

function importedFiles(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(kernel, file), "utf8"), true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => relative(kernel, resolve(kernel, dirname(file), fileName)))
    .filter((path) => !path.startsWith(".."))
    .map((path) => path.replace(/\.js$/, ".ts"));
}

/** The folder of a file, or a loose file itself. */
const placeOf = (file: string): string => file.split("/")[0]!;

const floorOf = (file: string): number =>
  FLOORS.findIndex((places) => places.includes(placeOf(file)));

describe("the floors inside the kernel", () => {
  test("every folder and loose file has a floor, and every floor exists", () => {
    const places = new Set([...imports.keys()].map(placeOf));
    expect([...places].sort()).toEqual(FLOORS.flat().sort());
  });

  test("every import inside the kernel names an existing file", () => {
    for (const [file, targets] of imports)
      for (const target of targets) expect(imports.has(target), `${file}: ${target}`).toBe(true);
  });

  test.each([...imports.keys()])("%s imports only from lower floors and its own folder", (file) => {
    const forbidden = imports
      .get(file)!
      .filter((to) => placeOf(to) !== placeOf(file) && floorOf(to) >= floorOf(file));
    expect(forbidden).toEqual([]);
  });

  test("no imports form a circle", () => expect(circlesOf(imports)).toEqual([]));
});
