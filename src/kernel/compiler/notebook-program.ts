/**
 * The notebook as a TypeScript program: the next cell, the declarations of all cells before it, and
 * the files that they import.
 *
 * Broken in bare tslab: its converter works only with its own copy of TypeScript 5.0.4, so that
 * packages whose types need a newer one do not compile. Replaced here by TypeScript's language
 * service: one service, whose files in memory are exchanged for each cell. Can go when tslab
 * carries the TypeScript that users write.
 */
import path from "node:path";
import type ts from "typescript";
import { inPackage } from "../filesystem/file-versions.js";
import { NotebookFiles } from "../filesystem/notebook-files.js";
import { ModuleResolution } from "../filesystem/resolution.js";
import type { TypeScript } from "../tslab.js";
import { notebookOptions, projectFile, type NotebookOptions } from "./options.js";

/** A cell, and what the cells before it have declared. */
export interface Texts {
  readonly cell: string;
  /** Whether the cell has JSX, which TypeScript expects in a file of another kind. */
  readonly isJsx?: boolean;
  /** Statements of the cell that have to stand in a script (see ambient-modules.ts). */
  readonly script?: string;
  /** The declarations of earlier cells: a module, whose names the cell sees. */
  readonly earlier: string;
  readonly earlierScript: string;
}

/** Decorators of JavaScript, or those that TypeScript had before: `experimentalDecorators`. */
export type Decorators = "standard" | "legacy";

/** Methods that TypeScript calls, but that are not in its public types. */
interface Unpublished {
  /** With it, the package.json of a file's package is read once. */
  getModuleResolutionCache(): ts.ModuleResolutionCache;
  hasInvalidatedResolutions(file: string): boolean;
}

const FOLDER = process.cwd().replaceAll("\\", "/");
const inFolder = (name: string): string => path.posix.join(FOLDER, name);
const CELL = inFolder("__cell__.ts");
const CELL_WITH_JSX = inFolder("__cell__.tsx");
const SCRIPT = inFolder("__script__.ts");
const EARLIER = inFolder("__earlier__.d.ts");
const EARLIER_SCRIPT = inFolder("__earlier_script__.d.ts");

export class NotebookProgram {
  readonly service: ts.LanguageService;
  #cell = CELL;
  readonly #files: NotebookFiles;
  /** Files that are compiled beside the cell and what it imports. */
  readonly #roots = new Set<string>();
  #project!: NotebookOptions;
  #withLegacyDecorators!: ts.CompilerOptions;
  #projectVersion = "";
  #newProblems: readonly string[] = [];
  #decorators: Decorators = "standard";
  #resolution!: ModuleResolution;
  /** Whether imports are resolved again, since files may have come or gone. */
  #resolvesAgain = true;

  constructor(private readonly typescript: TypeScript) {
    this.#files = new NotebookFiles(typescript);
    this.#readProject();
    const registry = typescript.createDocumentRegistry(true, FOLDER);
    this.service = typescript.createLanguageService(this.#host(), registry);
  }

  /** The faults of the project's tsconfig.json, once each time that it is read. */
  newProblems(): readonly string[] {
    const problems = this.#newProblems;
    this.#newProblems = [];
    return problems;
  }

  /**
   * Exchanges the texts. Files that have changed on the disk are read again.
   *
   * @param decorators which the code has, unless the project decides it
   */
  set(
    { cell, isJsx = false, script = "", earlier, earlierScript }: Texts,
    decorators: Decorators = "standard",
  ): void {
    this.#decorators = decorators;
    this.#files.lookAgain();
    this.#resolvesAgain = true;
    if (this.#versionOfProject() !== this.#projectVersion) this.#readProject();
    this.#cell = isJsx ? CELL_WITH_JSX : CELL;
    this.#files.remove(isJsx ? CELL : CELL_WITH_JSX);
    this.#files.write(this.#cell, cell);
    this.#files.write(SCRIPT, script);
    this.#files.write(EARLIER, `export {};\n${earlier}`);
    this.#files.write(EARLIER_SCRIPT, earlierScript);
  }

  /** Compiles `file` beside the cell. With a text, the file exists only in memory. */
  add(file: string, text?: string): void {
    const normalized = file.replaceAll("\\", "/");
    if (text !== undefined) this.#files.write(normalized, text);
    this.#roots.add(normalized);
  }

  /** The program with the texts that were set last. */
  get(): { program: ts.Program; cell: ts.SourceFile; script: ts.SourceFile } {
    const program = this.service.getProgram()!;
    this.#resolvesAgain = false;
    const [cell, script, earlier] = [this.#cell, SCRIPT, EARLIER].map((file) =>
      program.getSourceFile(file)!,
    ) as [ts.SourceFile, ts.SourceFile, ts.SourceFile];
    // Names that the cell does not declare are looked up in the parent, if a file has one.
    (cell as { parent: ts.Node }).parent = earlier;
    return { program, cell, script };
  }

  /** The file that holds the types of `specifier`, as imported by the file `from`: the cell. */
  fileOf(specifier: string, from = CELL): string | undefined {
    return this.#resolution.resolve(specifier, from).resolvedModule?.resolvedFileName;
  }

  exists(file: string): boolean {
    return this.#files.system.fileExists(file);
  }

  /** A text that changes with the file. */
  versionOf(file: string): string {
    return this.#files.versionOf(file);
  }

  #readProject(): void {
    this.#project = notebookOptions(this.typescript, this.#files.system, FOLDER);
    this.#projectVersion = this.#versionOfProject();
    this.#newProblems = this.#project.problems;
    const { options } = this.#project;
    this.#withLegacyDecorators = { experimentalDecorators: true, ...options };
    this.#resolution = new ModuleResolution(this.typescript, this.#files.system, options, FOLDER);
  }

  #versionOfProject(): string {
    const config = projectFile(this.typescript, this.#files.system, FOLDER) ?? "";
    return [config, ...this.#project.files]
      .map((file) => file + this.#files.versionOf(file))
      .join("\n");
  }

  #host(): ts.LanguageServiceHost {
    const { system } = this.#files;
    const host: ts.LanguageServiceHost & Unpublished = {
      getCompilationSettings: () =>
        this.#decorators === "legacy" ? this.#withLegacyDecorators : this.#project.options,
      getScriptFileNames: () => [this.#cell, SCRIPT, EARLIER, EARLIER_SCRIPT, ...this.#roots],
      getScriptVersion: (file) => this.#files.versionOf(file),
      getScriptSnapshot: (file) => this.#files.snapshotOf(file),
      getCurrentDirectory: () => FOLDER,
      getDefaultLibFileName: (options) => this.typescript.getDefaultLibFilePath(options),
      useCaseSensitiveFileNames: () => true,
      fileExists: (file) => system.fileExists(file),
      readFile: (file, encoding) => system.readFile(file, encoding),
      directoryExists: (folder) => system.directoryExists(folder),
      getDirectories: (folder) => system.getDirectories(folder),
      realpath: (file) => system.realpath?.(file) ?? file,
      resolveModuleNameLiterals: (literals, from) =>
        literals.map(({ text }) => this.#resolution.resolve(text, from)),
      getModuleResolutionCache: () => this.#resolution.cache,
      hasInvalidatedResolutions: (file) =>
        this.#resolvesAgain && !inPackage(file) && this.#resolution.hasChanged(file),
    };
    return host;
  }
}
