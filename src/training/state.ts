import * as tf from "@tensorflow/tfjs";
import type { Adam } from "../tensor/adam.js";

/**
 * The variables that a run changes, by names that are the same in every process: the contents of a
 * checkpoint, and of the snapshot that a rollback restores. The owners keep the variables.
 */
export type TrainingState = Readonly<Record<string, tf.Variable>>;

/**
 * The state of a run: every variable of its networks, also those that no gradient changes (moving
 * means, power iterations), and what the optimizers remember.
 *
 * @param networks by name, EMA copies included
 * @param optimizers by the name of the network whose trainable variables they update; one optimizer
 *   of several networks is given under each name
 */
export function trainingState<Name extends string>(
  networks: Readonly<Record<Name, tf.LayersModel>>,
  optimizers?: { readonly [Network in Name]?: Adam },
): TrainingState {
  const state: Record<string, tf.Variable> = {};
  for (const [name, network] of Object.entries<tf.LayersModel>(networks)) {
    Object.assign(state, networkState(name, network));
  }
  const seen = new Set<tf.Variable>();
  for (const [name, optimizer] of Object.entries<Adam | undefined>(optimizers ?? {})) {
    const moments = optimizer?.state(trainable(networkState(name, networks[name as Name])));
    for (const [key, variable] of Object.entries(moments ?? {})) {
      if (!seen.has(variable)) state[`adam of ${name}: ${key}`] = variable;
      seen.add(variable);
    }
  }
  return state;
}

/**
 * The variables of a network as `NAME/layer/kernel`. TF.js numbers unnamed layers through the whole
 * process; here they are named by their place in the network.
 */
export function networkState(name: string, network: tf.LayersModel): TrainingState {
  const state: Record<string, tf.Variable> = {};
  const seen = new Set<tf.Variable>();
  network.layers.forEach((layer, index) => {
    const counted = new RegExp(`_${layer.getClassName()}\\d+$`).test(layer.name);
    const place = counted ? `layer${index}` : layer.name;
    for (const weight of layer.weights) {
      const variable = weight.read() as tf.Variable;
      if (seen.has(variable)) continue; // a layer that is used twice
      seen.add(variable);
      const role = weight.originalName.split("/").at(-1)!;
      state[free(`${name}/${place}/${role}`, state)] = variable;
    }
  });
  return state;
}

function free(name: string, taken: object): string {
  let candidate = name;
  for (let n = 2; candidate in taken; n++) candidate = `${name}-${n}`;
  return candidate;
}

function trainable(state: TrainingState): TrainingState {
  return Object.fromEntries(Object.entries(state).filter(([, variable]) => variable.trainable));
}

/** The names of variables that hold a NaN or an infinity, in the state's order. */
export function nonFinite(state: TrainingState): string[] {
  const entries = Object.entries(state).filter(([, { dtype }]) => dtype === "float32");
  if (entries.length === 0) return [];
  const finite = tf.tidy(() => {
    // A product with zero is NaN exactly for NaN and infinities; one number a variable is fetched.
    const marks = entries.map(([, variable]) => variable.mul(0).sum());
    return tf.stack(marks).equal(0).dataSync();
  });
  return entries.filter((_, index) => !finite[index]).map(([name]) => name);
}
