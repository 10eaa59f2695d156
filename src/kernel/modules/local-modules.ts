/**
 * Runs code of the notebook: its cells, and the local files that they import. Both have the same
 * scope: a `require` for ES modules and borrowed packages, too, `import()`, `import.meta`,
 * `__filename`.
 *
 * Broken in bare tslab: its `require` supports none of these; a local file fails if it is outside
 * the notebook's folder, has a top-level `await` or is imported as `./x.ts`; a file is not loaded
 * again when only a file that it imports has changed. Fixed here: local files are loaded as ES
 * modules, before the code that imports them runs. Can go when tslab runs them as ES modules.
 */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { asKernel } from "../built-ins/built-ins.js";
import { notebookRequire } from "../filesystem/borrowed-packages.js";
import type { Imports, LocalFile } from "../compiler/local-files.js";
import { LOCAL_NAMES, splitSourceMap } from "../compiler/common-js.js";
import { explainUnloadable } from "../errors/unloadable-files.js";
import { importFrom, prepareImport, preparedImport } from "./es-modules.js";
import type { SourcePositions } from "../errors/source-positions.js";

/** Calls `work` so that an interrupt stops it, even if it never returns. */
export type Call = <T>(work: () => T) => T;

/** The path of code, and its imports. */
interface CodeLocation {
  readonly file: string;
  readonly imports: Imports;
}

interface ScriptSource {
  readonly source: string;
  /** Lines that were put before it when it was compiled. */
  readonly added: number;
}

interface Loaded {
  readonly module: { exports: unknown };
  /** Resolved when the code of the module has ended. */
  readonly done: Promise<void>;
}

interface Namespace {
  readonly __esModule?: boolean;
  readonly [name: string]: unknown;
}

export class LocalModules {
  readonly #compiled = new Map<string, LocalFile>();
  readonly #loaded = new Map<string, Loaded>();

  constructor(
    /** The module that `import … from "tslab"` imports. */
    private readonly tslabApi: unknown,
    private readonly positions: SourcePositions,
    /** Names in the scope of all code of the notebook, beside the usual ones of CommonJS. */
    private readonly commonNames: object,
    /** Modules of Node that this code gets in the kernel's version, by name. */
    private readonly builtins: ReadonlyMap<string, object>,
  ) {}

