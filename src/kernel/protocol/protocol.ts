/**
 * Every message of a frontend, and what answers it.
 *
 * Broken in bare tslab: messages are reported busy when they arrive instead of when their turn has
 * come; unknown ones print a warning into a cell; comm_info is answered with the wrong type;
 * interrupt by message is not known; shutdown leaves the process running when anything still
 * keeps it awake. Can go message by message as tslab answers them.
 */
import fs from "node:fs";
import type { Execution } from "../execution/execution.js";
import type { Comms } from "./comms.js";
import type { Language } from "../language/language.js";
import type { History } from "./history.js";
import { isComplete } from "./is-complete.js";
import { kernelInfo } from "./kernel-info.js";
import { Request } from "./request.js";
import type { Executor, Server, Socket, TypeScript } from "../tslab.js";

type Answer = (request: Request, server: Server) => unknown;

export class Protocol {
  readonly #answers: Readonly<Record<string, Answer>>;

  constructor(
    private readonly execution: Execution,
    executor: Executor,
    comms: Comms,
    typescript: TypeScript,
    language: Language,
    history: History,
  ) {
    this.#answers = {
      kernel_info_request: (request) => request.reply(kernelInfo(typescript.version)),
      is_complete_request: (request) =>
        request.reply(isComplete(typescript, String(request.content["code"] ?? ""))),
      complete_request: (request) => request.reply(language.complete(request.content)),
      inspect_request: (request) => request.reply(language.inspect(request.content)),
      history_request: (request) => request.reply(history.answer(request.content)),
      comm_info_request: (request) => request.reply(comms.info(request.content["target_name"])),
      comm_open: (request) => comms.opened(request),
      comm_msg: (request) => comms.received(request),
      comm_close: (request) => comms.closed(request),
      interrupt_request: (request) => {
        executor.interrupt();
        return request.reply({ status: "ok" });
      },
      shutdown_request: async (request, server) => {
        await request.reply({ status: "ok", restart: request.content["restart"] === true });
        request.status("idle");
        endProcess(server);
      },
    };
  }

  /** Answers the message in `frames`. Messages that are not known are left alone. */
  async handle(server: Server, socket: Socket, frames: readonly Buffer[]): Promise<void> {
    let request: Request;
    try {
      request = new Request(server, socket, frames);
    } catch (error) {
      // Nobody can be answered, and no cell is to blame: the server's log has it.
      return report(error);
    }
    if (request.type === "execute_request") return this.execution.add(request);
    request.status("busy");
    try {
      await this.#answers[request.type]?.(request, server);
    } catch (error) {
      const evalue = error instanceof Error ? error.message : String(error);
      await request.reply({ status: "error", ename: "Error", evalue, traceback: [] });
    } finally {
      request.status("idle");
      // A completion was answered while a cell runs; frontends would now show an idle kernel.
      this.execution.running?.status("busy");
    }
  }
}

function report(error: unknown): void {
  fs.writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
}

/** A timer, a socket or a native thread of the notebook may keep Node awake: insist. */
function endProcess(server: Server): void {
  server.close();
  setTimeout(() => process.exit(0), 100); // the last messages are on their way until then
}

/** Ends the kernel when the Jupyter server that started it is gone without a word. */
export function endWithParent(): void {
  const parent = Number(process.env["JPY_PARENT_PID"]);
  if (!Number.isInteger(parent) || parent <= 1 || process.platform === "win32") return;
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") process.exit(1);
    }
  }, 2000).unref();
}
