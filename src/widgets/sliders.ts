import { control } from "./kinds.js";
import { Widget, type ControlOptions } from "./widget.js";

/** Where the numbers of a slider or a bar lie. */
export interface RangeOptions extends ControlOptions {
  readonly min?: number;
  readonly max?: number;
  /** Without it: 0, or the end of the range that is nearest. */
  readonly value?: number;
}

export interface SliderOptions extends RangeOptions {
  readonly step?: number;
  readonly orientation?: "horizontal" | "vertical";
  /** Whether the number is written beside the slider. */
  readonly readout?: boolean;
  /** Whether values are sent while the slider is being dragged, not only at the end. */
  readonly continuousUpdate?: boolean;
}

/** A slider of whole numbers; by default from 0 to 100. */
export function intSlider(options: SliderOptions = {}): Widget<number> {
  return slider("intSlider", "IntSlider", true, { max: 100, step: 1, ...options });
}

/** A slider of numbers; by default from 0 to 1 in steps of 0.01. */
export function floatSlider(options: SliderOptions = {}): Widget<number> {
  return slider("floatSlider", "FloatSlider", false, { max: 1, step: 0.01, ...options });
}

/** A bar that shows a whole number; by default from 0 to 100. */
export function intProgress(options: RangeOptions = {}): Widget<number> {
  return bar("intProgress", "IntProgress", true, { max: 100, ...options });
}

/** A bar that shows a number; by default from 0 to 1. */
export function floatProgress(options: RangeOptions = {}): Widget<number> {
  return bar("floatProgress", "FloatProgress", false, { max: 1, ...options });
}

function slider(
  name: string,
  kind: string,
  whole: boolean,
  options: SliderOptions & { step: number },
): Widget<number> {
  const { step, orientation = "horizontal", readout = true, continuousUpdate = true } = options;
  if (!(step > 0 && step < Infinity))
    throw new RangeError(`${name}: step must be above 0, but it is ${step}: give another.`);
  const state = {
    step,
    orientation,
    readout,
    readout_format: whole ? "d" : `.${decimals(step)}f`,
    continuous_update: continuousUpdate,
    behavior: "drag-tap",
  };
  return ranged(name, control(kind), whole, options, state);
}

function bar(name: string, kind: string, whole: boolean, options: RangeOptions): Widget<number> {
  const state = { orientation: "horizontal", bar_style: "" };
  return ranged(name, { ...control(kind), view: "ProgressView" }, whole, options, state);
}

function ranged(
  name: string,
  kind: ReturnType<typeof control>,
  whole: boolean,
  { min = 0, max = 1, value = Math.min(max, Math.max(min, 0)), ...looks }: RangeOptions,
  state: object,
): Widget<number> {
  const fits = whole ? Number.isInteger : Number.isFinite;
  const what = whole ? "a whole number" : "a number";
  for (const [end, number] of Object.entries({ min, max })) {
    if (!fits(number))
      throw new RangeError(`${name}: ${end} must be ${what}, but it is ${number}: give another.`);
  }
  if (min > max)
    throw new RangeError(`${name}: min is ${min} and max is ${max}: min must not be above max.`);
  const check = (found: unknown): string | undefined => {
    if (fits(found) && (found as number) >= min && (found as number) <= max) return undefined;
    return `the value must be ${what} from ${min} to ${max}, but it is ${String(found)}: choose one in this range.`;
  };
  return new Widget<number>(
    { name, kind, state: { min, max, ...state }, key: "value", value, check },
    { description: "", ...looks },
  );
}

/** How many decimals tell the values of a slider apart. */
function decimals(step: number): number {
  const [digits = "", exponent = "0"] = step.toExponential().split("e");
  return Math.min(10, Math.max(0, digits.replace(".", "").length - 1 - Number(exponent)));
}
