/**
 * The kernel's entry: `node launch.js CONNECTION_FILE`, as Jupyter calls it.
 *
 * Creates the parts of the kernel and connects them, replaces tslab's parts by them, then starts
 * tslab. The file of each part explains which fault of tslab it corrects.
 */
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CellCompiler } from "./compiler/cell-compiler.js";
import { SourcePositions } from "./errors/source-positions.js";
import { reportBackgroundErrors } from "./execution/background-errors.js";
import { copyBuiltIns } from "./built-ins/built-ins.js";
import { currentCell, type Cell } from "./execution/cell.js";
import { cellBuiltins, cellGlobals } from "./execution/cell-globals.js";
import { showChildOutput } from "./execution/child-output.js";
import { createChecks } from "./execution/checks.js";
import { showDirectWrites } from "./execution/direct-writes.js";
import { Execution } from "./execution/execution.js";
import { CellExecutor } from "./execution/executor.js";
import { refuseProcessEnd } from "./execution/process-end.js";
import { Streams } from "./execution/streams.js";
import { Watchdog } from "./execution/watchdog.js";
import { installHost } from "./host.js";
import { Language } from "./language/language.js";
import { LocalModules } from "./modules/local-modules.js";
import { History } from "./protocol/history.js";
import { welcomingPublisher } from "./protocol/iopub.js";
import { withJsonValues } from "./results/json-data.js";
import { Comms } from "./server/comms.js";
import { Dispatcher, endWithParent } from "./server/dispatcher.js";
import { Stdin } from "./server/stdin.js";
import { loadTslab, type Executor, type Server, type Socket } from "./tslab.js";

function launch(connectionFile: string | undefined): void {
  if (!connectionFile)
    throw new Error("Usage: node launch.js CONNECTION_FILE (Jupyter does this).");
  const tslab = loadTslab();
  const kernelFolder = path.dirname(fileURLToPath(import.meta.url));
  const positions = new SourcePositions([kernelFolder + path.sep, tslab.folder + path.sep]);
  positions.install();
  const streams = new Streams();
  const watchdog = new Watchdog();
  watchdog.reserveSignal();
  tslab.executor.createExecutor = (): Executor => {
    const surroundings = { ...createChecks(watchdog), ...cellGlobals };
    const modules = new LocalModules(tslab.publicApi, positions, surroundings, cellBuiltins);
    const cells = new CellCompiler(tslab.typescript);
    const executor = new CellExecutor(tslab, cells, modules, watchdog);
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
      (cell, handler, onError) => executor.handle(cell, handler, onError),
    );
    const stdin = new Stdin(execution.requestOf, streams);
    const { typescript } = tslab;
    const dispatcher = new Dispatcher(execution, executor, comms, typescript, language, history);
    answerMessages(dispatcher, stdin);
    const lastCell = (): Cell | undefined => execution.cell;
    streams.install(lastCell);
    const host = installHost(lastCell, comms);
    refuseProcessEnd();
    showChildOutput();
    showDirectWrites();
    reportBackgroundErrors(positions, lastCell);
    syncBuiltinESMExports(); // so that `import { exit } from "node:process"` is the kernel's, too
    // Their types are in filesystem/globals.ts.
    const globals = {
      input: stdin.input,
      clearOutput: ({ wait = false } = {}) => host.clear(wait),
    };
    for (const [name, value] of Object.entries(globals))
      Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
    copyBuiltIns();
    // The display functions of `import … from "tslab"` send through this.
    tslab.jupyter.lastWriteDisplayData = (content, update) =>
      (currentCell() ?? lastCell())?.publish(update ? "update_display_data" : "display_data", {
        ...content,
        data: withJsonValues(content.data),
      });
    return executor;
  };

  function answerMessages(dispatcher: Dispatcher, stdin: Stdin): void {
    const server = tslab.jupyter.ZmqServer.prototype;
    const { bindSocket } = server;
    server.bindSocket = function (socket: Socket, port: number) {
      if (socket === this.hb) return Promise.resolve(); // bound by the thread of the control channel
      if (socket === this.control)
        return watchdog.watchControl(this, (control, frames) => {
          void dispatcher.handle(this, control, frames);
        });
      if (socket === this.stdin) void stdin.listen(this);
      if (socket !== this.iopub) return bindSocket.call(this, socket, port);
      this.iopub = welcomingPublisher(this.connInfo.key);
      return bindSocket.call(this, this.iopub, port);
    };
    server.handleShellMessage = function (this: Server, socket: Socket, ...frames: Buffer[]) {
      return dispatcher.handle(this, socket, frames);
    };
  }

  endWithParent();
  const configPath = connectionFile;
  tslab.main.startKernel({ configPath, enableFindLocal: false, jsKernel: false });
  // tslab's listeners, which the watchdog and the reports of background errors replace.
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
