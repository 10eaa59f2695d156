/**
 * The kernel's entry: `node launch.js CONNECTION_FILE`, as Jupyter calls it.
 *
 * Puts the corrections into tslab, one line each, then lets tslab start. Each correction has a file
 * of its own that says what is broken without it.
 */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CellCompiler } from "./compiler/cell-compiler.js";
import { Compiler } from "./compiler/compiler.js";
import { Execution } from "./execution/execution.js";
import { CellExecutor } from "./execution/executor.js";
import { installHost } from "./host.js";
import { LocalModules } from "./modules/local-modules.js";
import { endWithParent, Protocol } from "./protocol/protocol.js";
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
  streams.install();

  tslab.executor.createExecutor = (_folder: string, converters: Converters): Executor => {
    const modules = new LocalModules(tslab.publicApi, positions);
    const cells = new CellCompiler(tslab.typescript, compiler, converters.node);
    const executor = new CellExecutor(tslab, converters, cells, modules);
    const execution = new Execution(executor, positions, streams);
    answerMessages(new Protocol(execution, executor, tslab.typescript.version));
    installHost(() => execution.cell);
    // The display functions of `import … from "tslab"` send through this.
    tslab.jupyter.lastWriteDisplayData = (content, update) =>
      execution.cell?.publish(update ? "update_display_data" : "display_data", content);
    return executor;
  };

  function answerMessages(protocol: Protocol): void {
    const server = tslab.jupyter.ZmqServer.prototype;
    const { bindSocket } = server;
    server.bindSocket = function (socket: Socket, port: number) {
      if (socket === this.iopub) socket.sendHighWaterMark = 0; // output waits, none is dropped
      return bindSocket.call(this, socket, port);
    };
    server.handleShellMessage = function (this: Server, socket: Socket, ...frames: Buffer[]) {
      return protocol.handle(this, socket, frames);
    };
  }

  endWithParent();
  const configPath = connectionFile;
  tslab.main.startKernel({ configPath, enableFindLocal: false, jsKernel: false });
}

try {
  launch(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
