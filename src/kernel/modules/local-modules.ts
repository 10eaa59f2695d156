/**
 * Code of the notebook: its cells, and the local files that they import. Both run here, with the
 * same surroundings: `require` that knows ES modules and borrowed packages, `import()`,
 * `import.meta`, `__filename`.
 *
 * Broken in bare tslab: its `require` knows none of these; a local file outside the notebook's
 * folder, with top-level `await` or imported as `./x.ts` fails; a file is not read again when only
 * a file that it imports has changed. Mended here: local files are loaded before the code that
 * imports them runs, as the ES modules they are. Can go when tslab runs them as ES modules.
 */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { notebookRequire } from "../filesystem/borrowed-packages.js";
import type { Imports, LocalFile } from "../compiler/cell-compiler.js";
import { LOCAL_NAMES, splitSourceMap } from "../compiler/common-js.js";
import { importFrom, prepareImport, preparedImport } from "./es-modules.js";
import type { SourcePositions } from "../errors/source-positions.js";

/** Calls `work`, which may run for ever, so that it can be stopped. */
export type Call = <T>(work: () => T) => T;

/** Where code lies, and where its imports lead. */
interface Place {
  readonly file: string;
  readonly imports: Imports;
}

interface Loaded {
  readonly module: { exports: unknown };
  /** When it has run to its end. */
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
    /** What `import … from "tslab"` gives. */
    private readonly tslabApi: unknown,
    private readonly positions: SourcePositions,
    /** Names that all code of the notebook sees, beside the usual ones of CommonJS. */
    private readonly common: object,
    /** Modules of Node, by name, that this code gets in a form of ours. */
    private readonly builtins: ReadonlyMap<string, object>,
  ) {}

  /** Takes over newly compiled files; they and all that import them will be loaded again. */
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
   * Loads what `place` imports. What cannot be resolved is left to the import itself, whose error
   * then carries its line.
   *
   * @param loading files that are being loaded and wait for this
   */
  async prepare(place: Place, call: Call, loading: readonly string[] = []): Promise<void> {
    for (const [specifier, local] of place.imports) {
      if (local === undefined) await prepareImport(specifier, place.file);
      else if (!loading.includes(local)) await this.#load(local, call, loading);
    }
  }

  /** Everything that code at `place` expects around it. */
  surroundings(place: Place, call: Call): Record<string, unknown> {
    const { file } = place;
    const dirname = path.dirname(file);
    const { resolve } = createRequire(file);
    return {
      ...this.common,
      require: Object.assign((specifier: string) => this.#require(place, specifier), { resolve }),
      __filename: file,
      __dirname: dirname,
      [LOCAL_NAMES.import]: (specifier: string) => this.#import(place, specifier, call),
      [LOCAL_NAMES.meta]: {
        url: pathToFileURL(file).href,
        filename: file,
        dirname,
        resolve: (specifier: string) => resolveUrl(specifier, file),
      },
    };
  }

  /**
   * Runs `output` (with its source map) as the body of an asynchronous function.
   *
   * @param added lines that were put before `source` when it was compiled
   */
  run(
    output: string,
    file: string,
    scope: Record<string, unknown>,
    { source, added }: { source: string; added: number },
  ): Promise<unknown> {
    const { code, map } = splitSourceMap(output);
    this.positions.add(file, { source, map, added, isFile: this.#compiled.has(file) });
    // Constants, since V8 reads them faster than parameters: loops look at one of them. Two functions,
    // so that the code may declare such a name anew. The line break keeps columns of the first line
    // true, the offset all line numbers.
    const constants = `const { ${Object.keys(scope).join(", ")} } = arguments[0];`;
    const body = vm.runInThisContext(
      `(function () { ${constants} return async function () { "use strict";\n${code}\n} })`,
      { filename: file, lineOffset: -1 },
    ) as (values: object) => () => Promise<unknown>;
    return body(scope).call(undefined);
  }

  /**
   * What a static import of `imported` gives: a function, because the module may change it later.
   *
   * @param imported the name in the module; `*` for all
   */
  link({ file, imports }: Place, specifier: string, imported: string): () => unknown {
    const local = imports.get(specifier);
    const whole =
      (this.builtins.get(specifier) as Namespace | undefined) ??
      (local === undefined ? preparedImport(specifier, file)?.namespace : undefined) ??
      asNamespace(this.#require({ file, imports }, specifier));
    return imported === "*" ? () => whole : () => whole[imported];
  }

  #require({ file, imports }: Place, specifier: string): unknown {
    if (specifier === "tslab") return this.tslabApi;
    const local = this.#find({ file, imports }, specifier);
    const loaded = local === undefined ? undefined : this.#loaded.get(local);
    if (loaded) return loaded.module.exports;
    const builtin = this.builtins.get(specifier);
    if (builtin) return builtin;
    const prepared = preparedImport(specifier, file);
    return prepared ? prepared.exports : notebookRequire(file)(specifier);
  }

  async #import(place: Place, specifier: string, call: Call): Promise<object> {
    const local = this.#find(place, specifier);
    if (local === undefined)
      return this.builtins.get(specifier) ?? importFrom(specifier, place.file);
    await this.#load(local, call);
    return asNamespace(this.#loaded.get(local)!.module.exports);
  }

  /** The compiled file to which `specifier` leads; it may be computed while the code runs. */
  #find({ file, imports }: Place, specifier: string): string | undefined {
    if (imports.has(specifier)) return imports.get(specifier);
    if (!specifier.startsWith(".")) return undefined;
    const base = path.resolve(path.dirname(file), specifier);
    const stem = base.replace(/\.js$/, "");
    const places = [base, `${stem}.ts`, `${stem}.tsx`, `${base}.js`, path.join(base, "index.ts")];
    return places.find((candidate) => this.#compiled.has(candidate));
  }

  async #load(file: string, call: Call, loading: readonly string[] = []): Promise<void> {
    const known = this.#loaded.get(file);
    if (known) return known.done;
    const module = { exports: {} };
    // Known before it runs, so that circular imports end.
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
    const { file, code } = compiled;
    if (file.endsWith(".json")) {
      module.exports = JSON.parse(code);
      return;
    }
    await this.prepare(compiled, call, loading);
    const scope = { exports: module.exports, module, ...this.surroundings(compiled, call) };
    await call(() => this.run(code, file, scope, compiled));
  }
}

/** A CommonJS module as an ES module sees it: `default` is what the module exports. */
function asNamespace(exports: unknown): Namespace {
  const content = exports as Namespace;
  if (content?.__esModule) return content;
  const isObject = typeof exports === "object" || typeof exports === "function";
  return { ...(isObject ? content : {}), default: exports };
}

function resolveUrl(specifier: string, file: string): string {
  if (/^[a-z]+:/i.test(specifier)) return specifier;
  if (/^[./]/.test(specifier)) return new URL(specifier, pathToFileURL(file)).href;
  return pathToFileURL(createRequire(file).resolve(specifier)).href;
}
