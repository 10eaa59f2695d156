import { nonFinite, type TrainingState } from "../state.js";

/** The figures of a step that are NaN or infinite. */
export function brokenFigures(metrics: Readonly<Record<string, number>>): string[] {
  return Object.keys(metrics).filter((name) => !Number.isFinite(metrics[name]));
}

/**
 * Says where numbers broke, as part of a sentence: the figures of the step, and the variables.
 *
 * A gradient that breaks inside of a network spoils that layer and all before it, so the last
 * spoilt layer is named; a loss that breaks spoils whole networks. A network that is spoilt in part
 * comes first: there it began, and the others followed.
 *
 * @param figures names of {@link brokenFigures}; empty when the variables alone are broken
 */
export function whereBroken(
  figures: readonly string[],
  metrics: Readonly<Record<string, number>>,
  state: TrainingState,
): string {
  const named = figures.map((name) => `"${name}" is ${metrics[name]}`);
  const names = Object.keys(state).filter((name) => !isOptimizers(name));
  const broken = nonFinite(state).filter((name) => names.includes(name));
  const spoilt = [...new Set(broken.map(networkOf))].map((network) => ({
    network,
    here: broken.filter((name) => networkOf(name) === network),
    count: names.filter((name) => networkOf(name) === network).length,
  }));
  const isWhole = ({ here, count }: (typeof spoilt)[number]) => Number(here.length === count);
  spoilt.sort((a, b) => isWhole(a) - isWhole(b)); // stable
  const places = spoilt.map(({ network, here, count }) => place(network, here, count));
  const said = places.length > 0 ? [`NaN or infinity is in ${places.join(", in ")}`] : [];
  return [...named, ...said].join(", ");
}

/** Names of optimizers' state begin like `adam of generator: `. */
const isOptimizers = (name: string) => /^[^/:]+ of [^/:]+: /.test(name);
const networkOf = (name: string) => name.split("/")[0]!;

function place(network: string, broken: readonly string[], count: number): string {
  if (broken.length === count) return `all weights of the ${network}`;
  return broken.length === 1 ? broken[0]! : `the weights of the ${network} up to ${broken.at(-1)}`;
}
