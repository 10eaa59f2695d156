/**
 * The options with which cells and local files are checked and compiled.
 *
 * Broken in bare tslab: cells are checked without `strict` and resolved as Node did in 2015, so
 * that packages which describe their types in `exports` are not found; the library of types stops
 * at ES2022; a project's own tsconfig.json is not read. Fixed here. Can go when tslab reads a
 * tsconfig.
 */
import { createRequire } from "node:module";
import path from "node:path";
import type ts from "typescript";
import { GLOBALS_FILE } from "../filesystem/globals.js";
import type { TypeScript } from "../tslab.js";

/**
 * The options that a project's tsconfig.json decides, for its files and for the cells beside them:
 * how strictly types are checked, what names of modules mean, JSX, decorators and classes. How the
 * code runs, and what is built in, is the kernel's own; unused names are no fault in a notebook,
 * whose later cells may use them.
 */
const DECIDED_BY_PROJECT = [
  "allowSyntheticDefaultImports",
  "baseUrl",
  "customConditions",
  "emitDecoratorMetadata",
  "exactOptionalPropertyTypes",
  "experimentalDecorators",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "moduleSuffixes",
  "noFallthroughCasesInSwitch",
  "noImplicitAny",
  "noImplicitOverride",
  "noImplicitReturns",
  "noImplicitThis",
  "noPropertyAccessFromIndexSignature",
  "noUncheckedIndexedAccess",
  "paths",
  "pathsBasePath",
  "rootDirs",
  "strict",
  "strictBindCallApply",
  "strictBuiltinIteratorReturn",
  "strictFunctionTypes",
  "strictNullChecks",
  "strictPropertyInitialization",
  "useDefineForClassFields",
  "useUnknownInCatchVariables",
];

export interface NotebookOptions {
  readonly options: ts.CompilerOptions;
  /** The tsconfig.json that was read, and those that it extends. */
  readonly files: readonly string[];
  /** Their faults, in one sentence each. */
  readonly problems: readonly string[];
}

/** The options for a notebook in `folder`, whose files are read through `system`. */
export function notebookOptions(
  typescript: TypeScript,
  system: ts.System,
  folder: string,
): NotebookOptions {
  const project = projectOptions(typescript, system, folder);
  const { types = [] } = project.options;
  const decided = Object.fromEntries(
    DECIDED_BY_PROJECT.filter((name) => project.options[name] !== undefined).map((name) => [
      name,
      project.options[name],
    ]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    jsx: typescript.JsxEmit.React,
    ...decided,
    lib: [...libraries(), GLOBALS_FILE],
    // Only Node's globals, and what the project names, are there without an import. Other @types
    // packages are found when imported.
    types: [...new Set(["node", ...types])],
    module: typescript.ModuleKind.ESNext,
    moduleResolution: typescript.ModuleResolutionKind.Bundler,
    esModuleInterop: true,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    target: typescript.ScriptTarget.ES2022,
    declaration: true,
    inlineSourceMap: true,
    newLine: typescript.NewLineKind.LineFeed,
    // A local JavaScript file may be imported, but is not expected to pass the type checker.
    allowJs: true,
    checkJs: false,
    skipLibCheck: true,
    rootDir: path.parse(folder).root.replaceAll("\\", "/"), // local files may be anywhere
    outDir: "/__compiled__",
    ignoreDeprecations: "6.0",
  };
  const typeRoots = typescript.getEffectiveTypeRoots(options, {
    getCurrentDirectory: () => folder,
  });
  options.typeRoots = [...(typeRoots ?? []), nodeTypes()];
  return { options, files: project.files, problems: project.problems };
}

/** Errors of a tsconfig.json without files. */
const NO_FILES = new Set([18002, 18003]);

/** The nearest tsconfig.json, beside the notebook or above it. */
export const projectFile = (
  typescript: TypeScript,
  system: ts.System,
  folder: string,
): string | undefined => typescript.findConfigFile(folder, (file) => system.fileExists(file));

function projectOptions(
  typescript: TypeScript,
  system: ts.System,
  folder: string,
): NotebookOptions {
  const config = projectFile(typescript, system, folder);
  if (config === undefined) return { options: {}, files: [], problems: [] };
  const files = new Set<string>();
  const problems: string[] = [];
  const add = ({ file, messageText }: ts.Diagnostic): void => {
    const name = path.relative(folder, file?.fileName ?? config);
    problems.push(`${name}: ${typescript.flattenDiagnosticMessageText(messageText, " ")}`);
  };
  const parsed = typescript.getParsedCommandLineOfConfigFile(config, undefined, {
    useCaseSensitiveFileNames: system.useCaseSensitiveFileNames,
    getCurrentDirectory: () => folder,
    fileExists: (file) => system.fileExists(file),
    readFile: (file) => {
      files.add(file);
      return system.readFile(file);
    },
    readDirectory: () => [], // which files the project compiles does not matter
    onUnRecoverableConfigFileDiagnostic: add,
  });
  parsed?.errors.filter(({ code }) => !NO_FILES.has(code)).forEach(add);
  return { options: parsed?.options ?? {}, files: [...files], problems };
}

/** The folder of Node's types that tslab brings, for a notebook without such a package. */
function nodeTypes(): string {
  const tslab = createRequire(createRequire(import.meta.url).resolve("tslab/package.json"));
  const manifest = tslab.resolve("@types/node/package.json");
  return path.dirname(path.dirname(manifest)).replaceAll("\\", "/");
}

/** The types of what this version of Node has built in. */
function libraries(): string[] {
  const major = Number(process.versions.node.split(".")[0]);
  const names = ["es2023", "es2024.arraybuffer", "es2024.string", "esnext.decorators"];
  names.push("esnext.disposable");
  if (major >= 22) names.push("es2024", "es2025.collection", "es2025.iterator", "esnext.array");
  if (major >= 24) names.push("es2025", "esnext.error");
  return names.map((name) => `lib.${name}.d.ts`);
}
