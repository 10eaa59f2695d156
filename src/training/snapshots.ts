import type * as tf from "@tensorflow/tfjs";
import type { TrainingState } from "./state.js";

/** The values of a state, by the names of its variables. */
export type StateValues = Readonly<Record<string, tf.Tensor>>;

/** A copy of a run's state in memory, cheap because TF.js copies a tensor's values only on writing. */
export class Snapshot {
  readonly #state: TrainingState;
  readonly values: StateValues;

  /** @param values of another time, which become the snapshot's; default the present ones */
  constructor(
    state: TrainingState,
    /** The last step that the state has seen. */
    readonly step: number,
    values?: StateValues,
  ) {
    this.#state = state;
    this.values = values ?? copies(state);
  }

  /** Puts the state back. The snapshot can be used again. */
  restore(): void {
    for (const [name, variable] of Object.entries(this.#state)) variable.assign(this.values[name]!);
  }

  dispose(): void {
    for (const value of Object.values(this.values)) value.dispose();
  }
}

const copies = (state: TrainingState): StateValues =>
  Object.fromEntries(Object.entries(state).map(([name, variable]) => [name, variable.clone()]));

/**
 * The last two snapshots of a run. A rollback goes to the older one, because trouble begins some
 * steps before it shows.
 */
export class Snapshots {
  readonly #state: TrainingState;
  #older: Snapshot;
  #newer: Snapshot;

  /**
   * @param step the last step that the state has seen
   * @param stored the older and the newer one of an earlier process, so that a resumed run goes back
   *   as far as one that was never interrupted; default the present state
   */
  constructor(state: TrainingState, step: number, stored: readonly Snapshot[] = []) {
    this.#state = state;
    this.#older = stored[0] ?? new Snapshot(state, step);
    this.#newer = stored[1] ?? new Snapshot(state, step);
  }

  /** The older and the newer one, for a checkpoint. */
  get both(): readonly Snapshot[] {
    return [this.#older, this.#newer];
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
