import { setImmediate } from "node:timers/promises";
import { kernelHost } from "../base/host.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import { RunState } from "./run-state.js";
import { RateMeter } from "./rate-meter.js";
import type { LoopOptions } from "./options.js";
import { TrainingStopped, type StepMetrics, type TrainingRun, type TrainingStep } from "./step.js";

/**
 * Runs a training step again and again, and yields what each one says.
 *
 * With checkpoints the run goes on where it stopped; it is saved every so many steps and however it
 * ends: when it is done, told to stop, or left by `break`. Between steps the event loop gets its
 * turn, so that charts are drawn and interrupts arrive. What is unsound about the run is said by
 * `console.warn` at its beginning.
 *
 * @throws TrainingStopped after the step during which a signal was aborted
 * @throws Error when a figure is not a finite number and going back did not help, and when
 *   checkpoints are not this run's
 */
export async function* trainingLoop<Metric extends string>(
  options: LoopOptions,
  run: TrainingRun<Metric>,
): AsyncGenerator<TrainingStep<Metric>, void, undefined> {
  const { steps } = options;
  const signals = [options.signal, kernelHost()?.signal];
  let course: RunState | undefined;
  try {
    checkPositiveInteger("steps", steps);
    for (const warning of run.warnings ?? []) console.warn(warning);
    course = await RunState.begin(options, run);
    const pace = new RateMeter(steps);
    while (course.step < steps) {
      const stopped = signals.find((signal) => signal?.aborted);
      if (stopped) throw new TrainingStopped(course.step, steps, stopped.reason);
      const turn = course.turn();
      let figures: StepMetrics<Metric>;
      try {
        figures = run.runStep(turn);
      } finally {
        turn.key.dispose();
      }
      const { metrics, diagnostics = {} } = figures;
      const advice = course.after(turn.step, { ...metrics, ...diagnostics });
      const { step } = turn;
      const said = advice && { step, steps, metrics, diagnostics, advice, ...pace.after(step) };
      if (said) course.write(said);
      await course.saveIfDue();
      if (said) yield said;
      await setImmediate();
    }
  } finally {
    await course?.end();
    run.release();
  }
}
