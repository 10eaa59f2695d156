import { aList, anObject, checkOptions, either, required } from "../base/arguments.js";
import { inspect } from "node:util";
import { refusal } from "../base/errors.js";
import { control } from "./kinds.js";
import { Widget, type ControlOptions } from "./widget.js";

/** A box to tick. */
export function checkbox(options: ControlOptions & { value?: boolean } = {}): Widget<boolean> {
  const { value = false, ...looks } = checkOptions("checkbox", options);
  return new Widget<boolean>(
    {
      name: "checkbox",
      kind: control("Checkbox"),
      state: { indent: false },
      key: "value",
      value,
      accepts: (value) => typeof value === "boolean",
      expected: "true or false",
    },
    { description: "", ...looks },
  );
}

export interface TextOptions extends ControlOptions {
  readonly value?: string;
  /** Shown in an empty field. */
  readonly placeholder?: string;
  /** Whether values are sent at each key, not only when the field is left or Enter is pressed. */
  readonly continuousUpdate?: boolean;
}

/** A field for one line of text. */
export function text(options: TextOptions = {}): Widget<string> {
  return field("text", "Text", options);
}

/** A field for many lines of text. */
export function textarea(options: TextOptions = {}): Widget<string> {
  return field("textarea", "Textarea", options);
}

function field(name: string, kind: string, options: TextOptions): Widget<string> {
  const { value = "", placeholder = "", continuousUpdate = true, ...looks } = options;
  const state = { placeholder, continuous_update: continuousUpdate };
  return written(name, kind, value, state, looks);
}

/** A line of text that code can change. */
export function label(value = "", options: ControlOptions = {}): Widget<string> {
  return written("label", "Label", value, {}, options);
}

/** A piece of HTML that code can change. */
export function html(value = "", options: ControlOptions = {}): Widget<string> {
  return written("html", "HTML", value, {}, options);
}

function written(name: string, kind: string, value: string, state: object, looks: ControlOptions) {
  return new Widget<string>(
    {
      name,
      kind: control(kind),
      state: { ...state },
      key: "value",
      value,
      accepts: (value) => typeof value === "string",
      expected: "a text",
    },
    { description: "", ...looks },
  );
}

export interface ButtonOptions extends ControlOptions {
  /** A color by its meaning. */
  readonly style?: "primary" | "success" | "info" | "warning" | "danger";
}

/**
 * A button. Its value counts the clicks: `for await (const _ of button)` waits for the next one, and
 * `button.onChange(work)` works at each.
 */
export function button(description: string, options: ButtonOptions = {}): Widget<number> {
  const { style = "", tooltip = description, ...looks } = options;
  return new Widget<number>(
    {
      name: "button",
      kind: control("Button"),
      state: { button_style: style, description },
      value: 0,
      sent: (content, clicks) =>
        (content as { event?: unknown } | null)?.event === "click" ? clicks + 1 : clicks,
      accepts: (value) => typeof value === "number",
      expected: "a number of clicks",
    },
    { tooltip, ...looks },
  );
}

/** Values to choose from: as they are, or under names. */
export type Choices<Value> = readonly Value[] | Readonly<Record<string, Value>>;

export interface ChoiceOptions<Value> extends ControlOptions {
  readonly options: Choices<Value>;
  /** Without it: the first. */
  readonly value?: Value;
}

/** A menu of values that folds out. */
export function dropdown<Value>(options: ChoiceOptions<Value>): Widget<Value> {
  return choice("dropdown", "Dropdown", options, {});
}

/** A list of values, all in sight. */
export function select<Value>(options: ChoiceOptions<Value>): Widget<Value> {
  return choice("select", "Select", options, { rows: 5 });
}

function choice<Value>(
  name: string,
  kind: string,
  settings: ChoiceOptions<Value>,
  state: object,
): Widget<Value> {
  const choices = either(aList("a list", '["a", "b"]'), anObject("values by name", "{ a: 1 }"));
  const { options, value, ...looks } = checkOptions(name, settings, { options: required(choices) });
  const entries: [string, Value][] = Array.isArray(options)
    ? options.map((one: Value) => [typeof one === "string" ? one : inspect(one), one])
    : Object.entries(options);
  const [first] = entries;
  if (!first) {
    throw new RangeError(refusal(`options of ${name}`, "a list of values", "empty", "pass one"));
  }
  const labels = entries.map(([one]) => one);
  const indexOf = (choice: unknown): number => entries.findIndex(([, one]) => one === choice);
  return new Widget<Value>(
    {
      name,
      kind: control(kind),
      state: { _options_labels: labels, ...state },
      key: "index",
      value: value === undefined ? first[1] : value,
      toState: indexOf,
      fromState: (index) => entries[index as number]?.[1] as Value,
      accepts: (choice) => indexOf(choice) >= 0,
      expected: `one of ${labels.join(", ")}`,
    },
    { description: "", ...looks },
  );
}
