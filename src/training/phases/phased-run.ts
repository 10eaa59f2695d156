import * as tf from "@tensorflow/tfjs";
import type { Precision } from "../../tensor/precision.js";
import { checkSeed } from "../../tensor/random/index.js";
import type { Json } from "../checkpoints/index.js";
import type { Detector } from "../doctor/index.js";
import type { TrainingState } from "../state.js";
import type { StepContext, StepMetrics, TrainingRun } from "../step.js";
import { loadBatches } from "./batches.js";
import { codeOf, describePhases } from "./identity.js";
import { checkPhases, phaseRateAt, namesOf, type Batch, type Phase } from "./phase.js";
import { phasedState, type PhasedState } from "./state.js";
import { PhaseUpdates } from "./update.js";

/** A phase with inputs and a forward pass of any type. */
// prettier-ignore
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- only the phase reads its own inputs
export type AnyPhase<Tensors extends Batch, Metric extends string> = Phase<Tensors, any, any, Metric>;

/** Settings of {@link phasedRun}. */
export interface PhasedRunOptions<
  Tensors extends Batch,
  Metric extends string,
> extends PhasedState {
  /** In the order in which they run in each step. */
  readonly phases: readonly AnyPhase<Tensors, Metric>[];
  /**
   * The batch of an index from 0, at once or later (read from a disk, for example). A step takes as
   * many batches as its most repeated phase has updates; a phase with fewer updates gets the last
   * ones. The run disposes the tensors.
   */
  batch(index: number): Tensors | Promise<Tensors>;
  /** Fixes all random numbers of the updates: integer from 0 to 2^32 - 1. */
  readonly seed: number;
  /**
   * Settings that change what a step does and that the phases do not show: the model, the data, the
   * size of a batch, numbers that functions take from outside. A checkpoint with others is refused. See
   * `describeSettings`.
   */
  readonly identity: Readonly<Record<string, Json>>;
  /** Precision of convolutions and matrix products; default `"float32"`. */
  readonly precision?: Precision;
  /** Problems that the doctor looks for; default none. */
  readonly detectors?: readonly Detector[];
  /** Unsound settings, a sentence each; reported once when the run begins. */
  readonly warnings?: readonly string[];
}

/**
 * A training whose step is a list of phases, as `trainingLoop` and `forecast` take it. Each phase is
 * captured once for each set of terms that fall due together. Metric names, gradient norms, the
 * checkpoints' identity and the doctor's inputs follow from the phases.
 *
 * Nothing is allocated before the run begins. A run that has ended begins again with new optimizers,
 * so that one run serves a forecast and then the training.
 *
 * @throws RangeError when the seed is invalid, and as `checkPhases` says
 * @throws Error when there are no phases, two phases or values share a name, or a phase has no terms
 */
export function phasedRun<Tensors extends Batch, Metric extends string>(
  options: PhasedRunOptions<Tensors, Metric>,
): TrainingRun<Metric> {
  return new PhasedRun(options);
}

class PhasedRun<Metric extends string> implements TrainingRun<Metric> {
  readonly identity: Readonly<Record<string, Json>>;
  readonly detectors: readonly Detector[];
  readonly warnings: readonly string[];
  readonly #options: PhasedRunOptions<Batch, Metric>;
  readonly #phases: readonly Phase[];
  readonly #updates: readonly PhaseUpdates[];
  #state: TrainingState | undefined;

  constructor(options: PhasedRunOptions<Batch, Metric>) {
    const { seed, precision = "float32" } = options;
    checkSeed(seed);
    this.#phases = options.phases;
    checkPhases(this.#phases);
    this.#options = options;
    this.#updates = this.#phases.map((phase) => new PhaseUpdates(phase, seed, precision));
    this.detectors = options.detectors ?? [];
    this.warnings = options.warnings ?? [];
    const phases = describePhases(this.#phases);
    const batches = codeOf(options.batch);
    this.identity = { ...options.identity, seed, precision, phases, batches };
  }

  /** Created when first asked for: a run that never begins holds no memory. */
  get state(): TrainingState {
    return (this.#state ??= phasedState(this.#options, this.#phases));
  }

  /** Does a step. It depends on the step, the noise index, the state and the seed alone. */
  runStep(context: StepContext): StepMetrics<Metric> | Promise<StepMetrics<Metric>> {
    const count = Math.max(...this.#phases.map(repeatsOf));
    const first = (context.noiseIndex - 1) * count;
    const batches = loadBatches((index) => this.#options.batch(index), first, count);
    return batches instanceof Promise
      ? batches.then((loaded) => this.#update(loaded, context))
      : this.#update(batches, context);
  }

  #update(batches: readonly Batch[], context: StepContext): StepMetrics<Metric> {
    try {
      for (const batch of batches) checkNotDisposed(batch);
      return this.#report(this.#runPhases(batches, context));
    } finally {
      for (const batch of batches) tf.dispose(batch);
    }
  }

  /** @returns the values of each phase's last update, by name */
  #runPhases(batches: readonly Batch[], context: StepContext): ReadonlyMap<string, number> {
    const { step, noiseIndex, learningRateScale } = context;
    const updates = this.#phases.reduce((total, phase) => total + repeatsOf(phase), 0);
    const values = new Map<string, number>();
    const rates = this.#phases.map((phase) => phaseRateAt(phase, step)); // before any update
    let update = 0;
    tf.tidy(() => {
      const results = this.#phases.map((phase, at) => {
        const repeats = repeatsOf(phase);
        let result: ReturnType<PhaseUpdates["run"]>;
        for (let repeat = 0; repeat < repeats; repeat++) {
          result = this.#updates[at]!.run(
            {
              number: (step - 1) * repeats + repeat + 1,
              step,
              noiseIndex: (noiseIndex * updates + update++) % 2 ** 31,
              learningRate: rates[at]! * learningRateScale,
            },
            batches[batches.length - repeats + repeat]!,
          );
        }
        return result;
      });
      for (const result of results) {
        const numbers = result?.values.dataSync();
        result?.names.forEach((name, index) => values.set(name, numbers![index]!));
      }
    });
    return values;
  }

  /** Losses first, as charts and logs show them. */
  #report(values: ReadonlyMap<string, number>): StepMetrics<Metric> {
    const names = this.#phases.map(namesOf);
    const pick = (order: readonly string[]) =>
      Object.fromEntries(
        order.flatMap((name) => (values.has(name) ? [[name, values.get(name)!]] : [])),
      );
    const metrics = pick([
      ...names.flatMap(({ terms }) => terms),
      ...names.flatMap(({ metrics }) => metrics),
    ]);
    const diagnostics = pick([
      ...names.map(({ gradientNorm }) => gradientNorm),
      ...names.flatMap(({ diagnostics }) => diagnostics),
    ]);
    return { metrics: metrics as Record<Metric, number>, diagnostics };
  }

  release(): void {
    for (const updates of this.#updates) updates.dispose();
    for (const { optimizer } of this.#phases) optimizer.dispose();
    this.#state = undefined; // it holds the optimizers' disposed variables
  }
}

const repeatsOf = ({ repeats = 1 }: Phase) => repeats;

function checkNotDisposed(batch: Batch): void {
  const name = Object.keys(batch).find((key) => batch[key]?.isDisposed);
  if (name === undefined) return;
  throw new Error(
    `The tensor "${name}" of a batch is expected to be a new one but is disposed already; create ` +
      "the tensors in batch, because the run disposes them after the step.",
  );
}
