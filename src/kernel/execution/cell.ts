/**
 * One execution of a cell: its code, the destination of its output, and the work that ends with it.
 *
 * A cell's code may go on after the cell has ended: in a timer, behind a promise that nobody
 * awaits. Node's asynchronous context records for all such code which cell started it, so that its
 * output, its errors and its interruption reach that cell and not the one that happens to run.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import path from "node:path";
import { asKernel } from "../built-ins/built-ins.js";
import { workingFolder } from "../working-folder.js";
import { hideContext } from "./inspectable-context.js";
import { Interruption } from "./interrupt.js";

/** Publishes a message of the given type as output of a cell. */
export type Publish = (type: string, content: object) => void;

export class Cell {
  readonly interruption = new Interruption();
  /** The name under which the cell's code runs, in the notebook's folder. */
  readonly file: string;
  readonly #label: string;
  readonly #publish: Publish;
  #muted = false;
  readonly #endings: (() => void | Promise<void>)[] = [];

  /** @param label the execution count, or a substitute when the cell has none */
  constructor(
    readonly code: string,
    readonly count: number,
    label: string,
    publish: Publish,
  ) {
    this.#label = label;
    this.#publish = publish;
    this.file = path.join(workingFolder(), `${this.name}.ts`);
  }

  /** The cell's name in error messages. */
  get name(): string {
    return `Cell[${this.#label}]`;
  }

  /**
   * Publishes output of the cell, also after its end. Code left over from an interrupted cell is
   * muted. A handler that the cell has set, for a widget, has its own interruption and is not.
   */
  readonly publish: Publish = (type, content) => {
    const isHandler = (currentInterruption() ?? this.interruption) !== this.interruption;
    if (!this.#muted || isHandler) asKernel(() => this.#publish(type, content));
  };

  /** Called when the cell's reply is on its way. */
  close(): void {
    this.interruption.end();
    this.#muted = this.interruption.signal.aborted;
  }

  /** Registers work to be done before the cell's reply is sent. */
  beforeEnd(work: () => void | Promise<void>): void {
    this.#endings.push(work);
  }

  /**
   * Does the registered work, and any work registered by it, also after the cell failed.
   *
   * @throws the first error of the work, after all of it was done
   */
  async end(): Promise<void> {
    const failures: unknown[] = [];
    for (let work = this.#endings.shift(); work; work = this.#endings.shift()) {
      try {
        await this.interruption.orAbandon(work());
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length) throw failures[0];
  }
}

interface Origin {
  readonly cell: Cell;
  readonly interruption: Interruption;
}

const storage = new AsyncLocalStorage<Origin>();
hideContext(storage);

/** The cell that started the calling code; undefined for the kernel's own work. */
export const currentCell = (): Cell | undefined => storage.getStore()?.cell;

/** The interruption that can stop the calling code. */
export const currentInterruption = (): Interruption | undefined => storage.getStore()?.interruption;

/**
 * Does `work`, and everything it starts, as code of `cell`.
 *
 * @param interruption the cell's, or a separate one for code that runs at an event after the cell
 */
export const asCodeOf = <T>(
  cell: Cell,
  work: () => T,
  interruption: Interruption = cell.interruption,
): T => storage.run({ cell, interruption }, work);
