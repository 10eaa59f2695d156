import { aFlag, aText, checkOptions, describeValue } from "../base/arguments.js";
import { refusal } from "../base/errors.js";
import { DISPLAY, kernelHost, Shown, type MimeBundle } from "../display/index.js";
import { Model, type Kind, type State } from "./model.js";

const VIEW = "application/vnd.jupyter.widget-view+json";

/** An object that ipywidgets' part of a frontend shows. Elsewhere it is one line of text. */
export abstract class View extends Shown {
  /** @internal The state that is shared with the frontends. */
  abstract readonly model: Model;

  [DISPLAY](): MimeBundle {
    const text = { "text/plain": this.toString() };
    const id = this.model.open();
    if (id === undefined) return text;
    return { [VIEW]: { version_major: 2, version_minor: 0, model_id: id }, ...text };
  }

  /** Removes the widget from all pages; it cannot be shown again. */
  close(): void {
    this.model.close();
  }
}

/** Options of all controls. */
export interface ControlOptions {
  /** A short text before the control. */
  readonly description?: string;
  /** Whether the control is gray and cannot be used. */
  readonly disabled?: boolean;
  /** Shown when the pointer rests on the control. */
  readonly tooltip?: string;
  /** A width in CSS, e.g. "300px" or "50%". */
  readonly width?: string;
}

/** The value of a widget, and its place in the model. */
export interface Part<Value> {
  /** The name of the function that creates the widget, for messages. */
  readonly name: string;
  readonly kind: Kind;
  readonly state: State;
  /** The part of the state that holds the value; without it, the value is only in the widget. */
  readonly key?: string;
  readonly value: Value;
  toState?(value: Value): unknown;
  fromState?(state: unknown): Value;
  /** Whether the widget can have the value. */
  accepts(value: unknown): boolean;
  /** The values that the widget accepts, in words. */
  readonly expected: string;
  /** The value that a message of the frontend, e.g. a click, leads to. */
  sent?(content: unknown, value: Value): Value;
}

/** A control with a value that both code and the reader of a notebook can change. */
export class Widget<Value> extends View implements AsyncIterable<Value> {
  /** @internal */
  readonly model: Model;
  readonly #part: Part<Value>;
  readonly #listeners = new Set<(value: Value) => unknown>();
  readonly #closings = new Set<() => void>();
  #value: Value;

  /** @internal Functions such as {@link intSlider} create widgets. */
  constructor(part: Part<Value>, options: ControlOptions) {
    super();
    checkOptions(part.name, options, {
      ...{ description: aText("rate"), tooltip: aText("rate"), width: aText("300px") },
      disabled: aFlag,
    });
    this.#part = part;
    this.#value = part.value;
    this.#expect(part.value);
    // Without a tooltip ipywidgets shows "null"; and a description may be cut off.
    const tooltip = options.tooltip ?? options.description ?? "";
    const state = {
      ...looks({ ...options, tooltip }),
      ...part.state,
      ...this.#stateOf(part.value),
    };
    this.model = new Model(part.kind, state, {
      changed: (changes) => this.#changed(changes),
      sent: (content) => this.#sent(content),
      closed: () => this.#end(),
    });
  }

  get value(): Value {
    return this.#value;
  }

