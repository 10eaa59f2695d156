/**
 * Checks and compiles one cell.
 *
 * Broken in bare tslab: it makes TypeScript check each cell twice; reports a local file outside the
 * notebook's folder as an internal error and hides the type errors in it; refuses a value whose
 * type has no short name (`const v = await import("vega")`, error TS2742) and a package without
 * types. Fixed here: the top-level names are found without the type checker; all local files are
 * compiled; a value is usable even if its type has no short name. tslab's converter still holds the
 * texts that are checked, since completion and inspection work on the same program. Can go when
 * tslab does all of this.
 */
import path from "node:path";
import type ts from "typescript";
import type { Converter, TypeScript } from "../tslab.js";
import { cellBody, type CellBody } from "./cell-body.js";
import type { CellView } from "./cell-view.js";
import { compileAgain, toCommonJs } from "./common-js.js";
import { chainOf, CompileError } from "../errors/compile-error.js";
import type { Compiler } from "./compiler.js";
import { Declarations } from "./declarations.js";
import { dynamicImports, nestedVariables, requiredImports } from "./emitted-types.js";
import { tolerant } from "./module-syntax.js";
import { endsWithValue, isAnnounced, topLevelNames } from "./top-level.js";

/** A local file that a cell imports, directly or not. */
export interface LocalFile {
  readonly file: string;
  /** CommonJS code with its source map; for a JSON file its text. */
  readonly code: string;
  readonly source: string;
  /** Lines that were put before the source. */
  readonly added: number;
  readonly imports: Imports;
}

/** The imports of a file: each specifier with its local file, or undefined for a package. */
export type Imports = ReadonlyMap<string, string | undefined>;

export interface CompiledCell extends CellBody {
  readonly code: string;
  readonly imports: Imports;
  readonly declarations: Declarations;
  readonly files: readonly LocalFile[];
}

/** tslab puts `export {};` before each cell, to make it a module. */
const ADDED = { text: "export {};\n", lines: 1 };

const CELL = "__tslab__.ts";

/** Type errors that do not matter in a notebook. */
const TOLERATED = new Set([
  1202, // import x = require("x"), which this kernel compiles
  7016, // a package without types: what it exports is of type any
]);

type Emit = (
  file: ts.SourceFile,
  write: ts.WriteFileCallback,
  token: undefined,
  onlyDeclarations: boolean,
  transformers: ts.CustomTransformers,
  /** Not in TypeScript's public types: whether declarations with errors are emitted, too. */
  always: boolean,
) => void;

export class CellCompiler {
  /** Each local file's version at its last compilation. */
  readonly #compiled = new Map<string, string>();
  /** The versions of all local files at the last check that found no errors. */
  #checked = "";

  constructor(
    private readonly typescript: TypeScript,
    private readonly compiler: Compiler,
    private readonly converter: Converter,
  ) {}

