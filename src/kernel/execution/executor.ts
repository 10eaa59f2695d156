/**
 * Checks and runs one cell.
 *
 * Broken in bare tslab: its executor prints values and errors to the console instead of returning
 * them, so that the Jupyter protocol cannot use them; it drops a value of `null`; a Proxy around
 * the variables makes each assignment slow; the declarations of a failed cell are lost. Fixed here:
 * a cell's value is returned and its error thrown. Can go when tslab's executor does the same.
 */
import path from "node:path";
import { asKernel, asUser, complaint } from "../built-ins/built-ins.js";
import { asCodeOf, type Cell } from "./cell.js";
import { interrupted, Interruption } from "./interrupt.js";
import type { Watchdog } from "./watchdog.js";
import type { CellCompiler, CompiledCell } from "../compiler/cell-compiler.js";
import type { CellView } from "../compiler/cell-view.js";
import { describeFindings } from "../errors/describe-error.js";
import { explainForeignSyntax, withoutShebang } from "../errors/foreign-syntax.js";
import { Declarations } from "../compiler/declarations.js";
import { evaluated } from "../compiler/eval.js";
import { Variables } from "./variables.js";
import type { LocalModules } from "../modules/local-modules.js";
import type { Executor, Tslab } from "../tslab.js";

export class CellExecutor implements Executor {
  /** Every top-level variable of the notebook. */
  readonly #variables = new Variables();
  /** Their declarations, against which the next cell is checked. */
  #declarations: Declarations;
  #running: Cell | undefined;
  /** Ends the time in which the running cell's own functions replace JavaScript's. */
  #leaveCell: () => void = () => {};
  /** The interruption of the running handler: code that runs at an event and not as a cell. */
  #handling: Interruption | undefined;

  constructor(
    private readonly tslab: Tslab,
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
   * Runs `cell` and returns the value of its last expression, promises awaited. Interrupts go to
   * the cell until {@link finish}.
   *
   * @throws CompileError, KeyboardInterrupt, or whatever the cell's code throws
   */
  async run(cell: Cell): Promise<unknown> {
    this.#running = cell;
    this.watchdog.lowerFlag();
    const code = withoutShebang(cell.code);
    const meta = this.tslab.metadata.getCodeMetadata(code);
    if (meta.module) {
      this.compiler.addFile(path.resolve(`${meta.module}.ts${meta.jsx ? "x" : ""}`), code);
      return undefined;
    }
    const compiled = this.#compile(code);
    this.#warn(cell, compiled);
    const declaring = this.#variables.declaring();
    try {
      return await cell.interruption.orAbandon(this.#execute(cell, compiled, declaring.accept));
    } catch (error) {
      throw withSourceNames(error, compiled.names.variables);
    } finally {
      this.#leaveCell();
      const sentence = complaint();
      if (sentence) process.stderr.write(`${sentence}\n`);
      // A cell that failed or was abandoned has declared the names it had reached by now.
      const reached = declaring.end();
      this.#declarations = this.#declarations.followedBy(
        compiled.declarations,
        (name) => reached.has(name) || !compiled.declares.has(name),
      );
    }
  }

  #compile(code: string): CompiledCell {
    try {
      return this.compiler.compile(this.#declarations, code);
    } catch (error) {
      throw explainForeignSyntax(error, code);
    }
  }

  /** Ends the cell and all its work: later interrupts do not concern it. */
  finish(): void {
    // An interrupt may have come while the end of the cell blocked the event loop.
    this.watchdog.notice();
    this.#running = undefined;
  }

  /**
   * Calls a handler that code of `cell` has set. An interrupt stops it until it returns.
   *
   * @param onError receives the handler's error. It is called as code of the handler, whose
   *   output is shown even if the cell was interrupted.
   */
  handle(cell: Cell | undefined, handler: () => unknown, onError: (error: unknown) => void): void {
    const interruption = (this.#handling = new Interruption());
    const leave = asUser();
    const work = (): void => {
      try {
        const result = this.watchdog.runStoppable(handler, interrupted);
        if (result instanceof Promise) result.catch(onError);
      } catch (error) {
        onError(error);
      }
    };
    try {
      if (cell) asCodeOf(cell, work, interruption);
      else work();
    } finally {
      leave();
      this.#handling = undefined;
      if (!this.#running) this.watchdog.lowerFlag();
    }
  }

  /** Shows what is wrong outside of the cell, which runs nevertheless. */
  #warn(cell: Cell, { warnings, problems }: CompiledCell): void {
    const lines = [...problems, ...describeFindings("warning", warnings, cell)];
    if (lines.length) cell.publish("stream", { name: "stderr", text: `${lines.join("\n")}\n` });
  }

  async #execute(cell: Cell, compiled: CompiledCell, declared: object): Promise<unknown> {
    const call = <T>(work: () => T): T => this.watchdog.runStoppable(work, interrupted);
    const location = { file: cell.file, imports: compiled.imports };
    this.modules.update(compiled.files);
    await this.modules.prepare(location, call);
    const { names } = compiled;
    const { __import, __meta, ...surroundings } = this.modules.scopeOf(location, call);
    const link = (specifier: string, imported: Record<string, string>): void =>
      asKernel(() => {
        const module = this.modules.link(location, specifier, "*");
        for (const [local, name] of Object.entries(imported))
          this.#variables.link(
            declared,
            local,
            name === "*" ? module : this.modules.link(location, specifier, name),
          );
      });
    const scope = {
      ...surroundings,
      [names.variables]: this.#variables.all,
      [names.declared]: declared,
      [names.link]: link,
      [names.inEval]: (text: unknown, ...locals: string[]) =>
        asKernel(() => {
          const visible = new Set(Object.keys(this.#variables.all));
          for (const name of locals) visible.delete(name);
          return evaluated(this.tslab.typescript, text, visible, names.variables);
        }),
      [names.import]: __import,
      [names.meta]: __meta,
    };
    const source = { source: cell.code, added: compiled.added };
    cell.interruption.check(false); // an interrupt may have come while the cell was compiled
    this.#leaveCell = asUser();
    // Awaited here: a returned promise is adopted by its `then`, which the cell may have replaced.
    const value = await call(() => this.modules.run(compiled.code, cell.file, scope, source));
    return value;
  }

  /** The type checker's view of `code` as the next cell. */
  view(code: string): CellView {
    return this.compiler.view(this.#declarations, withoutShebang(code));
  }

  interrupt(): void {
    this.watchdog.notice();
  }

  close(): void {
    this.watchdog.close();
  }
}

/** Restores the user's names in V8's messages, such as "__variables.f is not a function". */
function withSourceNames(error: unknown, variables: string): unknown {
  if (!(error instanceof TypeError) || !error.message.includes(variables)) return error;
  const quoted = new RegExp(`\\(0 , ${variables}\\.([\\w$]+)\\)|${variables}\\.`, "g");
  error.message = error.message.replace(quoted, "$1");
  return error;
}
