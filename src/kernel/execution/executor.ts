/**
 * Checks and runs one cell.
 *
 * Replaces tslab's executor, which prints values and errors to the console instead of handing them
 * on, so that nothing can be made of them in the Jupyter protocol; which drops a value of `null`;
 * which keeps variables behind a Proxy that makes each assignment slow; and which forgets what a
 * failed cell has declared. Here a cell's value is returned and its error thrown. Can go when
 * tslab's executor does the same.
 */
import { asCodeOf, type Cell } from "./cell.js";
import { interrupted, Interruption } from "./interrupt.js";
import type { Watchdog } from "./watchdog.js";
import type { CellCompiler, CompiledCell } from "../compiler/cell-compiler.js";
import type { CellView } from "../compiler/cell-view.js";
import { CompileError } from "../errors/compile-error.js";
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
  /** Interrupts a handler, code that runs at an event and not as a cell. */
  #handling: Interruption | undefined;

  constructor(
    private readonly tslab: Tslab,
    private readonly converters: Converters,
    private readonly compiler: CellCompiler,
    private readonly modules: LocalModules,
    private readonly watchdog: Watchdog,
  ) {
    this.#declarations = Declarations.none(tslab.typescript);
    watchdog.onInterrupt = () => {
      this.#handling?.request();
      this.#running?.interruption.request();
      if (!this.#handling && !this.#running) watchdog.lowerFlag();
    };
  }

  /**
   * Runs `cell`, until {@link finish}, and gives the value of its last expression, promises awaited.
   *
   * @throws CompileError, KeyboardInterrupt, or whatever the cell's code throws
   */
  async run(cell: Cell): Promise<unknown> {
    this.#running = cell;
    this.watchdog.lowerFlag();
    const meta = this.tslab.metadata.getCodeMetadata(cell.code);
    if (meta.module) {
      const found = this.converters.node.addModule(meta.module, cell.code, meta);
      if (found.length) throw new CompileError(found);
      return undefined;
    }
    const compiled = this.compiler.compile(this.#declarations, cell.code);
    const declaring = this.#variables.declaring();
    try {
      return await cell.interruption.orAbandon(this.#execute(cell, compiled, declaring.accept));
    } catch (error) {
      throw inTheUsersWords(error, compiled.names.variables);
    } finally {
      // A cell that failed or was abandoned has declared what it had reached by now.
      const reached = declaring.end();
      this.#declarations = this.#declarations.followedBy(
        compiled.declarations,
        (name) => reached.has(name) || !compiled.declares.has(name),
      );
    }
  }

  /** The cell and all that belongs to it has ended: interrupts from now on are not for it. */
  finish(): void {
    this.watchdog.notice(); // one may have come while the end of the cell kept everything busy
    this.#running = undefined;
  }

  /**
   * Calls a handler that code of `cell` has set. An interrupt stops it until it returns.
   *
   * @param failed is told what the handler threw, as its code: an interrupted cell is not heard
   */
  handle(cell: Cell | undefined, handler: () => unknown, failed: (error: unknown) => void): void {
    const interruption = (this.#handling = new Interruption());
    const work = (): void => {
      try {
        const result = this.watchdog.runStoppable(handler, interrupted);
        if (result instanceof Promise) result.catch(failed);
      } catch (error) {
        failed(error);
      }
    };
    try {
      if (cell) asCodeOf(cell, work, interruption);
      else work();
    } finally {
      this.#handling = undefined;
      if (!this.#running) this.watchdog.lowerFlag();
    }
  }

  async #execute(cell: Cell, compiled: CompiledCell, declared: object): Promise<unknown> {
    const call = <T>(work: () => T): T => this.watchdog.runStoppable(work, interrupted);
    const place = { file: cell.file, imports: compiled.imports };
    this.modules.update(compiled.files);
    await this.modules.prepare(place, call);
    const { names } = compiled;
    const { __import, __meta, ...surroundings } = this.modules.scopeOf(place, call);
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
    cell.interruption.check(false); // the interrupt came while the cell was compiled
    return call(() => this.modules.run(compiled.code, cell.file, scope, source));
  }

  /** What the type checker makes of `code` as the next cell. */
  view(code: string): CellView {
    return this.compiler.view(this.#declarations, code);
  }

  interrupt(): void {
    this.watchdog.notice();
  }

  close(): void {
    this.converters.close();
    this.watchdog.close();
  }
}

/** V8 quotes the code that ran: "__variables.f is not a function". */
function inTheUsersWords(error: unknown, variables: string): unknown {
  if (!(error instanceof TypeError) || !error.message.includes(variables)) return error;
  const quoted = new RegExp(`\\(0 , ${variables}\\.([\\w$]+)\\)|${variables}\\.`, "g");
  error.message = error.message.replace(quoted, "$1");
  return error;
}
