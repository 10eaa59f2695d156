/** The user's own files that a cell imports, directly or not: found, checked and compiled. */
import path from "node:path";
import type ts from "typescript";
import { CompileError, findingOf, type Finding } from "../errors/compile-error.js";
import { isBare } from "../filesystem/borrowed-packages.js";
import { inPackage } from "../filesystem/file-versions.js";
import type { TypeScript } from "../tslab.js";
import { toCommonJs } from "./common-js.js";
import { emit } from "./emit.js";
import type { NotebookProgram } from "./notebook-program.js";

export interface LocalFile {
  readonly file: string;
  /** CommonJS code with its source map; for a JSON file its text. */
  readonly code: string;
  readonly source: string;
  readonly imports: Imports;
}

/** The imports of a file: each specifier with its local file, or undefined for a package. */
export type Imports = ReadonlyMap<string, string | undefined>;

/** Type errors that do not matter in a notebook. */
const TOLERATED = new Set([
  1202, // import x = require("x"), which this kernel compiles
  7016, // a package without types: what it exports is of type any
]);

const IS_CODE = /\.([cm]?[jt]s|[jt]sx|json)$/;

export class LocalFiles {
  /** Each file's version at its last compilation. */
  readonly #compiled = new Map<string, string>();
  /** The versions of all files at their last check. */
  #checked = "";

  constructor(
    private readonly typescript: TypeScript,
    private readonly notebook: NotebookProgram,
  ) {}

  /** The local files that the cell depends on. Those that TypeScript does not need are added. */
  ofCell(): ts.SourceFile[] {
    const { program, cell } = this.notebook.get();
    const files = new Set<ts.SourceFile>();
    let complete = true;
    const visit = (file: ts.SourceFile): void => {
      for (const name of this.importsOf(file).values()) {
        if (name === undefined) continue;
        const imported = program.getSourceFile(name.replaceAll("\\", "/"));
        if (!imported) {
          this.notebook.add(name);
          complete = false;
        } else if (imported !== cell && !files.has(imported)) {
          files.add(imported);
          visit(imported);
        }
      }
    };
    visit(cell);
    return complete ? [...files] : this.ofCell();
  }

  importsOf(file: ts.SourceFile): Imports {
    const { imports = [] } = file as unknown as { imports?: readonly ts.StringLiteralLike[] };
    return new Map(imports.map(({ text }) => [text, this.#codeOf(text, file.fileName)]));
  }

  /**
   * The type errors in `files`, unless none has changed since they were found.
   *
   * @throws CompileError if a file cannot be compiled
   */
  check(program: ts.Program, files: readonly ts.SourceFile[]): Finding[] {
    const { experimentalDecorators } = program.getCompilerOptions();
    const versions = files
      .map((file) => `${file.fileName} ${this.#versionOf(file)} ${experimentalDecorators}`)
      .join("\n");
    if (versions === this.#checked) return [];
    const broken = files.flatMap((file) => program.getSyntacticDiagnostics(file));
    if (broken.length) throw new CompileError(broken.map((error) => findingOf(error)));
    this.#checked = versions;
    return files
      .flatMap((file) => typeErrors(this.typescript, program, file))
      .map((error) => findingOf(error));
  }

  /** Compiles those of `files` that have changed. */
  compile(program: ts.Program, files: readonly ts.SourceFile[]): LocalFile[] {
    const changed = files.filter(
      (file) => this.#compiled.get(file.fileName) !== this.#versionOf(file),
    );
    const compiled = changed.map((file): LocalFile => {
      const { text, fileName } = file;
      const code = fileName.endsWith(".json")
        ? text
        : toCommonJs(this.typescript, emit(this.typescript, program, file).code);
      return { file: path.normalize(fileName), code, source: text, imports: this.importsOf(file) };
    });
    for (const file of changed) this.#compiled.set(file.fileName, this.#versionOf(file));
    return compiled;
  }

  #versionOf(file: ts.SourceFile): string {
    return this.notebook.versionOf(file.fileName);
  }

  /** The local file whose code runs for an import; undefined for packages and for only types. */
  #codeOf(specifier: string, from: string): string | undefined {
    const resolved = this.notebook.fileOf(specifier, from);
    if (resolved === undefined || inPackage(resolved)) return undefined;
    const isTypes = /\.d\.([cm]?)ts$/.exec(resolved);
    if (!isTypes) return IS_CODE.test(resolved) ? path.normalize(resolved) : undefined;
    // The types of `./m.js` may be in `m.d.ts`. A package without a path is for Node to find.
    const code = `${resolved.slice(0, isTypes.index)}.${isTypes[1]}js`;
    return !isBare(specifier) && this.notebook.exists(code) ? path.normalize(code) : undefined;
  }
}

/** The errors in a file, of its syntax and of its types, that matter in a notebook. */
export const errorsIn = (
  typescript: TypeScript,
  program: ts.Program,
  file: ts.SourceFile,
): ts.Diagnostic[] => [
  ...program.getSyntacticDiagnostics(file),
  ...typeErrors(typescript, program, file),
];

const typeErrors = (
  typescript: TypeScript,
  program: ts.Program,
  file: ts.SourceFile,
): ts.Diagnostic[] =>
  program
    .getSemanticDiagnostics(file)
    .filter(
      ({ code, category }) =>
        category === typescript.DiagnosticCategory.Error && !TOLERATED.has(code),
    );