  /** Adds newly compiled files; they and all files that import them will be loaded again. */
  update(files: readonly LocalFile[]): void {
    for (const compiled of files) this.#compiled.set(compiled.file, compiled);
    const forget = (file: string): void => {
      if (!this.#loaded.delete(file)) return;
      for (const { file: other, imports } of this.#compiled.values())
        if ([...imports.values()].includes(file)) forget(other);
    };
    for (const { file } of files) forget(file);
  }

  /**
   * Loads the imports of `location`. Those that cannot be resolved are skipped: the import itself
   * will throw, and its error has the right line.
   *
   * @param loading files that are being loaded and wait for this
   */
  async prepare(
    location: CodeLocation,
    call: Call,
    loading: readonly string[] = [],
  ): Promise<void> {
    for (const [specifier, local] of location.imports) {
      if (local === undefined) await prepareImport(specifier, location.file);
      else if (!loading.includes(local)) await this.#load(local, call, loading);
    }
  }

  /** The names in the scope of the code at `location`, with their values. */
  scopeOf(location: CodeLocation, call: Call): Record<string, unknown> {
    const { file } = location;
    const dirname = path.dirname(file);
    const { resolve } = createRequire(file);
    return {
      ...this.commonNames,
      require: Object.assign((specifier: string) => this.#require(location, specifier), {
        resolve,
      }),
      __filename: file,
      __dirname: dirname,
      [LOCAL_NAMES.import]: (specifier: string) => this.#import(location, specifier, call),
      [LOCAL_NAMES.meta]: {
        url: pathToFileURL(file).href,
        filename: file,
        dirname,
        resolve: (specifier: string) => resolveUrl(specifier, file),
      },
    };
  }

  /** Runs `output` (with its source map) as the body of an asynchronous function. */
  run(
    output: string,
    file: string,
    scope: Record<string, unknown>,
    script: ScriptSource,
  ): Promise<unknown> {
    const start = asKernel(() => this.#bodyOf(output, file, scope, script));
    return start();
  }

  #bodyOf(
    output: string,
    file: string,
    scope: Record<string, unknown>,
    { source, added }: ScriptSource,
  ): () => Promise<unknown> {
    const { code, map } = splitSourceMap(output);
    this.positions.add(file, { source, map, added, isFile: this.#compiled.has(file) });
    // Constants, since V8 reads them faster than parameters: every loop reads one of them. Two
    // functions, so that the code may declare the same name again. The line break keeps the columns
    // of the first line correct, the offset keeps all line numbers correct.
    const constants = `const { ${Object.keys(scope).join(", ")} } = arguments[0];`;
    const body = vm.runInThisContext(
      `(function () { ${constants} return async function () { "use strict";\n${code}\n} })`,
      { filename: file, lineOffset: -1 },
    ) as (values: object) => () => Promise<unknown>;
    return body(scope);
  }

  /**
   * Does a static import. Returns a function that reads the current value, because the module may
   * change it later.
   *
   * @param imported the name in the module; `*` for the whole module
   */
  link({ file, imports }: CodeLocation, specifier: string, imported: string): () => unknown {
    const local = imports.get(specifier);
    const module =
      (this.builtins.get(specifier) as Namespace | undefined) ??
      (local === undefined ? preparedImport(specifier, file)?.namespace : undefined) ??
      asNamespace(this.#require({ file, imports }, specifier));
    return imported === "*" ? () => module : () => module[imported];
  }

  #require({ file, imports }: CodeLocation, specifier: string): unknown {
    if (specifier === "tslab") return this.tslabApi;
    const local = this.#find({ file, imports }, specifier);
    const loaded = local === undefined ? undefined : this.#loaded.get(local);
    if (loaded) return loaded.module.exports;
    const builtin = this.builtins.get(specifier);
    if (builtin) return builtin;
    const prepared = preparedImport(specifier, file);
    if (prepared) return prepared.exports;
    try {
      return notebookRequire(file)(specifier);
    } catch (error) {
      throw explainUnloadable(error, specifier, createRequire(file).resolve);
    }
  }

  async #import(location: CodeLocation, specifier: string, call: Call): Promise<object> {
    const local = this.#find(location, specifier);
    if (local === undefined)
      return this.builtins.get(specifier) ?? importFrom(specifier, location.file);
    await this.#load(local, call);
    return asNamespace(this.#loaded.get(local)!.module.exports);
  }

  /** The compiled file that `specifier` names; the code may compute the specifier as it runs. */
  #find({ file, imports }: CodeLocation, specifier: string): string | undefined {
    if (imports.has(specifier)) return imports.get(specifier);
    if (!specifier.startsWith(".")) return undefined;
    const base = path.resolve(path.dirname(file), specifier);
    const stem = base.replace(/\.js$/, "");
    const candidates = [
      base,
      `${stem}.ts`,
      `${stem}.tsx`,
      `${base}.js`,
      path.join(base, "index.ts"),
    ];
    return candidates.find((candidate) => this.#compiled.has(candidate));
  }

  async #load(file: string, call: Call, loading: readonly string[] = []): Promise<void> {
    const loaded = this.#loaded.get(file);
    if (loaded) return loaded.done;
    const module = { exports: {} };
    // Registered before its code has ended, so that circular imports end.
    const done = this.#run(this.#compiled.get(file)!, module, call, [...loading, file]);
    this.#loaded.set(file, { module, done });
    try {
      await done;
    } catch (error) {
      this.#loaded.delete(file);
      throw error;
    }
  }

  async #run(
    compiled: LocalFile,
    module: { exports: unknown },
    call: Call,
    loading: readonly string[],
  ): Promise<void> {
    const { file, code, source } = compiled;
    if (file.endsWith(".json")) {
      module.exports = JSON.parse(code);
      return;
    }
    await this.prepare(compiled, call, loading);
    const scope = { exports: module.exports, module, ...this.scopeOf(compiled, call) };
    await call(() => this.run(code, file, scope, { source, added: 0 }));
  }
}

/** A CommonJS module as ES modules import it: its exports, and `default` for all of them. */
function asNamespace(exports: unknown): Namespace {
  const namespace = exports as Namespace;
  if (namespace?.__esModule) return namespace;
  const isObject = typeof exports === "object" || typeof exports === "function";
  return { ...(isObject ? namespace : {}), default: exports };
}

function resolveUrl(specifier: string, file: string): string {
  if (/^[a-z]+:/i.test(specifier)) return specifier;
  if (/^[./]/.test(specifier)) return new URL(specifier, pathToFileURL(file)).href;
  return pathToFileURL(createRequire(file).resolve(specifier)).href;
}
