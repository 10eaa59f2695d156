import { nonFinite, type TrainingState } from "../state.js";

/** The metrics of a step that are NaN or infinite. */
export function nonFiniteMetrics(metrics: Readonly<Record<string, number>>): string[] {
  return Object.keys(metrics).filter((name) => !Number.isFinite(metrics[name]));
}

/**
 * The places of non-finite numbers, as part of a sentence: metrics of the step, and variables.
 *
 * A gradient that becomes NaN inside a network spoils that layer and all before it, so the last
 * spoiled layer is named; a loss that becomes NaN spoils whole networks. A network that is spoiled in
 * part comes first: there it began, and the others followed.
 *
 * @param brokenMetrics names of {@link nonFiniteMetrics}; empty when only variables are broken
 */
export function whereBroken(
  brokenMetrics: readonly string[],
  metrics: Readonly<Record<string, number>>,
  state: TrainingState,
): string {
  const metricPlaces = brokenMetrics.map((name) => `"${name}" is ${metrics[name]}`);
  const names = Object.keys(state).filter((name) => !isOptimizers(name));
  const broken = nonFinite(state).filter((name) => names.includes(name));
  const spoiled = [...new Set(broken.map(networkOf))].map((network) => ({
    network,
    here: broken.filter((name) => networkOf(name) === network),
    count: names.filter((name) => networkOf(name) === network).length,
  }));
  const isWhole = ({ here, count }: (typeof spoiled)[number]) => Number(here.length === count);
  spoiled.sort((a, b) => isWhole(a) - isWhole(b)); // stable
  const places = spoiled.map(({ network, here, count }) => place(network, here, count));
  const weightPlaces = places.length > 0 ? [`NaN or infinity is in ${places.join(", in ")}`] : [];
  return [...metricPlaces, ...weightPlaces].join(", ");
}

/** Names of optimizers' state begin like `adam of generator: `. */
const isOptimizers = (name: string) => /^[^/:]+ of [^/:]+: /.test(name);
const networkOf = (name: string) => name.split("/")[0]!;

function place(network: string, broken: readonly string[], count: number): string {
  if (broken.length === count) return `all weights of the ${network}`;
  return broken.length === 1 ? broken[0]! : `the weights of the ${network} up to ${broken.at(-1)}`;
}
