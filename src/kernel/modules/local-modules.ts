/**
 * Code of the notebook: its cells, and the local TypeScript files that they import. Both are
 * compiled to CommonJS by tslab's converter and run here, with the same surroundings: `require`
 * that knows ES modules and borrowed packages, `import()`, `import.meta`, `__filename`.
 *
 * Replaces the part of tslab's executor that does this, whose `require` knows none of them.
 */
import path from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { notebookRequire } from "./borrowed-packages.js";
import { splitSourceMap } from "../compiler/common-js.js";
import { importFrom, prepareImports, preparedImport } from "./es-modules.js";
import type { SourcePositions } from "../errors/source-positions.js";
import type { Conversion, Tslab } from "../tslab.js";

export class LocalModules {
  /** Compiled code by the path that `require` computes: absolute, ending in .js. */
  readonly #compiled = new Map<string, string>();
  readonly #loaded = new Map<string, { exports: object }>();

  constructor(
    private readonly tslab: Tslab,
    private readonly positions: SourcePositions,
    /** Names that all code of the notebook sees, beside the usual ones of CommonJS. */
    private readonly surroundings: object,
    /** Modules of Node, by name, that this code gets in a form of ours. */
    private readonly builtins: ReadonlyMap<string, object>,
  ) {}

  /** Takes over newly compiled local files; those compiled before are forgotten. */
  async update(outputs: Conversion["sideOutputs"] = []): Promise<void> {
    for (const { path: file, data } of outputs) {
      this.#compiled.set(path.normalize(file), data);
      this.#loaded.delete(path.normalize(file));
    }
    for (const { path: file, data } of outputs)
      await prepareImports(this.tslab.typescript, data, file);
  }

  /**
   * Runs `output` (CommonJS, with its source map) as the file `file`.
   *
   * @param source the text that `output` was compiled from, for positions and code frames
   * @param added lines that tslab put before `source`
   * @returns what the code returns: a promise if `wait`, when it may use `await` at its top level
   */
  run(
    output: string,
    file: string,
    exports: object,
    { source, added = 0, wait = false }: { source: string; added?: number; wait?: boolean },
  ): unknown {
    const { code, map } = splitSourceMap(output);
    this.positions.add(file, { source, map, added });
    const scope = {
      exports,
      require: this.#requireFor(file),
      __import: this.#importFor(file),
      __meta: {
        url: pathToFileURL(file).href,
        filename: file,
        dirname: path.dirname(file),
      },
      __filename: file,
      __dirname: path.dirname(file),
      ...this.surroundings,
    };
    // Constants, since V8 reads them faster than parameters: loops look at one of them. Two functions,
    // so that the code may declare such a name anew. The line break keeps columns of the first line
    // true, the offset all line numbers.
    const constants = `const { ${Object.keys(scope).join(", ")} } = arguments[0];`;
    const body = vm.runInThisContext(
      `(function () { ${constants} return ${wait ? "async " : ""}function () {\n${code}\n} })`,
      { filename: file, lineOffset: -1 },
    ) as (values: object) => () => unknown;
    return body(scope).call(undefined);
  }

  #find(specifier: string, from: string): string | undefined {
    if (!specifier.startsWith(".")) return undefined;
    const file = path.resolve(path.dirname(from), specifier);
    return [file, `${file}.js`, path.join(file, "index.js")].find((f) => this.#compiled.has(f));
  }

  #requireFor(file: string): (specifier: string) => unknown {
    const require = notebookRequire(file);
    return (specifier) => {
      if (specifier === "tslab") return this.tslab.publicApi;
      const local = this.#find(specifier, file);
      if (local) return this.#load(local);
      const builtin = this.builtins.get(specifier);
      if (builtin) return builtin;
      const prepared = preparedImport(specifier, file);
      return prepared ? prepared.exports : require(specifier);
    };
  }

  #importFor(file: string): (specifier: string) => Promise<object> {
    return async (specifier) => {
      const local = this.#find(specifier, file);
      if (local) return this.#load(local);
      return this.builtins.get(specifier) ?? importFrom(specifier, file);
    };
  }

  #load(file: string): object {
    const known = this.#loaded.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    this.#loaded.set(file, module); // before it runs, so that circular imports end
    const written = [".ts", ".tsx", ".js"].map((end) => file.replace(/\.js$/, end));
    const { readFile, fileExists } = this.tslab.typescript.sys;
    const original = written.find(fileExists) ?? file;
    try {
      this.run(this.#compiled.get(file)!, original, module.exports, {
        source: readFile(original) ?? "",
      });
    } catch (error) {
      this.#loaded.delete(file);
      throw error;
    }
    return module.exports;
  }
}
