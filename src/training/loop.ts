import { setImmediate } from "node:timers/promises";
import { aList, anObject, checkOptions, either, oneOf } from "../base/arguments.js";
import { kernelHost } from "../base/host.js";
import { INSPECT } from "../display/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import { claim } from "./claims.js";
import { endDropped, Holdings, releaseWhenDropped, type Owner } from "./dropped.js";
import { RunState } from "./run-state.js";
import { RateMeter } from "./rate-meter.js";
import type { LoopOptions } from "./options.js";
import { TrainingStopped, type StepMetrics, type TrainingRun, type TrainingStep } from "./step.js";

/**
 * Repeats a training step, and yields a report of each one.
 *
 * With checkpoints the run resumes; it is saved every so many steps and however it ends: when it is
 * done, told to stop, left by `break` or `return()`, or dropped and collected as garbage. Between
 * steps the event loop runs, so that charts are drawn and interrupts arrive. Unsound settings are reported once with `console.warn`.
 *
 * @throws RangeError at once when `steps` is not a positive integer
 * @throws TrainingStopped after the step during which a signal was aborted
 * @throws Error when a metric is not a finite number and going back did not help, when the checkpoints
 *   are of another run or in use by one, and when a run that has not ended trains the same variables
 */
export function trainingLoop<Metric extends string>(
  options: LoopOptions,
  run: TrainingRun<Metric>,
): AsyncGenerator<TrainingStep<Metric>, void, undefined> {
  checkOptions("a training", options, {
    ...{ signal: anObject("an AbortSignal", "AbortSignal.timeout(60_000)", "aborted") },
    checkpoints: anObject("checkpoints", 'checkpoints("runs/digits")', "folder", "open"),
    log: either(aLog, aList("a list of logs", '[jsonLog("run.jsonl")]', aLog)),
    doctor: either(anObject("a doctor", "trainingDoctor()", "detectors", "quiet"), oneOf(false)),
  });
  checkPositiveInteger("steps", options.steps, 1000);
  const owner: Owner = {};
  const loop = steps(options, run, owner);
  releaseWhenDropped(loop, owner);
  // Awaited or left alone it trains nothing; whoever prints it is told.
  Object.defineProperty(loop, INSPECT, { value: () => UNUSED });
  return loop;
}

const aLog = anObject("a log", 'jsonLog("run.jsonl")', "open", "write", "rewind");

const UNUSED =
  "A training, which runs step by step while it is looped over: " +
  "for await (const step of training) { … }";

async function* steps<Metric extends string>(
  options: LoopOptions,
  run: TrainingRun<Metric>,
  owner: Owner,
): AsyncGenerator<TrainingStep<Metric>, void, undefined> {
  const { steps } = options;
  const signals = [options.signal, kernelHost()?.signal];
  await endDropped();
  const holdings = (owner.holdings = new Holdings(claim(run)));
  try {
    for (const warning of run.warnings ?? []) console.warn(warning);
    const state = (holdings.state = await RunState.begin(options, run));
    const rate = new RateMeter(steps);
    while (state.step < steps) {
      const aborted = signals.find((signal) => signal?.aborted);
      if (aborted) throw new TrainingStopped(state.step, steps, aborted.reason);
      const context = state.nextStep();
      let result: StepMetrics<Metric>;
      try {
        result = await run.runStep(context);
      } finally {
        context.key.dispose();
      }
      const { metrics, diagnostics = {} } = result;
      const advice = state.after(context.step, { ...metrics, ...diagnostics });
      const { step } = context;
      const report = advice && { step, steps, metrics, diagnostics, advice, ...rate.after(step) };
      if (report) state.write(report);
      await state.saveIfDue();
      if (report) yield report;
      await setImmediate();
    }
  } finally {
    await holdings.release();
  }
}
