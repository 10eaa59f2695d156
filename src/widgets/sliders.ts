import { aNumber, checkOptions, checkArgument } from "../base/arguments.js";
import { refusal } from "../base/errors.js";
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
  checkOptions(name, options, { step: aNumber(1) });
  const { step, orientation = "horizontal", readout = true, continuousUpdate = true } = options;
  if (!(step > 0 && step < Infinity)) {
    const advice = `pass for example ${whole ? 1 : 0.01}`;
    throw new RangeError(refusal(`step of ${name}`, "a number above 0", step, advice));
  }
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
  const number = whole ? "an integer" : "a number";
  for (const [end, bound] of Object.entries({ min, max })) {
    checkArgument(`${end} of ${name}`, bound, aNumber(10));
    if (fits(bound)) continue;
    throw new RangeError(refusal(`${end} of ${name}`, number, bound, "pass for example 10"));
  }
  if (min > max) {
    throw new RangeError(refusal(`min of ${name}`, `at most max, ${max},`, min, "swap them"));
  }
  return new Widget<number>(
    {
      name,
      kind,
      state: { min, max, ...state },
      key: "value",
      value,
      accepts: (value) => fits(value) && (value as number) >= min && (value as number) <= max,
      expected: `${number} from ${min} to ${max}`,
    },
    { description: "", ...looks },
  );
}

/** How many decimals tell the values of a slider apart. */
function decimals(step: number): number {
  const [digits = "", exponent = "0"] = step.toExponential().split("e");
  return Math.min(10, Math.max(0, digits.replace(".", "").length - 1 - Number(exponent)));
}
