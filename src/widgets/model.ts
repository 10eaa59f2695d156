import { kernelHost, type Comm, type CommHost, type CommMessage } from "../display/index.js";
import { restorable, restoreModels } from "./restore.js";

/** The comm target of ipywidgets, and the version of its protocol that is spoken here. */
const TARGET = "jupyter.widget";
const PROTOCOL = "2.1.0";
const MODULE_VERSION = "2.0.0";

type Module = "@jupyter-widgets/base" | "@jupyter-widgets/controls";

/** The names of ipywidgets' model and view, and the packages that have them in the frontend. */
export interface Kind {
  readonly model: string;
  readonly view: string;
  readonly module: Module;
  /** Default: the module of the model. */
  readonly viewModule?: Module;
}

/** A state by ipywidgets' names. A model among the values is sent as a reference to it. */
export type State = Record<string, unknown>;

/** Hears of the messages that a frontend sends to a model. */
export interface Owner {
  /** A frontend has changed these parts of the state. */
  changed?(state: Readonly<State>): unknown;
  /** A frontend sends something else, e.g. a click. */
  sent?(content: unknown): unknown;
  /** A frontend has closed the model. */
  closed?(): void;
}

/**
 * One model of ipywidgets: a state that the kernel and all frontends share.
 *
 * Frontends receive it when it is first shown. Until then, and outside a notebook, it is only a state.
 */
export class Model {
  readonly #kind: Kind;
  readonly #state: State;
  readonly #owner: Owner;
  #comm: Comm | undefined;
  #closed = false;

  constructor(kind: Kind, state: State, owner: Owner = {}) {
    this.#kind = kind;
    this.#owner = owner;
    this.#state = {
      _model_module: kind.module,
      _model_module_version: MODULE_VERSION,
      _model_name: kind.model,
      _view_module: kind.viewModule ?? kind.module,
      _view_module_version: MODULE_VERSION,
      _view_name: kind.view,
      ...state,
    };
  }

  /** Whether it was closed from this side, for good. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** Whether frontends have the model. */
  get isOpen(): boolean {
    return this.#comm !== undefined;
  }

  get(name: string): unknown {
    return this.#state[name];
  }

  /** Changes parts of the state, here and in the frontends. */
  set(state: State): void {
    const changed = Object.keys(state).filter((name) => !Object.is(state[name], this.#state[name]));
    Object.assign(this.#state, state);
    this.#send("update", changed);
  }

  /** Sends the model to the frontends; returns its id, or `undefined` without frontends. */
  open(): string | undefined {
    if (this.#closed) return undefined;
    if (this.#comm) return this.#comm.id;
    const comms = kernelHost()?.comms;
    if (!comms) return undefined;
    restoreModels(comms);
    this.#comm = this.#openIn(comms);
    restorable.set(this.#comm.id, this);
    return this.#comm.id;
  }

  /** Removes the model and all its views from the frontends. */
  close(): void {
    this.#closed = true;
    this.#forget()?.close();
    // Its layout and style; children, which are in lists, may be shown elsewhere too.
    for (const part of Object.values(this.#state)) if (part instanceof Model) part.close();
  }

  /** The model as a page needs it to show it again after it was reloaded. */
  snapshot(): object {
    return {
      model_name: this.#kind.model,
      model_module: this.#kind.module,
      model_module_version: MODULE_VERSION,
      state: this.#sendable(Object.keys(this.#state)),
    };
  }

  #openIn(comms: CommHost): Comm {
    const comm = comms.open({
      target: TARGET,
      data: { state: this.#sendable(Object.keys(this.#state)), buffer_paths: [] },
      metadata: { version: PROTOCOL },
    });
    comm.onMessage((message) => this.#receive(message));
    comm.onClose(() => {
      this.#forget();
      this.#owner.closed?.();
    });
    return comm;
  }

  #forget(): Comm | undefined {
    const comm = this.#comm;
    this.#comm = undefined;
    if (comm) restorable.delete(comm.id);
    return comm;
  }

  #receive({ data }: CommMessage): unknown {
    if (data.method === "request_state") return this.#send("update", Object.keys(this.#state));
    if (data.method === "custom") return this.#owner.sent?.(data.content);
    if (data.method !== "update") return undefined;
    const state = Object.fromEntries(
      Object.entries(data.state ?? {}).filter(([name]) => name in this.#state),
    );
    Object.assign(this.#state, state);
    // This message changes other pages that show the model, and confirms the change to this page.
    this.#send("echo_update", Object.keys(state));
    return this.#owner.changed?.(state);
  }

  #send(method: "update" | "echo_update", names: string[]): void {
    if (!this.#comm || !names.length) return;
    this.#comm.send({ method, state: this.#sendable(names), buffer_paths: [] });
  }

  #sendable(names: string[]): State {
    return Object.fromEntries(names.map((name) => [name, reference(this.#state[name])]));
  }
}

/** Models in a state are named by their ids. Those that cannot be shown are left out. */
function reference(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reference).filter((part) => part !== undefined);
  if (!(value instanceof Model)) return value;
  const id = value.open();
  return id === undefined ? undefined : `IPY_MODEL_${id}`;
}
