/**
 * Passes each message of a frontend to the part of the kernel that answers it.
 *
 * Broken in bare tslab: a cell is reported busy when its message arrives instead of when its turn
 * has come; an unknown message prints a warning into a cell; comm_info is answered with the wrong
 * type; interrupt by message is unknown; shutdown leaves the process running while a timer or
 * socket keeps it awake. Each message can go when tslab answers it.
 */
import fs from "node:fs";
import { withoutShebang } from "../errors/foreign-syntax.js";
import { asKernel } from "../built-ins/built-ins.js";
import type { Execution } from "../execution/execution.js";
import type { Comms } from "./comms.js";
import type { Language } from "../language/language.js";
import type { History } from "../protocol/history.js";
import { isAlive } from "../../base/process.js";
import { isComplete } from "../language/is-complete.js";
import { kernelInfo } from "../protocol/kernel-info.js";
import { Request } from "../protocol/request.js";
import type { Executor, Server, Socket, TypeScript } from "../tslab.js";

type Answer = (request: Request, server: Server) => unknown;

export class Dispatcher {
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
        request.reply(
          isComplete(typescript, withoutShebang(String(request.content["code"] ?? ""))),
        ),
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

  /** Answers the message in `frames`. Unknown messages get no reply. */
  handle(server: Server, socket: Socket, frames: readonly Buffer[]): Promise<void> {
    return asKernel(() => this.#handle(server, socket, frames));
  }

  async #handle(server: Server, socket: Socket, frames: readonly Buffer[]): Promise<void> {
    let request: Request;
    try {
      request = new Request(server, socket, frames);
    } catch (error) {
      // There is nobody to answer, and no cell is to blame: it goes to the server's log.
      return report(error);
    }
    if (request.type === "execute_request") return this.execution.add(request);
    request.status("busy");
    try {
      if (Object.hasOwn(this.#answers, request.type)) {
        await this.#answers[request.type]!(request, server);
      }
    } catch (error) {
      if (!request.type.endsWith("_request")) return report(error); // comm messages have no reply
      const evalue = error instanceof Error ? error.message : String(error);
      await request.reply({ status: "error", ename: "Error", evalue, traceback: [] });
    } finally {
      request.status("idle");
      // If a cell still runs, frontends would now show an idle kernel.
      this.execution.running?.status("busy");
    }
  }
}

function report(error: unknown): void {
  fs.writeSync(2, `${error instanceof Error ? error.message : String(error)}\n`);
}

/** Forces the exit: a timer, a socket or a native thread of the notebook may keep Node awake. */
function endProcess(server: Server): void {
  server.close();
  setTimeout(() => process.exit(0), 100); // time for the last messages to leave
}

/** Ends the kernel when the Jupyter server that started it has died. */
export function endWithParent(): void {
  const parent = Number(process.env["JPY_PARENT_PID"]);
  if (!Number.isInteger(parent) || parent <= 1 || process.platform === "win32") return;
  setInterval(() => {
    if (!isAlive(parent)) process.exit(1);
  }, 2000).unref();
}
