import type { Position } from "../checkpoints/index.js";
import { Snapshots, type Snapshot } from "../snapshots.js";
import { nonFinite, type TrainingState } from "../state.js";

/** Two troubles that are nearer than this are one: going back has not helped. */
const NEAR = 300;

/** Remembers good states of a run and goes back to them, a few times at most. */
export class Recovery {
  readonly #state: TrainingState;
  readonly #snapshots: Snapshots | undefined;
  readonly #limit: number;
  readonly #every: number;
  #rollbacks: readonly number[];

  /**
   * @param position where the run stands; its rollbacks count, and its snapshots become the recovery's
   * @param limit how often it may go back; 0 for never, which costs nothing
   * @param every a good state is remembered every so many steps
   */
  constructor(
    state: TrainingState,
    position: Position & { readonly snapshots?: readonly Snapshot[] },
    limit: number,
    every: number,
  ) {
    this.#state = state;
    this.#rollbacks = position.rollbacks;
    this.#limit = limit;
    this.#every = every;
    const { step, snapshots = [] } = position;
    if (limit > 0) this.#snapshots = new Snapshots(state, step, snapshots);
    else for (const snapshot of snapshots) snapshot.dispose();
  }

  /** The steps at which the run went back, one for each attempt. */
  get rollbacks(): readonly number[] {
    return this.#rollbacks;
  }

  /** The states to which the run may go back, for a checkpoint. */
  get snapshots(): readonly Snapshot[] {
    return this.#snapshots?.both ?? [];
  }

  /** Looks after a step whether its state is good, and remembers it then. */
  isGood(step: number): boolean {
    if (!this.#snapshots || step % this.#every !== 0) return true;
    if (nonFinite(this.#state).length > 0) return false;
    this.#snapshots.take(step);
    return true;
  }

  /**
   * Goes back to a good state.
   *
   * @param step the step that went wrong
   * @param where what is broken there, for the message
   * @returns the last step of that state, and a sentence about it
   * @throws Error when another attempt cannot help; the state is a good one then, too
   */
  rollBack(step: number, where: string): { step: number; message: string } {
    const expectation = `Metrics and weights are expected to be finite numbers but at step ${step} ${where}`;
    if (!this.#snapshots) {
      throw new Error(
        `${expectation}; build the model again and train it with a lower learning rate.`,
      );
    }
    const back = this.#snapshots.rollBack();
    const near = this.#rollbacks.find((earlier) => Math.abs(step - earlier) < NEAR);
    if (near !== undefined || this.#rollbacks.length >= this.#limit) {
      const tried = `the run went back ${times(this.#rollbacks.length)} before (at ${stepsInWords(this.#rollbacks)})`;
      throw new Error(
        `${expectation}, and ${tried}, with half the learning rates and other noise each time; the ` +
          `model is as it was after step ${back}: train with lower learning rates or a regularizer.`,
      );
    }
    this.#rollbacks = [...this.#rollbacks, step];
    const scale = `1/${2 ** this.#rollbacks.length}`;
    const message =
      `At step ${step} ${where}; training went back to step ${back} and goes on with ` +
      `other noise and ${scale} of the learning rates: begin with lower ones next time.`;
    return { step: back, message };
  }

  dispose(): void {
    this.#snapshots?.dispose();
  }
}

const times = (count: number) => (count === 1 ? "once" : `${count} times`);
const stepsInWords = (steps: readonly number[]) =>
  `${steps.length === 1 ? "step" : "steps"} ${steps.join(", ")}`;
