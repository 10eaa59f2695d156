import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { blocksOf } from "./blocks.js";

/*
 * Examples compile: each block ```ts of the README, of docs/ and of the doc comments in src/.
 *
 * A block that imports nothing from ganvas may use the names of the root, and in a doc comment those
 * of its folder's own entry; a block with such an import is taken as it is. An example of a mistake
 * has // @ts-expect-error on the line before it.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const src = join(root, "src");

const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  exports: Record<string, string | { types: string }>;
};

/** The entries of the package, `ganvas` and `ganvas/losses`, with their sources. */
const entries = new Map<string, string>(
  Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === "string"
      ? []
      : [[`ganvas${entry.slice(1)}`, sourceOf(target.types)] as const],
  ),
);

function sourceOf(types: string): string {
  return join(root, types.replace("./dist/", "src/").replace(/\.d\.ts$/, ".ts"));
}

/** The names that an entry exports. */
function namesOf(entry: string): Set<string> {
  const module = checker.getSymbolAtLocation(library.getSourceFile(entries.get(entry)!)!)!;
  return new Set(checker.getExportsOfModule(module).map(({ name }) => name));
}

const config = ts.readConfigFile(join(root, "tsconfig.build.json"), ts.sys.readFile);
const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(config.config, ts.sys, root).options,
  ...{ noEmit: true, incremental: false, tsBuildInfoFile: undefined, verbatimModuleSyntax: false },
  rootDir: root,
};
const library = ts.createProgram([...entries.values()], options);
const checker = library.getTypeChecker();

interface Example {
  /** `docs/gan.md:12`, with the line of the block's first line. */
  readonly place: string;
  /** The entry whose names the block may use beside those of the root. */
  readonly entry: string | undefined;
  readonly code: string;
}

function examplesOf(file: string): Example[] {
  const folder = relative(src, file).split("/")[0]!;
  const entry = [...entries].find(([, source]) => source === join(src, folder, "index.ts"))?.[0];
  return blocksOf(file).map(({ line, code }) => ({
    place: `${relative(root, file)}:${line}`,
    ...{ entry, code },
  }));
}

/** Imports of the names that a block uses and does not declare, on one line. */
function importsFor({ code, entry }: Example): string {
  if (/from "ganvas/.test(code)) return "";
  const words = new Set(code.match(/[A-Za-z_$][\w$]*/g));
  const file = ts.createSourceFile("block.ts", code, ts.ScriptTarget.ES2022);
  const declared = declaredIn(file);
  const free = [...words].filter((word) => !declared.has(word));
  const ofRoot = free.filter((word) => names("ganvas").has(word));
  const ofEntry = entry ? free.filter((word) => names(entry).has(word)) : [];
  const others = ofEntry.filter((word) => !ofRoot.includes(word));
  return [...statement(ofRoot, "ganvas"), ...statement(others, entry!)].join(" ");
}

const statement = (imported: readonly string[], from: string) =>
  imported.length > 0 ? [`import { ${imported.join(", ")} } from "${from}";`] : [];

const exported = new Map<string, Set<string>>();
function names(entry: string): Set<string> {
  let names = exported.get(entry);
  if (!names) exported.set(entry, (names = namesOf(entry)));
  return names;
}

/** The names that the top level of a file declares. */
function declaredIn(file: ts.SourceFile): Set<string> {
  const declared = new Set<string>();
  const add = (name: ts.BindingName | ts.Identifier): void => {
    if (ts.isIdentifier(name)) return void declared.add(name.text);
    for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  for (const node of file.statements) {
    if (ts.isVariableStatement(node)) node.declarationList.declarations.map(({ name }) => add(name));
    else if ((ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) && node.name) {
      add(node.name);
    }
  }
  return declared;
}

/** Checks examples in one program, and gives what is wrong with them, by place. */
function errorsIn(examples: readonly Example[]): string[] {
  // The imports stand on a line before the block, so that line 2 is the block's first one.
  const files = new Map(
    examples.map((example, index) => [
      join(root, `examples-of-the-docs-${index}.mts`),
      { ...example, text: `${importsFor(example)} export {};\n${example.code}\n` },
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name)?.text ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name)?.text;
    if (text !== undefined) return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
    return library.getSourceFile(name) ?? getSourceFile(name, ...rest);
  };
  host.resolveModuleNameLiterals = (literals, from, redirected, settings, file) =>
    literals.map((literal) => {
      const { text } = literal;
      const source = entries.get(text);
      if (source) return { resolvedModule: { resolvedFileName: source, extension: ".ts" } };
      const mode = ts.getModeForUsageLocation(file, literal, settings);
      return ts.resolveModuleName(text, from, settings, host, undefined, redirected, mode);
    });
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([name, { place }]) => {
    const file = program.getSourceFile(name)!;
    const diagnostics = [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ];
    const [path, first] = place.split(":");
    return diagnostics.map(({ start = 0, messageText }) => {
      const line = file.getLineAndCharacterOfPosition(start).line - 1 + Number(first);
      return `${path}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
}

const inFolder = (folder: string, extension: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(root, folder, name));
const files = [
  ...["README.md", "CONTRIBUTING.md"].map((name) => join(root, name)),
  ...inFolder("docs", ".md"),
  ...inFolder("src", ".ts"),
];

describe("the examples of README, docs and doc comments", () => {
  const examples = files.flatMap(examplesOf);

  test("are found", () => {
    const places = examples.map(({ place }) => place);
    for (const file of ["README.md", "docs/gan.md", "docs/training.md", "src/gan/train.ts"]) {
      expect(places.some((place) => place.startsWith(`${file}:`)), file).toBe(true);
    }
  });

  test("compile", () => {
    expect(errorsIn(examples)).toEqual([]);
  });

  test("do not compile with a mistake, which is reported on its line", () => {
    const mistakes = {
      "unknown name": "const digits = await mnist();\ndigitz.size;",
      "unknown option": "latentWalk(await digitGenerator(), {\nstep: 6 });",
      "name of another entry": "const space = {\nrate: logUniform(1e-5, 1e-2) };",
      "no import": 'import { ready } from "ganvas";\nawait mnist();',
      "unknown import": '\nimport { training } from "ganvas";',
      "no syntax": "\nconst = 5;",
      "no mistake where one is expected": "\n// @ts-expect-error\nlatentWalk;",
      "expected mistake": "// @ts-expect-error one argument is missing\nslerp(tf.zeros([1]), 0.5);",
    };
    const errors = errorsIn(
      Object.entries(mistakes).map(([name, code]) => {
        return { place: `${name}:10`, entry: "ganvas/latent", code };
      }),
    );
    const lines = new Set(errors.map((error) => error.slice(0, error.indexOf(" ", error.indexOf(":")))));
    const expected = Object.keys(mistakes).filter((name) => name !== "expected mistake");
    expect([...lines]).toEqual(expected.map((name) => `${name}:11`));
  });
});
