/**
 * Checks and runs one cell.
 *
 * Replaces tslab's executor, which prints values and errors to the console instead of handing them
 * on, so that nothing can be made of them in the Jupyter protocol; which drops a value of `null`;
 * and which keeps variables behind a Proxy that makes each assignment slow. Here a cell's value is
 * returned and its error thrown. Can go when tslab's executor returns both.
 */
import type { Cell } from "./cell.js";
import { CompileError } from "../compiler/compile-error.js";
import { viewCell, type CellView } from "../compiler/cell-view.js";
import type { LocalModules } from "../modules/local-modules.js";
import type { Conversion, Converters, Executor, Tslab } from "../tslab.js";
import { prepareImports } from "../modules/es-modules.js";
import { asCodeOf } from "./current-cell.js";
import { interrupted, Interruption } from "./interrupt.js";
import type { Watchdog } from "./watchdog.js";

export class CellExecutor implements Executor {
  /** Every top-level variable of the notebook. */
  readonly #variables: Record<string, unknown> = Object.create(null);
  /** Their types: TypeScript declarations, against which the next cell is checked. */
  #declarations = "";
  #running: Cell | undefined;
  /** Interrupts a handler, code that runs at an event and not as a cell. */
  #handling: Interruption | undefined;

  constructor(
    private readonly tslab: Tslab,
    private readonly converters: Converters,
    private readonly modules: LocalModules,
    private readonly watchdog: Watchdog,
  ) {
    watchdog.onInterrupt = () => {
      this.#handling?.request();
      this.#running?.interruption.request();
      if (!this.#handling && !this.#running) watchdog.lowerFlag();
    };
  }

  /**
   * Runs `cell`, until {@link finish}, and gives the value of its last expression, promises awaited.
   *
   * @param options without `declares`, later cells do not see what it declares
   * @throws CompileError, KeyboardInterrupt, or whatever the cell's code throws
   */
  async run(cell: Cell, { declares = true } = {}): Promise<unknown> {
    this.#running = cell;
    this.watchdog.lowerFlag();
    return cell.interruption.orAbandon(this.#execute(cell, declares));
  }

  /** The cell and all that belongs to it has ended: interrupts from now on are not for it. */
  finish(): void {
    this.watchdog.notice(); // one may have come while the end of the cell kept everything busy
    this.#running = undefined;
  }

  /** Calls a handler that code of `cell` has set. An interrupt stops it until it returns. */
  handle<T>(cell: Cell | undefined, handler: () => T): T {
    const interruption = (this.#handling = new Interruption());
    const work = (): T => this.watchdog.runStoppable(handler, interrupted);
    try {
      return cell ? asCodeOf(cell, work, interruption) : work();
    } finally {
      this.#handling = undefined;
      if (!this.#running) this.watchdog.lowerFlag();
    }
  }

  async #execute(cell: Cell, declares: boolean): Promise<unknown> {
    const meta = this.tslab.metadata.getCodeMetadata(cell.code);
    if (meta.module) {
      const found = this.converters.node.addModule(meta.module, cell.code, meta);
      if (found.length) throw new CompileError(found);
      return undefined;
    }
    const converted = this.converters.node.convert(this.#declarations, cell.code);
    if (converted.diagnostics.length) throw new CompileError(converted.diagnostics);
    await this.modules.update(converted.sideOutputs);
    if (converted.output) {
      await prepareImports(this.tslab.typescript, converted.output, cell.file);
      cell.interruption.check(false); // the interrupt came while the cell was compiled
      await this.watchdog.runStoppable(
        () =>
          this.modules.run(converted.output!, cell.file, this.#variables, {
            source: cell.code,
            added: 1, // tslab puts "export {};" before each cell
            wait: true,
          }),
        interrupted,
      );
    }
    // An abandoned cell may come to its end much later; by then it has no say any more.
    if (cell !== this.#running) return undefined;
    if (declares) this.#declarations = withoutRepeatedReferences(converted.declOutput ?? "");
    return this.#takeValue(converted);
  }

  /** tslab's converter stores the last expression in a variable of its own. */
  #takeValue({ lastExpressionVar }: Conversion): unknown {
    if (lastExpressionVar === undefined) return undefined;
    const value = this.#variables[lastExpressionVar];
    delete this.#variables[lastExpressionVar];
    return value; // in an async function, so a promise is awaited on the way out
  }

  /** What the type checker makes of `code` as the next cell. */
  view(code: string): CellView {
    return viewCell(this.tslab.typescript, this.converters.node, this.#declarations, code);
  }

  interrupt(): void {
    this.watchdog.notice();
  }

  close(): void {
    this.converters.close();
    this.watchdog.close();
  }
}

/** tslab repeats `/// <reference … />` lines from cell to cell, more of them each time. */
function withoutRepeatedReferences(declarations: string): string {
  const seen = new Set<string>();
  const isNew = (line: string): boolean =>
    !line.startsWith("///") || (!seen.has(line) && Boolean(seen.add(line)));
  return declarations.split("\n").filter(isNew).join("\n");
}