  /** @throws CompileError */
  compile(earlier: Declarations, code: string): CompiledCell {
    const { typescript } = this;
    const source = tolerant(typescript, code);
    const parsed = typescript.createSourceFile(
      "cell.ts",
      source,
      typescript.ScriptTarget.ESNext,
      true,
    );
    const { parseDiagnostics } = parsed as unknown as { parseDiagnostics: ts.Diagnostic[] };
    if (parseDiagnostics.length) throw new CompileError(parseDiagnostics.flatMap(chainOf(0)));
    const names = topLevelNames(typescript, parsed);

    this.compiler.files.report();
    // tslab has no method that only sets the texts. Asking for the type of the first character
    // does.
    this.converter.inspect(earlier.text, `${source}\nexport { ${names.join(", ")} };`, 0);
    const program = this.compiler.builder.getProgram();
    const cell = program.getSourceFile(path.posix.join(program.getCurrentDirectory(), CELL))!;
    const locals = this.#localFiles(cell);
    this.#check(program, cell, locals, source);

    const announced = new Set(names.filter(isAnnounced(typescript, parsed)));
    const emitted = this.#emit(program, cell);
    let body: CellBody | undefined;
    const transformer = cellBody(
      typescript,
      { earlier: earlier.variables, announced, hasValue: endsWithValue(typescript, parsed) },
      (result) => (body = result),
    );
    const { ESNext } = typescript.ModuleKind;
    const output = compileAgain(typescript, emitted.code, ESNext, [transformer]);
    const files = locals.filter((file) => this.#compiled.get(file.fileName) !== versionOf(file));
    const compiled = files.map((file) => this.#compileLocal(program, file));
    for (const file of files) this.#compiled.set(file.fileName, versionOf(file));
    return {
      ...body!,
      // TypeScript's mark of a module without imports and exports has no place in a function.
      code: output.replace(/^export \{\};$/m, ""),
      imports: importsOf(cell),
      declarations: Declarations.parse(
        typescript,
        emitted.declarations + nestedVariables(typescript, program, cell),
        announced,
      ),
      files: compiled,
    };
  }

  /** The type checker's view of `code` as the next cell; the code may be unfinished or wrong. */
  view(earlier: Declarations, code: string): CellView {
    const { typescript, compiler } = this;
    compiler.files.report();
    this.converter.inspect(earlier.text, tolerant(typescript, code), 0);
    const program = compiler.builder.getProgram();
    const file = program.getSourceFile(path.posix.join(program.getCurrentDirectory(), CELL))!;
    return { typescript, program, file, code, offset: ADDED.text.length };
  }

  /** All local files that `cell` depends on. */
  #localFiles(cell: ts.SourceFile): ts.SourceFile[] {
    const { builder } = this.compiler;
    const all = builder.getAllDependencies(cell).map((file) => builder.getSourceFile(file));
    return all.filter(
      (file): file is ts.SourceFile =>
        file !== undefined && file !== cell && isLocal(file.fileName),
    );
  }

  #check(
    program: ts.Program,
    cell: ts.SourceFile,
    locals: readonly ts.SourceFile[],
    source: string,
  ): void {
    const errorsIn = (file: ts.SourceFile): ts.Diagnostic[] =>
      [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].filter(
        ({ code, category }) =>
          category === this.typescript.DiagnosticCategory.Error && !TOLERATED.has(code),
      );
    // Local files are checked again only when one of them has changed.
    const versions = locals.map((file) => `${file.fileName} ${versionOf(file)}`).join("\n");
    const errorsInLocals = versions === this.#checked ? [] : locals.flatMap(errorsIn);
    if (!errorsInLocals.length) this.#checked = versions;
    // Errors of files come first: they often cause the errors of the cell.
    const diagnostics = [
      ...errorsInLocals.flatMap(chainOf(0, program.getCurrentDirectory())),
      ...errorsIn(cell).flatMap(chainOf(ADDED.text.length, undefined, source)),
    ];
    if (diagnostics.length) throw new CompileError(diagnostics);
  }

  #emit(program: ts.Program, file: ts.SourceFile): { code: string; declarations: string } {
    let code = "";
    let declarations = "";
    const write: ts.WriteFileCallback = (name, text) => {
      if (name.endsWith(".d.ts")) declarations = text;
      else if (/\.[cm]?jsx?$/.test(name)) code = text;
    };
    const transformers: ts.CustomTransformers = {
      before: [requiredImports(this.typescript)],
      afterDeclarations: [dynamicImports(this.typescript)],
    };
    (program.emit as Emit)(file, write, undefined, false, transformers, true);
    return { code, declarations };
  }

  #compileLocal(program: ts.Program, file: ts.SourceFile): LocalFile {
    const { typescript } = this;
    const added = typescript.sys.fileExists(file.fileName) ? 0 : ADDED.lines; // a cell's "@module"
    const isJson = file.fileName.endsWith(".json");
    return {
      file: path.normalize(file.fileName),
      code: isJson ? file.text : toCommonJs(typescript, this.#emit(program, file).code),
      source: added ? file.text.slice(ADDED.text.length) : file.text,
      added,
      imports: importsOf(file),
    };
  }
}

const versionOf = (file: ts.SourceFile): string => (file as unknown as { version: string }).version;

/** Whether a file is the user's own and has to be compiled: not in a package, not only types. */
const isLocal = (file: string): boolean =>
  !file.includes("/node_modules/") &&
  !/\.d\.[cm]?ts$/.test(file) &&
  /\.([cm]?[jt]s|[jt]sx|json)$/.test(file);

function importsOf(file: ts.SourceFile): Imports {
  const { imports, resolvedModules } = file as unknown as {
    imports?: readonly ts.StringLiteralLike[];
    resolvedModules?: {
      get(name: string, mode: undefined): ts.ResolvedModuleWithFailedLookupLocations | undefined;
    };
  };
  const entries = (imports ?? []).map(({ text }): [string, string | undefined] => {
    const target = resolvedModules?.get(text, undefined)?.resolvedModule?.resolvedFileName;
    return [text, target && isLocal(target) ? path.normalize(target) : undefined];
  });
  return new Map(entries);
}
