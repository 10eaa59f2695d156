import { createRequire } from "node:module";
import { soon } from "./deferred.js";
import type { MimeBundle } from "../base/mime.js";
import type { Notebook } from "./notebook-interface.js";

type Writer = (
  content: { data: MimeBundle; metadata: object; transient: { display_id?: string } },
  update?: boolean,
) => void;
type Work = () => void | Promise<void>;

/** The parts of `tslab/dist/jupyter.js` used here. */
interface JupyterModule {
  lastWriteDisplayData: Writer | null;
  JupyterHandlerImpl?: {
    prototype: {
      handleExecuteImpl?(request: unknown, stream: unknown, writer: Writer): Promise<unknown>;
    };
  };
}

interface CellEnd {
  /** The writer of the running cell, if that cell began after the hook was set. */
  writer: Writer | undefined;
  work: Work[];
}

const cellEnds = new WeakMap<object, CellEnd>();

/**
 * The notebook of a bare tslab kernel in this process, or `undefined`.
 *
 * A bare tslab only prints a cell's last value, so a value has to display itself. tslab keeps the
 * running cell's writer in an export of its module. The module comes from the module cache, because
 * importing `tslab` by name could load another copy, without a writer.
 */
export function tslabNotebook(): Notebook | undefined {
  const jupyter = loadedTslab();
  const writer = jupyter?.lastWriteDisplayData;
  if (!jupyter || !writer) return undefined;
  const end = cellEndOf(jupyter);
  return {
    cell: writer, // tslab creates a new one for each cell
    display: (data, id) =>
      writer({ data, metadata: {}, transient: id === undefined ? {} : { display_id: id } }, false),
    update: (id, data) => writer({ data, metadata: {}, transient: { display_id: id } }, true),
    beforeCellEnds: (work) => {
      if (end.writer === writer) end.work.push(work);
      else soon(work);
    },
  };
}

function loadedTslab(): JupyterModule | undefined {
  const cache = createRequire(import.meta.url).cache;
  for (const [path, module] of Object.entries(cache)) {
    if (!path.replaceAll("\\", "/").endsWith("/tslab/dist/jupyter.js")) continue;
    const exports = module?.exports as JupyterModule | undefined;
    if (exports?.lastWriteDisplayData) return exports;
  }
  return undefined;
}

/**
 * Makes tslab wait for registered work before it reports a cell as finished. Programs that run
 * notebooks ignore what a cell displays after that, so a picture drawn asynchronously would be lost.
 * The cell that is already running when the hook is set is not covered.
 */
function cellEndOf(jupyter: JupyterModule): CellEnd {
  const existing = cellEnds.get(jupyter);
  if (existing) return existing;
  const end: CellEnd = { writer: undefined, work: [] };
  cellEnds.set(jupyter, end);
  const handler = jupyter.JupyterHandlerImpl?.prototype;
  const execute = handler?.handleExecuteImpl;
  if (!handler || !execute) return end;
  handler.handleExecuteImpl = async function (request, stream, writer) {
    end.writer = writer;
    try {
      return await execute.call(this, request, stream, writer);
    } finally {
      end.writer = undefined;
      for (const work of end.work.splice(0)) {
        try {
          await work();
        } catch (error) {
          console.error(error);
        }
      }
    }
  };
  return end;
}
