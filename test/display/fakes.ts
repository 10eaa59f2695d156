import { createRequire } from "node:module";
import { HOST, type CommHost, type KernelHost, type MimeBundle } from "../../src/display/index.js";

/** One message that a notebook received. */
export interface Sent {
  kind: "display" | "update";
  id: string | undefined;
  data: MimeBundle;
}

/** A kernel as Ganvas' own: records what is sent, and ends and begins cells on demand. */
export class FakeKernel implements KernelHost {
  readonly sent: Sent[] = [];
  signal = new AbortController().signal;
  comms?: CommHost;
  #work: (() => void | Promise<void>)[] = [];

  install(): this {
    (globalThis as { [HOST]?: KernelHost })[HOST] = this;
    return this;
  }

  static remove(): void {
    delete (globalThis as { [HOST]?: KernelHost })[HOST];
  }

  display(data: MimeBundle, id?: string): void {
    this.sent.push({ kind: "display", id, data });
  }

  update(id: string, data: MimeBundle): void {
    this.sent.push({ kind: "update", id, data });
  }

  beforeCellEnds(work: () => void | Promise<void>): void {
    this.#work.push(work);
  }

  /** Ends the running cell and begins the next. */
  async endCell(): Promise<void> {
    for (const work of this.#work.splice(0)) await work();
    this.signal = new AbortController().signal;
  }

  get kinds(): string[] {
    return this.sent.map((message) => message.kind);
  }
}

type Content = { data: MimeBundle; transient: { display_id?: string } };
type Writer = (content: Content, update?: boolean) => void;

/** A bare tslab as the module cache holds it. */
export class FakeTslab {
  readonly sent: Sent[] = [];
  readonly #path = `/fake-${Math.random()}/node_modules/tslab/dist/jupyter.js`;
  readonly #exports = {
    lastWriteDisplayData: null as Writer | null,
    JupyterHandlerImpl: class {
      async handleExecuteImpl(run: () => Promise<void>, _stream: unknown, writer: Writer) {
        fake.#exports.lastWriteDisplayData = writer;
        await run();
        fake.sent.push({ kind: "update", id: "cell ran", data: {} });
      }
    },
  };

  constructor() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the class inside needs it
    fake = this;
    createRequire(import.meta.url).cache[this.#path] = { exports: this.#exports } as NodeJS.Module;
  }

  remove(): void {
    delete createRequire(import.meta.url).cache[this.#path];
  }

  /** Runs a cell as tslab does. */
  async cell(run: () => void | Promise<void>): Promise<void> {
    const writer: Writer = ({ data, transient }, update) =>
      void this.sent.push({ kind: update ? "update" : "display", id: transient.display_id, data });
    await new this.#exports.JupyterHandlerImpl().handleExecuteImpl(async () => run(), null, writer);
  }
}

let fake: FakeTslab;
