import type * as tf from "@tensorflow/tfjs";
import type { TrainingState } from "./state.js";

/** A copy of a run's state in memory, cheap because TF.js copies a tensor's values only on writing. */
export class Snapshot {
  readonly #values: ReadonlyMap<tf.Variable, tf.Tensor>;

  constructor(
    state: TrainingState,
    /** The last step that the state has seen. */
    readonly step: number,
  ) {
    this.#values = new Map(Object.values(state).map((variable) => [variable, variable.clone()]));
  }

  /** Puts the state back. The snapshot can be used again. */
  restore(): void {
    for (const [variable, value] of this.#values) variable.assign(value);
  }

  dispose(): void {
    for (const value of this.#values.values()) value.dispose();
  }
}

/**
 * The last two snapshots of a run. A rollback goes to the older one, because trouble begins some
 * steps before it shows.
 */
export class Snapshots {
  readonly #state: TrainingState;
  #older: Snapshot;
  #newer: Snapshot;

  /** @param step the last step that the state has seen */
  constructor(state: TrainingState, step: number) {
    this.#state = state;
    this.#older = new Snapshot(state, step);
    this.#newer = new Snapshot(state, step);
  }

  /** Remembers a healthy state and forgets the last but one. */
  take(step: number): void {
    this.#older.dispose();
    this.#older = this.#newer;
    this.#newer = new Snapshot(this.#state, step);
  }

  /** Puts the older state back; it is the only one from then on. Returns its step. */
  rollBack(): number {
    const { step } = this.#older;
    this.#older.restore();
    this.#newer.dispose();
    this.#newer = new Snapshot(this.#state, step);
    return step;
  }

  dispose(): void {
    this.#older.dispose();
    this.#newer.dispose();
  }
}
