/** A value that a hyper-parameter can have: what a JSON file keeps as it is. */
export type ParameterValue = string | number | boolean;

/** All numbers from `low` to `high`: evenly spread, evenly on a log scale, or the whole ones. */
export interface Interval {
  readonly kind: "uniform" | "logUniform" | "integer";
  readonly low: number;
  readonly high: number;
}

/** One of a few values. */
export interface Choice<Value extends ParameterValue = ParameterValue> {
  readonly kind: "choice";
  readonly values: readonly Value[];
}

/** Where the values of one hyper-parameter come from. */
export type Parameter = Interval | Choice;

/** The hyper-parameters of a search by name. */
export type Space = Readonly<Record<string, Parameter>>;

/** A value for each hyper-parameter of a space. */
export type Configuration<S extends Space = Space> = {
  readonly [Name in keyof S]: ValueOf<S[Name]>;
};

type ValueOf<P extends Parameter> = P extends Choice<infer Value> ? Value : number;

/**
 * A number between two others, each as likely.
 *
 * @throws RangeError unless low < high
 */
export function uniform(low: number, high: number): Interval {
  return interval("uniform", low, high);
}

/**
 * A positive number between two others, each order of magnitude as likely: for learning rates and
 * weights of penalties, whose effect goes by their ratio (Bergstra and Bengio 2012).
 *
 * @throws RangeError unless 0 < low < high
 */
export function logUniform(low: number, high: number): Interval {
  if (low > 0) return interval("logUniform", low, high);
  throw new RangeError(
    `logUniform is expected to begin above 0 but begins at ${low}; pass for example 1e-5.`,
  );
}

/**
 * A whole number between two others, both included, each as likely.
 *
 * @throws RangeError unless low and high are integers and low < high
 */
export function integer(low: number, high: number): Interval {
  if (Number.isInteger(low) && Number.isInteger(high)) return interval("integer", low, high);
  throw new RangeError(
    `integer is expected to lie between whole numbers but lies between ${low} and ${high}; ` +
      `use uniform for others.`,
  );
}

/**
 * One of the values given, each as likely.
 *
 * @throws RangeError when there is none, or one twice
 */
export function choice<Value extends ParameterValue>(...values: readonly Value[]): Choice<Value> {
  if (values.length > 0 && new Set(values).size === values.length)
    return { kind: "choice", values };
  throw new RangeError(
    `choice is expected to get one value or more, each once, but got (${values.join(", ")}); ` +
      `pass for example 16, 32, 64.`,
  );
}

function interval(kind: Interval["kind"], low: number, high: number): Interval {
  if (Number.isFinite(low) && Number.isFinite(high) && low < high) return { kind, low, high };
  throw new RangeError(
    `${kind} is expected to lie between a lower and a higher number but lies between ${low} and ` +
      `${high}; pass for example 1 and 10.`,
  );
}

/** A parameter as it is written in code, e.g. `logUniform(0.00001, 0.01)`. */
export function formatParameter(parameter: Parameter): string {
  const values = parameter.kind === "choice" ? parameter.values : [parameter.low, parameter.high];
  return `${parameter.kind}(${values.map((value) => JSON.stringify(value)).join(", ")})`;
}

/** A configuration as people read it: `rate 0.0002, batch 64`. */
export function formatConfiguration(config: Configuration): string {
  return Object.entries(config)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
