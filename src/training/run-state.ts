import * as tf from "@tensorflow/tfjs";
import type { Position } from "./checkpoints/index.js";
import type { Advice } from "./doctor/detector.js";
import { trainingDoctor, Watcher } from "./doctor/doctor.js";
import { MetricHistory } from "./doctor/history.js";
import { brokenFigures, whereBroken } from "./doctor/non-finite.js";
import { Recovery } from "./doctor/recovery.js";
import type { TrainingLog } from "./log/index.js";
import { nonFinite } from "./state.js";
import type { LoopOptions } from "./options.js";
import type { TrainingRun, TrainingStep, StepContext } from "./step.js";

/** How far `draw` moves on with each attempt: further than any run has steps. */
const ATTEMPT = 2 ** 24;

/** What a run does beside its steps: where it stands, what is saved, what the doctor says. */
export class RunState {
  readonly #options: LoopOptions;
  readonly #run: TrainingRun;
  readonly #logs: readonly TrainingLog[];
  readonly #history: MetricHistory;
  readonly #recovery: Recovery;
  readonly #watch: Watcher;
  readonly #silent: boolean;
  #step: number;
  #metrics: Readonly<Record<string, number>> = {};
  /** The last step that is on the disk. */
  #saved: number | undefined;
  /** Whether the run went back and is to be saved at once. */
  #wentBack = false;
  /** Whether the variables are those after a whole step. */
  #whole = true;
  /** Advice of a rollback, to be told with the next step. */
  #pending: Advice[] = [];

  private constructor(options: LoopOptions, run: TrainingRun, position: Position) {
    const doctor = options.doctor ?? trainingDoctor();
    const { rollbacks, snapshotEvery, detectors, quiet, silent } = doctor || NO_DOCTOR;
    this.#options = options;
    this.#run = run;
    this.#logs = [options.log ?? []].flat();
    this.#step = position.step;
    this.#saved = position.step;
    this.#history = new MetricHistory(position.early);
    this.#recovery = new Recovery(run.state, position, rollbacks, snapshotEvery);
    this.#watch = new Watcher(doctor ? [...(run.detectors ?? []), ...detectors] : [], quiet);
    this.#silent = silent;
  }

  /** Begins a run, or goes on with it from its newest checkpoint. */
  static async begin(options: LoopOptions, run: TrainingRun): Promise<RunState> {
    const found = await options.checkpoints?.open(run.identity, run.state);
    if (found) announce(options, found.step);
    const position = found ?? { step: 0, rollbacks: [], early: {} };
    for (const log of [options.log ?? []].flat()) log.open(position.step);
    return new RunState(options, run, position);
  }

  /** The last step that was done. */
  get step(): number {
    return this.#step;
  }

  /** What the next step is told; its key is the caller's to dispose. */
  turn(): StepContext {
    this.#whole = false;
    const step = this.#step + 1;
    const attempt = this.#recovery.rollbacks.length;
    const draw = step + attempt * ATTEMPT;
    return {
      step,
      attempt,
      noiseIndex: draw,
      key: tf.scalar(draw, "int32"),
      learningRateScale: 0.5 ** attempt,
    };
  }

  /**
   * Looks at what a step gave.
   *
   * @returns what the doctor says, or `undefined` when the run went back
   * @throws Error when numbers broke and going back is of no use
   */
  after(step: number, metrics: Readonly<Record<string, number>>): Advice[] | undefined {
    const broken = brokenFigures(metrics);
    if (broken.length > 0 || !this.#recovery.isGood(step)) {
      this.#goBack(step, whereBroken(broken, metrics, this.#run.state));
      return undefined;
    }
    this.#step = step;
    this.#metrics = metrics;
    this.#whole = true;
    this.#history.add(step, metrics);
    const found = this.#watch.examine(this.#history);
    const advice = [...this.#pending, ...found];
    this.#pending = [];
    if (!this.#silent) for (const { message } of found) console.warn(`Step ${step}: ${message}`);
    return advice;
  }

  #goBack(step: number, where: string): void {
    const { step: back, message } = this.#recovery.rollBack(step, where);
    if (!this.#silent) console.warn(message);
    this.#pending.push({ step, name: "not a number", message });
    this.#history.forget();
    for (const log of this.#logs) log.rewind(back);
    this.#step = back;
    this.#metrics = {};
    this.#whole = true;
    this.#saved = undefined; // what is on the disk would come to the same trouble
    this.#wentBack = true;
  }

  write(step: TrainingStep): void {
    for (const log of this.#logs) log.write(step);
  }

  /** Writes a checkpoint when it is time. */
  async saveIfDue(): Promise<void> {
    const every = this.#options.checkpoints?.every ?? Infinity;
    const due = this.#wentBack || this.#step % every === 0;
    this.#wentBack = false;
    if (due) await this.#save();
  }

  /** Saves what is not saved yet, and frees what the course holds. */
  async end(): Promise<void> {
    try {
      if (this.#whole) await this.#save();
    } finally {
      for (const log of this.#logs) log.close();
      this.#recovery.dispose();
    }
  }

  async #save(): Promise<void> {
    const { checkpoints } = this.#options;
    const { state } = this.#run;
    if (!checkpoints || this.#saved === this.#step || nonFinite(state).length > 0) return;
    const { rollbacks } = this.#recovery;
    const position = { step: this.#step, rollbacks, early: this.#history.firstFigures };
    if (await checkpoints.save(position, this.#metrics, state)) this.#saved = this.#step;
  }
}

const NO_DOCTOR = { rollbacks: 0, snapshotEvery: 1, detectors: [], quiet: 1, silent: true };

function announce({ checkpoints, steps }: LoopOptions, step: number): void {
  const folder = checkpoints!.folder;
  console.info(
    step < steps
      ? `Training goes on after step ${step} of ${steps}, from ${folder}.`
      : `The run in ${folder} has already done ${step} steps; ask for more to prolong it.`,
  );
}
