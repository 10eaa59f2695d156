/** One execution of a cell: what it is, where its output goes, and what must end with it. */
import path from "node:path";
import { currentInterruption } from "./current-cell.js";
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

  /** @param label the execution count, or what stands for it when the cell has none */
  constructor(
    readonly code: string,
    readonly count: number,
    label: string,
    publish: Publish,
  ) {
    this.#label = label;
    this.#publish = publish;
    this.file = path.join(process.cwd(), `${this.name}.ts`);
  }

  /** What errors call the cell. */
  get name(): string {
    return `Cell[${this.#label}]`;
  }

  /**
   * Publishes output of the cell, also after its end. What is left of an interrupted cell is not
   * heard; a handler that it has set, for a widget, is code of its own.
   */
  readonly publish: Publish = (type, content) => {
    const handler = (currentInterruption() ?? this.interruption) !== this.interruption;
    if (!this.#muted || handler) this.#publish(type, content);
  };

  /** The cell's reply is on its way. */
  close(): void {
    this.interruption.end();
    this.#muted = this.interruption.signal.aborted;
  }

  /** Registers work to be done before the cell's reply is sent. */
  beforeEnd(work: () => void | Promise<void>): void {
    this.#endings.push(work);
  }

  /**
   * Does the registered work, and what that registers in turn, also after the cell failed.
   *
   * @throws what the first failing work threw, after all of it was done
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
