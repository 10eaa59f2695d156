import { deriveSeed } from "../tensor/random/index.js";
import type { Configuration, Interval, Parameter, ParameterValue, Space } from "./space.js";

/** Values are rounded to so many digits, so that people can read and repeat them. */
const DIGITS = 4;

/** The value of a parameter at the place `u` of [0, 1] between its ends. */
function valueAt(parameter: Parameter, u: number): ParameterValue {
  if (parameter.kind === "choice") {
    const { values } = parameter;
    return values[Math.min(values.length - 1, Math.floor(u * values.length))]!;
  }
  return numberAt(parameter, u);
}

function numberAt({ kind, low, high }: Interval, u: number): number {
  if (kind === "integer") return Math.min(high, low + Math.floor(u * (high - low + 1)));
  const value = kind === "logUniform" ? low * (high / low) ** u : low + u * (high - low);
  return Math.min(high, Math.max(low, Number(value.toPrecision(DIGITS))));
}

/**
 * The configuration of the given number at random. Each value depends on the seed, the number and the
 * parameter's name alone: a search that grows, or gets one more parameter, keeps its values.
 */
export function randomConfiguration(space: Space, seed: number, draw: number): Configuration {
  return mapSpace(space, (parameter, name) => {
    const bits = deriveSeed(seed, `${name} ${draw}`); // 32 of them
    return valueAt(parameter, (bits + 0.5) / 2 ** 32);
  });
}

/**
 * The values of one parameter on a grid: all of a choice, otherwise at most `points` between its
 * ends, both included.
 */
export function gridValues(parameter: Parameter, points: number): readonly ParameterValue[] {
  if (parameter.kind === "choice") return parameter.values;
  const { kind, low, high } = parameter;
  const places = Array.from({ length: points }, (_, i) => (points === 1 ? 0.5 : i / (points - 1)));
  if (kind !== "integer") return places.map((u) => numberAt(parameter, u));
  return [...new Set(places.map((u) => Math.round(low + u * (high - low))))];
}

/** Every combination of the values, the last parameter changing fastest. */
export function combinations(
  values: Readonly<Record<string, readonly ParameterValue[]>>,
): Configuration[] {
  return Object.entries(values).reduce<Record<string, ParameterValue>[]>(
    (configs, [name, choices]) =>
      configs.flatMap((config) => choices.map((value) => ({ ...config, [name]: value }))),
    [{}],
  );
}

/** How many configurations a space has; infinite where a parameter is continuous. */
export function sizeOf(space: Space): number {
  return Object.values(space).reduce((size, parameter) => {
    if (parameter.kind === "choice") return size * parameter.values.length;
    return parameter.kind === "integer" ? size * (parameter.high - parameter.low + 1) : Infinity;
  }, 1);
}

function mapSpace(
  space: Space,
  value: (parameter: Parameter, name: string) => ParameterValue,
): Configuration {
  const entries = Object.entries(space);
  return Object.fromEntries(entries.map(([name, parameter]) => [name, value(parameter, name)]));
}
