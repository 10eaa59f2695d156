import * as tf from "@tensorflow/tfjs";
import type { Position, Resumed } from "./checkpoints/index.js";
import type { Advice } from "./doctor/detector.js";
import { trainingDoctor, Watcher } from "./doctor/doctor.js";
import { MetricHistory } from "./doctor/history.js";
import { nonFiniteMetrics, whereBroken } from "./doctor/non-finite.js";
import { Recovery } from "./doctor/recovery.js";
import type { TrainingLog } from "./log/index.js";
import { nonFinite } from "./state.js";
import type { LoopOptions } from "./options.js";
import type { TrainingRun, TrainingStep, StepContext } from "./step.js";

/** How far `noiseIndex` moves on with each attempt: further than nearly any run has steps. */
const ATTEMPT = 2 ** 24;
/** The highest `noiseIndex`, the highest int32; after it comes 1 again. */
const MOST_INDICES = 2 ** 31 - 1;

/** A run beside its steps: its position, its checkpoints, and the doctor's advice. */
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
  /** The last step of which there is a checkpoint. */
  #saved: number | undefined;
  /** Whether the run went back, so that it must be saved at once. */
  #wentBack = false;
  /** Whether the variables are those after a completed step. */
  #complete = true;
  /** Advice of a rollback, for the report of the next step. */
  #pending: Advice[] = [];

  private constructor(
    options: LoopOptions,
    run: TrainingRun,
    position: Position & Partial<Resumed>,
  ) {
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

  /** Begins a run, or resumes it from its newest checkpoint. */
  static async begin(options: LoopOptions, run: TrainingRun): Promise<RunState> {
    const saved = await options.checkpoints?.open(run.identity, run.state);
    try {
      if (saved) announce(options, saved.step);
      const position = saved ?? { step: 0, rollbacks: [], early: {} };
      for (const log of [options.log ?? []].flat()) log.open(position.step);
      return new RunState(options, run, position);
    } catch (error) {
      for (const snapshot of saved?.snapshots ?? []) snapshot.dispose();
      await options.checkpoints?.close();
      throw error;
    }
  }

  /** The last step that was done. */
  get step(): number {
    return this.#step;
  }

  /** The inputs of the next step; the caller disposes the key. */
  nextStep(): StepContext {
    this.#complete = false;
    const step = this.#step + 1;
    const attempt = this.#recovery.rollbacks.length;
    const noiseIndex = ((step + attempt * ATTEMPT - 1) % MOST_INDICES) + 1;
    return {
      step,
      attempt,
      noiseIndex,
      key: tf.scalar(noiseIndex, "int32"),
      learningRateScale: 0.5 ** attempt,
    };
  }

  /**
   * Looks at the metrics of a step.
   *
   * @returns the doctor's advice, or `undefined` when the run went back
   * @throws Error when numbers broke and going back cannot help
   */
  after(step: number, metrics: Readonly<Record<string, number>>): Advice[] | undefined {
    const broken = nonFiniteMetrics(metrics);
    if (broken.length > 0 || !this.#recovery.isGood(step)) {
      this.#goBack(step, whereBroken(broken, metrics, this.#run.state));
      return undefined;
    }
    this.#step = step;
    this.#metrics = metrics;
    this.#complete = true;
    this.#history.add(step, metrics);
    const latest = this.#watch.examine(this.#history);
    const advice = [...this.#pending, ...latest];
    this.#pending = [];
    if (!this.#silent) for (const { message } of latest) console.warn(`Step ${step}: ${message}`);
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
    this.#complete = true;
    this.#saved = undefined; // the checkpoint would fail the same way
    this.#wentBack = true;
  }

  write(step: TrainingStep): void {
    for (const log of this.#logs) log.write(step);
  }

  /** Writes a checkpoint if one is due. */
  async saveIfDue(): Promise<void> {
    const every = this.#options.checkpoints?.every ?? Infinity;
    const due = this.#wentBack || this.#step % every === 0;
    this.#wentBack = false;
    if (due) await this.#save();
  }

  /** Saves unsaved steps, and frees the snapshots. */
  async end(): Promise<void> {
    try {
      if (this.#complete) await this.#save();
    } finally {
      for (const log of this.#logs) log.close();
      this.#recovery.dispose();
      await this.#options.checkpoints?.close();
    }
  }

  async #save(): Promise<void> {
    const { checkpoints } = this.#options;
    const { state } = this.#run;
    if (!checkpoints || this.#saved === this.#step || nonFinite(state).length > 0) return;
    const { rollbacks, snapshots } = this.#recovery;
    const position = { step: this.#step, rollbacks, early: this.#history.firstMetrics };
    const isSaved = await checkpoints.save(position, this.#metrics, state, snapshots);
    if (isSaved) this.#saved = this.#step;
  }
}

const NO_DOCTOR = { rollbacks: 0, snapshotEvery: 1, detectors: [], quiet: 1, silent: true };

function announce({ checkpoints, steps }: LoopOptions, step: number): void {
  const folder = checkpoints!.folder;
  console.info(
    step < steps
      ? `Training resumes after step ${step} of ${steps}, from ${folder}.`
      : `The run in ${folder} has already done ${step} steps; ask for more steps to prolong it.`,
  );
}
