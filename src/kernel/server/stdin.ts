/**
 * Input of the user: `await input("Name: ")` in a cell.
 *
 * Broken in bare tslab: it has the socket and never uses it. Fixed here: the question goes to the
 * frontend that sent the cell. Frontends show one question at a time, so each question waits until
 * the one before it is answered. Can go when tslab asks questions.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { currentCell, type Cell } from "../execution/cell.js";
import { KeyboardInterrupt } from "../execution/interrupt.js";
import type { Streams } from "../execution/streams.js";
import type { Server } from "../tslab.js";
import type { Request } from "../protocol/request.js";
import { decode, type Message } from "../protocol/wire.js";

interface Question {
  readonly id: string;
  readonly answer: (value: string) => void;
  readonly abandon: (reason: unknown) => void;
}

/** The error of a question that nobody can answer, named as in Python. */
export class StdinNotImplementedError extends Error {
  override readonly name = "StdinNotImplementedError";
}

/** Right after a start, the frontend's socket for questions may not be connected yet. */
const REACH = { attempts: 50, milliseconds: 100 };

export class Stdin {
  /** The question that waits for its answer. */
  #open: Question | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** @param requestOf gives the request of a cell as long as the cell runs */
  constructor(
    private readonly requestOf: (cell: Cell) => Request | undefined,
    private readonly streams: Streams,
  ) {}

  /** The global `input` of cells. */
  readonly input = (prompt: unknown = "", options?: { password?: boolean }): Promise<string> => {
    const cell = currentCell();
    const ask = (): Promise<string> => this.#ask(cell, String(prompt), options?.password === true);
    const answer = this.#last.then(ask);
    const settled = answer.then(
      () => {},
      () => {},
    );
    this.#last = settled;
    if (cell && this.requestOf(cell)) cell.beforeEnd(() => settled); // after the cell nobody can answer
    return answer;
  };

  /** Takes the answers that arrive at `server`, until it closes. */
  async listen(server: Server): Promise<void> {
    server.stdin.mandatory = true; // a question that reaches nobody is an error
    for await (const frames of server.stdin) {
      try {
        this.#take(decode(server.connInfo.key, frames));
      } catch {
        // signed with another key, or damaged: the question stays open
      }
    }
  }

  async #ask(cell: Cell | undefined, prompt: string, password: boolean): Promise<string> {
    const request = cell && this.requestOf(cell);
    if (!cell || !request)
      throw new StdinNotImplementedError(
        "input() expected a running cell, but its cell has ended: await input() in the cell.",
      );
    if (request.content["allow_stdin"] !== true)
      throw new StdinNotImplementedError(
        "input() expected a frontend where a user can answer, found one that cannot ask: " +
          "run the notebook in JupyterLab, or set the value in code.",
      );
    const { signal } = cell.interruption;
    if (signal.aborted) throw new KeyboardInterrupt();
    this.streams.flush(); // earlier output must appear before the question
    const id = randomUUID();
    // Registered before the question is sent: the answer may come at once.
    const answer = this.#answerTo(id, signal);
    answer.catch(() => {}); // an interrupt may end it before anyone awaits it
    try {
      await reach(() => request.ask(id, "input_request", { prompt, password }), signal);
    } catch (error) {
      this.#open?.abandon(error);
    }
    return answer;
  }

  #answerTo(id: string, signal: AbortSignal): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      const end = (): void => {
        signal.removeEventListener("abort", interrupt);
        this.#open = undefined;
      };
      const abandon = (reason: unknown): void => {
        end();
        reject(reason);
      };
      const interrupt = (): void => abandon(new KeyboardInterrupt());
      signal.addEventListener("abort", interrupt);
      this.#open = { id, answer: (value) => (end(), resolve(value)), abandon };
    });
  }

  /** Drops answers to questions that are no longer open. Old clients do not name the question. */
  #take({ header, parent, content }: Message): void {
    if (header.msg_type !== "input_reply" || !this.#open) return;
    if (parent.msg_id !== undefined && parent.msg_id !== this.#open.id) return;
    this.#open.answer(String(content["value"] ?? ""));
  }
}

/** Calls `ask` until the frontend can be reached, and returns its result. */
async function reach<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EHOSTUNREACH" || attempt === REACH.attempts) throw error;
    }
    await delay(REACH.milliseconds);
    if (signal.aborted) throw new KeyboardInterrupt();
  }
}
