/**
 * Checks and compiles one cell.
 *
 * Broken in bare tslab: it makes TypeScript check each cell twice; reports a local file outside the
 * notebook's folder as an internal error and hides the type errors in it; refuses a value whose
 * type has no short name (`const v = await import("vega")`, error TS2742) and a package without
 * types. Fixed here: the top-level names are found without the type checker; all local files are
 * compiled; a value is usable even if its type has no short name. Can go when tslab does all of
 * this.
 */
import type ts from "typescript";
import { CompileError, findingOf, type CellSource, type Finding } from "../errors/compile-error.js";
import type { TypeScript } from "../tslab.js";
import { ambientModules } from "./ambient-modules.js";
import { cellBody, type CellBody } from "./cell-body.js";
import { readCell } from "./cell-syntax.js";
import type { CellView } from "./cell-view.js";
import { compileAgain } from "./common-js.js";
import { Declarations } from "./declarations.js";
import { emit } from "./emit.js";
import { nestedVariables } from "./emitted-types.js";
import { errorsIn, LocalFiles, type Imports, type LocalFile } from "./local-files.js";
import { tolerant } from "./module-syntax.js";
import { NotebookProgram, type Decorators, type Texts } from "./notebook-program.js";
import { endsWithValue, isAnnounced, topLevelNames } from "./top-level.js";

export interface CompiledCell extends CellBody {
  readonly code: string;
  /** Lines that were put before the cell's own. */
  readonly added: number;
  readonly imports: Imports;
  readonly declarations: Declarations;
  readonly files: readonly LocalFile[];
  /** Type errors in local files, unless they were given with an earlier cell. */
  readonly warnings: readonly Finding[];
  /** Faults of the project's tsconfig.json, likewise. */
  readonly problems: readonly string[];
}

interface Checked {
  readonly files: readonly ts.SourceFile[];
  readonly program: ts.Program;
  readonly cell: ts.SourceFile;
  readonly warnings: readonly Finding[];
  readonly errors: readonly ts.Diagnostic[];
}

/** A decorator that cannot be called as such, or is not valid where it stands. */
const REFUSED_DECORATORS = new Set([1206, 1238, 1239, 1240, 1241, 1270, 1278, 1329]);

/** Makes an unfinished text a module. */
const MODULE = "export {};\n";

export class CellCompiler {
  readonly #notebook: NotebookProgram;
  readonly #localFiles: LocalFiles;

  constructor(private readonly typescript: TypeScript) {
    this.#notebook = new NotebookProgram(typescript);
    this.#localFiles = new LocalFiles(typescript, this.#notebook);
  }

  /** @throws CompileError */
  compile(earlier: Declarations, code: string): CompiledCell {
    const { typescript } = this;
    const { file: parsed, prefix, isJsx } = readCell(typescript, code);
    const names = topLevelNames(typescript, parsed);
    const announced = new Set(names.filter(isAnnounced(typescript, parsed)));
    const { others, script, modules } = ambientModules(
      typescript,
      parsed,
      (name) => this.#notebook.fileOf(name) !== undefined,
    );
    const { files, program, cell, warnings, errors } = this.#check({
      cell: `${others}\nexport { ${names.join(", ")} };`,
      isJsx,
      script,
      earlier: earlier.text,
      earlierScript: earlier.script,
    });
    if (errors.length) {
      const source: CellSource = { code, prefix: prefix.length };
      // Errors of files come first: they often cause the errors of the cell.
      throw new CompileError([...warnings, ...errors.map((error) => findingOf(error, source))]);
    }
    const emitted = emit(typescript, program, cell);
    let body: CellBody | undefined;
    const transformer = cellBody(
      typescript,
      { earlier: earlier.variables, announced, hasValue: endsWithValue(typescript, parsed) },
      (result) => (body = result),
    );
    const { ESNext } = typescript.ModuleKind;
    const output = compileAgain(typescript, emitted.code, ESNext, [transformer]);
    return {
      ...body!,
      // TypeScript's mark of a module without imports and exports has no place in a function.
      code: output.replace(/^export \{\};$/m, ""),
      added: prefix.split("\n").length - 1,
      imports: this.#localFiles.importsOf(cell),
      declarations: Declarations.parse(
        typescript,
        emitted.declarations + nestedVariables(typescript, program, cell),
        announced,
        modules,
      ),
      files: this.#localFiles.compile(program, files),
      warnings,
      problems: this.#notebook.newProblems(),
    };
  }

  /**
   * Checks a cell and its files. Decorators are those of JavaScript, or else those that TypeScript
   * had before them, unless the project decides.
   */
  #check(texts: Texts): Checked {
    const check = (decorators: Decorators): Checked => {
      this.#notebook.set(texts, decorators);
      const files = this.#localFiles.ofCell();
      const { program, cell, script } = this.#notebook.get();
      const warnings = this.#localFiles.check(program, files);
      const errors = [cell, script].flatMap((file) => errorsIn(this.typescript, program, file));
      return { files, program, cell, warnings, errors };
    };
    const isRefused = ({ warnings, errors }: Checked): boolean =>
      [...warnings, ...errors].some(({ code }) => REFUSED_DECORATORS.has(code));
    const checked = check("standard");
    if (!isRefused(checked)) return checked;
    const legacy = check("legacy");
    return isRefused(legacy) ? check("standard") : legacy;
  }

  /**
   * Makes a cell with a name a file in memory, which other cells import.
   *
   * @param file the path under which they find it
   * @throws CompileError
   */
  addFile(file: string, code: string): void {
    this.#notebook.add(file, `${code}\nexport {};`);
    const { program } = this.#notebook.get();
    const errors = errorsIn(this.typescript, program, program.getSourceFile(file)!);
    const source: CellSource = { code, prefix: 0 };
    if (errors.length) throw new CompileError(errors.map((error) => findingOf(error, source)));
  }

  /** The type checker's view of `code` as the next cell; the code may be unfinished or wrong. */
  view(earlier: Declarations, code: string): CellView {
    const { typescript } = this;
    const cell = MODULE + tolerant(typescript, code);
    this.#notebook.set({ cell, earlier: earlier.text, earlierScript: earlier.script });
    const { program, cell: file } = this.#notebook.get();
    const { service } = this.#notebook;
    return { typescript, service, program, file, code, offset: MODULE.length };
  }
}
