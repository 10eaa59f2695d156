import * as tf from "@tensorflow/tfjs";
import type { Settings } from "./settings.js";

/**
 * An optimizer whose whole state is in `tf.Variable`s, so that captured and ordinary steps may share
 * it, and checkpoints hold it: `adam`, `rmsProp`, `sgd`, or the user's own.
 */
export interface Optimizer {
  /** For example `"adam"`. */
  readonly name: string;
  /** Its numbers: a checkpoint of a run with others is refused. */
  readonly settings: Settings;
  /**
   * The state that belongs to variables. Missing state is created with its start values, so that a
   * checkpoint can be restored before the first update, and a captured step creates no variables.
   *
   * @param variables by name
   * @returns by names that begin with those of the variables; they stay the optimizer's
   */
  state(variables: Readonly<Record<string, tf.Variable>>): Record<string, tf.Variable>;
  /**
   * Updates variables.
   *
   * @param gradients by the names of the variables
   * @param learningRate of this update, for schedules; default the optimizer's own
   */
  applyGradients(gradients: tf.NamedTensorMap, learningRate?: tf.Scalar): void;
  /** Frees the state; the variables stay. */
  dispose(): void;
}

/** A zero for every element of each variable, created when first asked for. */
export class Slots {
  readonly #slots = new Map<tf.Variable, tf.Variable>();

  /** @param variable a slot of its shape, not trainable */
  of(variable: tf.Variable): tf.Variable {
    let slot = this.#slots.get(variable);
    if (!slot) {
      slot = tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
      this.#slots.set(variable, slot);
    }
    return slot;
  }

  dispose(): void {
    tf.dispose([...this.#slots.values()]);
    this.#slots.clear();
  }
}

/** The variable of a gradient, by its name in TF.js's engine. */
export const variableNamed = (name: string) => tf.engine().registeredVariables[name]!;
