import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Manifest {
  exports: Record<string, string | { types: string; default: string }>;
  typesVersions: { "*": Record<string, string[]> };
}
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

/** The entries of the package: "." and "./losses" with its source `src/losses/index.ts`. */
const entries = Object.entries(manifest.exports).flatMap(([entry, target]) =>
  typeof target === "string" ? [] : [{ entry, ...target, source: sourceOf(target.types) }],
);

function sourceOf(types: string): string {
  return join(root, types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"));
}

const config = ts.readConfigFile(join(root, "tsconfig.build.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
const program = ts.createProgram(
  entries.map(({ source }) => source),
  options,
);
const checker = program.getTypeChecker();

/** The names, of values and of types, that an entry exports, each with the declaration it names. */
function exportsOf(source: string): Map<string, ts.Symbol> {
  const module = checker.getSymbolAtLocation(program.getSourceFile(source)!)!;
  return new Map(
    checker.getExportsOfModule(module).map((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      return [symbol.name, isAlias ? checker.getAliasedSymbol(symbol) : symbol];
    }),
  );
}

const LIMIT = 120;
/** Names that say nothing without the folder they come from. */
const GENERIC = [
  ...["Batch", "Box", "Center", "Check", "Choice", "Choices", "Color", "Fit", "Generator", "Grid"],
  ...["Interval", "Json", "Labels", "Numbers", "Objective", "Outcome", "Parameter", "Phase"],
  ...[
    "Points",
    "Precision",
    "Report",
    "Round",
    "Score",
    "Scores",
    "Space",
    "Split",
    "Term",
    "View",
  ],
  ...["Widget", "batches", "button", "choice", "compose", "constant", "dense", "describe"],
  ...["download", "head", "html", "integer", "label", "logit", "normalize", "projection", "relu"],
  ...["search", "select", "text", "textarea", "truncate", "uniform"],
];

describe("the root", () => {
  const names = exportsOf(sourceOf("./dist/index.d.ts"));
  const others = entries.filter(({ entry }) => entry !== ".");

  test(`exports at most ${LIMIT} names`, () => {
    expect(names.size).toBeGreaterThan(50);
    expect(names.size).toBeLessThanOrEqual(LIMIT);
  });

  test("exports no generic names", () => {
    expect(GENERIC.filter((name) => names.has(name))).toEqual([]);
  });

  test("repeats what one other entry exports, TensorFlow.js apart", () => {
    for (const [name, symbol] of names) {
      if (name === "tf") continue;
      const homes = others.filter(({ source }) => exportsOf(source).get(name) === symbol);
      expect(homes.length, name).toBe(1);
    }
  });
});

describe("the other entries", () => {
  test("export each name once", () => {
    const homes = new Map<string, string>();
    for (const { entry, source } of entries.filter(({ entry }) => entry !== ".")) {
      for (const name of exportsOf(source).keys()) {
        expect(homes.get(name), `${name} of ${entry}`).toBeUndefined();
        homes.set(name, entry);
      }
    }
  });

  test("are found by the older resolution of modules too, which reads typesVersions", () => {
    const expected = entries
      .filter(({ entry }) => entry !== ".")
      .map(({ entry, types }) => [entry.slice(2), [types]]);
    expect(Object.entries(manifest.typesVersions["*"])).toEqual(expected);
  });
});

describe("every entry", () => {
  test.skipIf(!existsSync(join(root, "dist/index.js"))).each(entries)(
    "$entry is built, and exports at run time what its types say",
    async ({ entry, types, source }) => {
      expect(existsSync(join(root, types))).toBe(true);
      // By its name, as a program does: the package resolves itself through its exports.
      const loaded = (await import(entry.replace(/^\./, "ganvas"))) as object;
      const values = [...exportsOf(source)]
        .filter(([name, symbol]) => name === "tf" || (symbol.flags & ts.SymbolFlags.Value) !== 0)
        .map(([name]) => name);
      const typeOnly = typeOnlyNames(source);
      expect(Object.keys(loaded).sort()).toEqual(
        values.filter((name) => !typeOnly.has(name)).sort(),
      );
    },
  );
});

/** Classes of which an entry exports the type alone: `export { type Box }`. */
function typeOnlyNames(source: string): Set<string> {
  const module = checker.getSymbolAtLocation(program.getSourceFile(source)!)!;
  const names = checker.getExportsOfModule(module).filter(isTypeOnly);
  return new Set(names.map(({ name }) => name));
}

function isTypeOnly(symbol: ts.Symbol): boolean {
  for (const declaration of symbol.declarations ?? []) {
    if (!ts.isExportSpecifier(declaration)) continue;
    if (declaration.isTypeOnly || declaration.parent.parent.isTypeOnly) return true;
    const inner = checker.getImmediateAliasedSymbol(symbol);
    if (inner && isTypeOnly(inner)) return true;
  }
  return false;
}
