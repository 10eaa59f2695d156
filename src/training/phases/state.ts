import type * as tf from "@tensorflow/tfjs";
import { networkState, type TrainingState } from "../state.js";
import type { Phase } from "./phase.js";

/** The state of a run, without that of its optimizers. */
export interface PhasedState {
  /** Networks by name, EMA copies included. */
  readonly networks?: Readonly<Record<string, tf.LayersModel>>;
  /** Single variables by name: a mean path length, an augmentation's probability, an image. */
  readonly variables?: Readonly<Record<string, tf.Variable>>;
}

/**
 * All that a phased run changes: networks, single variables, and the optimizers' state.
 *
 * @throws Error when a phase trains a variable that is neither a network's nor a single one, or two
 *   have one name
 */
export function phasedState(
  { networks = {}, variables = {} }: PhasedState,
  phases: readonly Phase[],
): TrainingState {
  const state: Record<string, tf.Variable> = {};
  for (const [name, network] of Object.entries(networks)) {
    Object.assign(state, networkState(name, network));
  }
  for (const [name, variable] of Object.entries(variables)) {
    if (name in state) {
      throw new Error(
        `The variable "${name}" is expected to have a name that no network's variable has, but one ` +
          "has it; rename it.",
      );
    }
    state[name] = variable;
  }
  const names = new Map(Object.entries(state).map(([name, variable]) => [variable, name]));
  const seen = new Set<tf.Variable>();
  for (const phase of phases) {
    const trained = phase.trains.map((variable) => [nameOf(variable, names, phase), variable]);
    const moments = phase.optimizer.state(Object.fromEntries(trained) as TrainingState);
    for (const [key, variable] of Object.entries(moments)) {
      if (!seen.has(variable)) state[`${phase.optimizer.name} of ${phase.name}: ${key}`] = variable;
      seen.add(variable);
    }
  }
  return state;
}

function nameOf(variable: tf.Variable, names: ReadonlyMap<tf.Variable, string>, phase: Phase) {
  const name = names.get(variable);
  if (name !== undefined) return name;
  throw new Error(
    `Every variable that the phase "${phase.name}" trains is expected to be in the run's networks or ` +
      `variables but "${variable.name}" is in neither, so that no checkpoint would hold it; add its ` +
      "network to networks, or the variable to variables.",
  );
}
