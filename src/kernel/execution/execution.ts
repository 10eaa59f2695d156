/**
 * `execute_request`: one cell after the other.
 *
 * Broken in bare tslab: no `execute_input`, `execute_result` or `error` messages, so execution
 * counts stay empty; after an error every cell that arrives within 200 ms is skipped, even if
 * the frontend asked to go on. Fixed here as the Jupyter protocol defines it: cells that were
 * already waiting are aborted, and only if the failed request says `stop_on_error`. Can go when
 * tslab does the same.
 */
import { setTimeout as delay } from "node:timers/promises";
import { asCodeOf, Cell, type Publish } from "./cell.js";
import { describeError } from "../errors/describe-error.js";
import type { CellExecutor } from "./executor.js";
import { KeyboardInterrupt } from "./interrupt.js";
import type { Language } from "../language/language.js";
import type { History } from "../protocol/history.js";
import type { Request } from "../protocol/request.js";
import { bundleOf, type MimeBundle } from "../results/results.js";
import type { SourcePositions } from "../errors/source-positions.js";
import { lastStates } from "./last-states.js";
import { limitStreams } from "./stream-limit.js";
import type { Streams } from "./streams.js";
import { evaluateExpressions } from "./user-expressions.js";

/** Requests that were sent together with a failed one have arrived after this time. */
const ARRIVAL_MILLISECONDS = 50;

export class Execution {
  /** The running cell, or the last one that ran. */
  cell: Cell | undefined;
  /** The request of the running cell. */
  running: Request | undefined;
  /** The request of the running cell, or of the last one that ran. */
  request: Request | undefined;
  #count = 0;
  #unnumbered = 0;
  #waiting: Request[] = [];
  /** Sends the output of the newest cell that is still held back. */
  #endStreams = (): void => {};
  /** Writes the last states of the newest cell's displays, where they do not change in place. */
  #endDisplays = (): void => {};

  constructor(
    private readonly executor: CellExecutor,
    private readonly positions: SourcePositions,
    private readonly streams: Streams,
    private readonly language: Language,
    private readonly history: History,
  ) {}

  /** The request that `cell` runs for; undefined when the cell has ended. */
  readonly requestOf = (cell: Cell): Request | undefined =>
    cell === this.cell ? this.running : undefined;

  /** Queues a request; it is answered when its turn has come. */
  add(request: Request): void {
    this.#waiting.push(request);
    if (!this.running) void this.#work();
  }

  /** Shows an error of code of `cell` that nobody waited for. */
  readonly report = (error: unknown, cell: Cell | undefined = this.cell): void => {
    if (cell) cell.publish("error", describeError(error, cell, this.positions));
  };

  async #work(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      this.running = this.request = next;
      next.status("busy");
      const reply = await this.#execute(next).catch(kernelFailure);
      let aborted: Request[] = [];
      if (reply.status === "error" && next.content["stop_on_error"] !== false) {
        await delay(ARRIVAL_MILLISECONDS);
        aborted = this.#waiting.splice(0);
      }
      await next.reply(reply);
      next.status("idle");
      for (const request of aborted) await abort(request);
    }
    this.running = undefined;
  }

  async #execute(request: Request): Promise<Reply> {
    const cell = this.#newCell(request);
    this.cell = cell;
    cell.publish("execute_input", { code: cell.code, execution_count: cell.count });

    let failure: { error: unknown } | undefined;
    const attempt = async (work: () => Promise<void>): Promise<void> =>
      asCodeOf(cell, work).catch((error: unknown) => void (failure ??= { error }));
    let value: unknown;
    let page: object | undefined;
    await attempt(async () => {
      page = this.language.help(cell.code);
      if (!page) value = await this.executor.run(cell);
    });
    await attempt(() => cell.end());
    this.#endDisplays();
    if (!failure && value !== undefined) {
      await attempt(async () => {
        const data = await cell.interruption.orAbandon(bundleOf(value));
        cell.publish("execute_result", { execution_count: cell.count, data, metadata: {} });
      });
      await attempt(() => cell.end()); // a value may register work while it is shown
    }
    this.executor.finish();
    const { signal } = cell.interruption;
    if (signal.aborted) failure = { error: KeyboardInterrupt.after(failure?.error, signal) };
    this.#endStreams();

    const execution_count = cell.count;
    if (!failure) {
      const payload = page ? [{ source: "page", data: page, start: 0 }] : [];
      const expressions = request.content["user_expressions"];
      const user_expressions = await this.#evaluate(expressions, cell);
      cell.close();
      return { status: "ok", execution_count, payload, user_expressions };
    }
    const content = describeError(failure.error, cell, this.positions);
    cell.publish("error", content);
    cell.close();
    return { status: "error", execution_count, ...EMPTY_REPLY, ...content };
  }

  async #evaluate(expressions: unknown, cell: Cell): Promise<object> {
    try {
      return await evaluateExpressions(expressions, cell, this.executor, this.positions);
    } finally {
      this.executor.finish();
      this.#endStreams();
    }
  }

  /** A silent cell has no output. A silent cell or one outside the history has no number. */
  #newCell(request: Request): Cell {
    const { code, silent = false, store_history = !silent } = request.content;
    const stored = store_history !== false && silent !== true;
    const label = stored ? String(++this.#count) : `unnumbered ${++this.#unnumbered}`;
    const count = this.#count;
    if (stored && String(code ?? "").trim()) this.history.add(count, String(code));
    const publish: Publish = (type, content) => {
      if (stored && type === "execute_result") this.history.addOutput(count, textOf(content));
      if (silent === true) return;
      if (type !== "stream") this.streams.flush();
      request.publish(type, content);
    };
    const displays = lastStates(request, publish);
    const limited = limitStreams(displays.publish);
    const cell = new Cell(String(code ?? ""), count, label, limited.publish);
    this.#endStreams = () => {
      this.streams.flush();
      limited.finish();
    };
    this.#endDisplays = displays.finish;
    cell.beforeEnd(this.#endStreams);
    return cell;
  }
}

interface Reply {
  readonly status: "ok" | "error";
  readonly execution_count: number;
  readonly [field: string]: unknown;
}

/** The plain text of an `execute_result`. */
const textOf = (content: { data?: MimeBundle }): string =>
  String(content.data?.["text/plain"] ?? "");

const EMPTY_REPLY = { payload: [], user_expressions: {} };

/** The reply for an error of the kernel itself: the notebook must not wait forever. */
function kernelFailure(error: unknown): Reply {
  const evalue = `The kernel failed: ${error instanceof Error ? error.message : String(error)}`;
  const content = { ename: "KernelError", evalue, traceback: [evalue] };
  return { status: "error", execution_count: 0, ...EMPTY_REPLY, ...content };
}

async function abort(request: Request): Promise<void> {
  request.status("busy");
  await request.reply({ status: "aborted" });
  request.status("idle");
}
