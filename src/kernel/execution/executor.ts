/**
 * Checks and runs one cell.
 *
 * Replaces tslab's executor, which prints values and errors to the console instead of handing them
 * on, so that nothing can be made of them in the Jupyter protocol; which drops a value of `null`;
 * which keeps variables behind a Proxy that makes each assignment slow; and which forgets what a
 * failed cell has declared. Here a cell's value is returned and its error thrown. Can go when
 * tslab's executor does the same.
 */
import type { Cell } from "./cell.js";
import type { CellCompiler, CompiledCell } from "../compiler/cell-compiler.js";
import { CompileError } from "../compiler/compile-error.js";
import { Declarations } from "../compiler/declarations.js";
import { Variables } from "./variables.js";
import type { LocalModules } from "../modules/local-modules.js";
import type { Converters, Executor, Tslab } from "../tslab.js";

export class CellExecutor implements Executor {
  /** Every top-level variable of the notebook. */
  readonly #variables = new Variables();
  /** Their types, against which the next cell is checked. */
  #declarations: Declarations;
  #running: Cell | undefined;

  constructor(
    private readonly tslab: Tslab,
    private readonly converters: Converters,
    private readonly compiler: CellCompiler,
    private readonly modules: LocalModules,
  ) {
    this.#declarations = Declarations.none(tslab.typescript);
  }

  /**
   * Runs `cell` and gives the value of its last expression, promises awaited.
   *
   * @throws CompileError, KeyboardInterrupt, or whatever the cell's code throws
   */
  async run(cell: Cell): Promise<unknown> {
    const meta = this.tslab.metadata.getCodeMetadata(cell.code);
    if (meta.module) {
      const found = this.converters.node.addModule(meta.module, cell.code, meta);
      if (found.length) throw new CompileError(found);
      return undefined;
    }
    const compiled = this.compiler.compile(this.#declarations, cell.code);
    const declaring = this.#variables.declaring();
    this.#running = cell;
    try {
      return await cell.interruption.orAbandon(this.#execute(cell, compiled, declaring.accept));
    } catch (error) {
      throw inTheUsersWords(error, compiled.names.variables);
    } finally {
      this.#running = undefined;
      // A cell that failed or was abandoned has declared what it had reached by now.
      const reached = declaring.end();
      this.#declarations = this.#declarations.followedBy(
        compiled.declarations,
        (name) => reached.has(name) || !compiled.declares.has(name),
      );
    }
  }

  async #execute(cell: Cell, compiled: CompiledCell, declared: object): Promise<unknown> {
    const call = <T>(work: () => T): T => cell.interruption.runStoppable(work);
    const place = { file: cell.file, imports: compiled.imports };
    this.modules.update(compiled.files);
    await this.modules.prepare(place, call);
    const { names } = compiled;
    const { __import, __meta, ...surroundings } = this.modules.surroundings(place, call);
    const link = (specifier: string, imported: Record<string, string>): void => {
      const whole = this.modules.link(place, specifier, "*");
      for (const [local, name] of Object.entries(imported))
        this.#variables.link(
          declared,
          local,
          name === "*" ? whole : this.modules.link(place, specifier, name),
        );
    };
    const scope = {
      ...surroundings,
      [names.variables]: this.#variables.all,
      [names.declared]: declared,
      [names.link]: link,
      [names.import]: __import,
      [names.meta]: __meta,
    };
    const source = { source: cell.code, added: 1 }; // tslab puts "export {};" before each cell
    return call(() => this.modules.run(compiled.code, cell.file, scope, source));
  }

  inspect(code: string, position: number): unknown {
    return this.converters.node.inspect(this.#declarations.text, code, position);
  }

  complete(code: string, position: number): unknown {
    return this.converters.node.complete(this.#declarations.text, code, position);
  }

  interrupt(): void {
    this.#running?.interruption.request();
  }

  close(): void {
    this.converters.close();
  }
}

/** V8 quotes the code that ran: "__variables.f is not a function". */
function inTheUsersWords(error: unknown, variables: string): unknown {
  if (!(error instanceof TypeError) || !error.message.includes(variables)) return error;
  const quoted = new RegExp(`\\(0 , ${variables}\\.([\\w$]+)\\)|${variables}\\.`, "g");
  error.message = error.message.replace(quoted, "$1");
  return error;
}
