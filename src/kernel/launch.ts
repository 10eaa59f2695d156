/**
 * The kernel's entry: `node launch.js CONNECTION_FILE`, as Jupyter calls it.
 *
 * Makes the parts of the kernel and ties them together, puts them into tslab in place of its own,
 * then lets tslab start. Each part has a file of its own that says what is broken without it.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CellCompiler } from "./compiler/cell-compiler.js";
import { Compiler } from "./compiler/compiler.js";
import { Execution } from "./execution/execution.js";
import { CellExecutor } from "./execution/executor.js";
import { installHost } from "./host.js";
import type { Cell } from "./execution/cell.js";
import { cellBuiltins, cellGlobals } from "./execution/cell-globals.js";
import { createChecks } from "./execution/checks.js";
import { currentCell } from "./execution/current-cell.js";
import { Watchdog } from "./execution/watchdog.js";
import { reportBackgroundErrors } from "./errors/background-errors.js";
import { LocalModules } from "./modules/local-modules.js";
import { Comms } from "./protocol/comms.js";
import { Language } from "./language/language.js";
import { History } from "./protocol/history.js";
import { welcomingPublisher } from "./protocol/iopub.js";
import { endWithParent, Protocol } from "./protocol/protocol.js";
import { Stdin } from "./protocol/stdin.js";
import { SourcePositions } from "./errors/source-positions.js";
import { Streams } from "./execution/streams.js";
import { loadTslab, type Converters, type Executor, type Server, type Socket } from "./tslab.js";

function launch(connectionFile: string | undefined): void {
  if (!connectionFile)
    throw new Error("Usage: node launch.js CONNECTION_FILE (Jupyter does this).");
  const compiler = new Compiler();
  const tslab = loadTslab((typescript) => compiler.correct(typescript));
  const kernelFolder = path.dirname(fileURLToPath(import.meta.url));
  const positions = new SourcePositions([kernelFolder + path.sep, tslab.folder + path.sep]);
  positions.install();
  const streams = new Streams();
  const watchdog = new Watchdog();
  watchdog.reserveSignal();
  tslab.executor.createExecutor = (_folder: string, converters: Converters): Executor => {
    const surroundings = { ...createChecks(watchdog), ...cellGlobals };
    const modules = new LocalModules(tslab.publicApi, positions, surroundings, cellBuiltins);
    const cells = new CellCompiler(tslab.typescript, compiler, converters.node);
    const executor = new CellExecutor(tslab, converters, cells, modules, watchdog);
    const history = new History();
    const language = new Language(
      tslab.typescript,
      (code) => executor.view(code),
      () => history.inputs(),
    );
    const execution = new Execution(executor, positions, streams, language, history);
    const comms = new Comms(
      () => execution.request,
      execution.report,
      (cell, handler, failed) => executor.handle(cell, handler, failed),
    );
    const stdin = new Stdin(execution.requestOf, streams);
    const { typescript } = tslab;
    answerMessages(new Protocol(execution, executor, comms, typescript, language, history), stdin);
    const lastCell = (): Cell | undefined => execution.cell;
    streams.install(lastCell);
    const host = installHost(lastCell, comms);
    reportBackgroundErrors(positions, lastCell);
    // Their types are in compiler/globals.ts.
    const globals = {
      input: stdin.input,
      clearOutput: ({ wait = false } = {}) => host.clear(wait),
    };
    for (const [name, value] of Object.entries(globals))
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
    // The display functions of `import … from "tslab"` send through this.
    tslab.jupyter.lastWriteDisplayData = (content, update) =>
      (currentCell() ?? lastCell())?.publish(
        update ? "update_display_data" : "display_data",
        content,
      );
    return executor;
  };

  function answerMessages(protocol: Protocol, stdin: Stdin): void {
    const server = tslab.jupyter.ZmqServer.prototype;
    const { bindSocket } = server;
    server.bindSocket = function (socket: Socket, port: number) {
      if (socket === this.hb) return Promise.resolve(); // with the control channel
      if (socket === this.control)
        return watchdog.watchControl(this, (control, frames) => {
          void protocol.handle(this, control, frames);
        });
      if (socket === this.stdin) void stdin.listen(this);
      if (socket !== this.iopub) return bindSocket.call(this, socket, port);
      this.iopub = welcomingPublisher(this.connInfo.key);
      return bindSocket.call(this, this.iopub, port);
    };
    server.handleShellMessage = function (this: Server, socket: Socket, ...frames: Buffer[]) {
      return protocol.handle(this, socket, frames);
    };
  }

  endWithParent();
  const configPath = connectionFile;
  tslab.main.startKernel({ configPath, enableFindLocal: false, jsKernel: false });
  // tslab's own, for which the watchdog and the reports of background errors stand in.
  for (const event of ["SIGINT", "uncaughtException", "unhandledRejection"])
    process.removeListener(event, process.listeners(event as NodeJS.Signals).at(-1)!);
  watchdog.watchSignals();
}

try {
  launch(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