  /** @throws RangeError when the widget cannot have this value */
  set value(value: Value) {
    this.#expect(value);
    if (Object.is(value, this.#value)) return;
    this.model.set(this.#stateOf(value));
    void this.#take(value);
  }

  /** Changes how the control looks, e.g. `slider.change({ disabled: true })`. */
  change(options: ControlOptions): void {
    this.model.set(looks(options));
  }

  /**
   * Calls `listener` with each new value, whoever changed it.
   *
   * In a notebook, the prints and errors of the listener belong to the cell that calls `onChange`.
   *
   * @returns a function that ends this
   */
  onChange(listener: (value: Value) => unknown): () => void {
    const bound = kernelHost()?.bind?.(listener) ?? listener;
    const entry = (value: Value) => bound(value); // the same function may listen twice
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /**
   * The values to come: `for await (const value of slider)`. A loop that is slower than the changes
   * gets the latest value. It ends when the widget is closed or the cell is interrupted.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Value, void, undefined> {
    const signal = kernelHost()?.signal;
    let fresh = false;
    let ended = this.model.isClosed;
    let wake = (): void => {};
    const change = (): void => {
      fresh = true;
      wake();
    };
    const end = (): void => {
      ended = true;
      wake();
    };
    this.#listeners.add(change);
    this.#closings.add(end);
    signal?.addEventListener("abort", end);
    try {
      for (;;) {
        while (!fresh && !ended) await new Promise<void>((resolve) => (wake = resolve));
        if (!fresh || signal?.aborted) return;
        fresh = false;
        yield this.#value;
      }
    } finally {
      this.#listeners.delete(change);
      this.#closings.delete(end);
      signal?.removeEventListener("abort", end);
    }
  }

  override close(): void {
    super.close();
    this.#end();
  }

  /** One line, e.g. `intSlider "rate": 5`. */
  toString(): string {
    const description = this.model.get("description");
    const title = description ? ` ${JSON.stringify(description)}` : "";
    return `${this.#part.name}${title}: ${JSON.stringify(this.#value) ?? String(this.#value)}`;
  }

  #stateOf(value: Value): State {
    const { key, toState } = this.#part;
    return key === undefined ? {} : { [key]: toState ? toState(value) : value };
  }

  #expect(value: unknown): void {
    const { name, accepts, expected } = this.#part;
    if (accepts(value)) return;
    throw new RangeError(
      refusal(`The value of ${name}`, expected, describeValue(value), "choose another"),
    );
  }

  #changed(changes: Readonly<State>): unknown {
    const { key, fromState, accepts } = this.#part;
    if (key === undefined || !(key in changes)) return undefined;
    const value = fromState ? fromState(changes[key]) : (changes[key] as Value);
    if (accepts(value)) return this.#take(value);
    this.model.set(this.#stateOf(this.#value)); // the page shows an impossible value: undo it
    return undefined;
  }

  #sent(content: unknown): unknown {
    return this.#part.sent ? this.#take(this.#part.sent(content, this.#value)) : undefined;
  }

  /** Every listener is called, whether or not one throws. */
  #take(value: Value): Promise<unknown> | undefined {
    if (Object.is(value, this.#value)) return undefined;
    this.#value = value;
    const failures: unknown[] = [];
    const results: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        results.push(listener(value));
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length) throw failures[0];
    return Promise.all(results);
  }

  #end(): void {
    for (const end of [...this.#closings]) end();
  }
}

/** Longer descriptions than this do not fit the column that ipywidgets keeps for them. */
const DESCRIPTION_LENGTH = 11;

function looks({ description, disabled, tooltip, width }: ControlOptions): State {
  const state: State = {};
  if (disabled !== undefined) state.disabled = disabled;
  if (tooltip !== undefined) state.tooltip = tooltip;
  if (width !== undefined) state.layout = layout({ width });
  if (description !== undefined) state.description = description;
  if (description !== undefined && description.length > DESCRIPTION_LENGTH)
    state.style = new Model(STYLE, { description_width: "initial" });
  return state;
}

const STYLE: Kind = {
  model: "DescriptionStyleModel",
  view: "StyleView",
  module: "@jupyter-widgets/controls",
  viewModule: "@jupyter-widgets/base",
};
const LAYOUT: Kind = {
  model: "LayoutModel",
  view: "LayoutView",
  module: "@jupyter-widgets/base",
};

/** CSS of a widget's place in the page. */
export function layout(css: Readonly<Record<string, string>>): Model {
  return new Model(LAYOUT, css);
}
