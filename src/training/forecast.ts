import { anObject, checkArgument, checkOptions } from "../base/arguments.js";
import type { StatsFs } from "node:fs";
import { statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname, resolve } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { formatDuration } from "../base/numbers.js";
import { DISPLAY, Shown, type MimeBundle } from "../display/index.js";
import { checkPositiveInteger } from "../tensor/shape.js";
import { claim } from "./claims.js";
import { endDropped } from "./dropped.js";
import { sizeInBytes } from "./checkpoints/index.js";
import { trainingDoctor } from "./doctor/doctor.js";
import { mean } from "./doctor/statistics.js";
import { Snapshot } from "./snapshots.js";
import type { LoopOptions } from "./options.js";
import type { TrainingRun } from "./step.js";

/** The time, memory and disk space of a run; displayed as one sentence. */
export class Forecast extends Shown {
  constructor(
    /** Steps of the run. */
    readonly steps: number,
    readonly secondsPerStep: number,
    /** Bytes of main memory that the process has taken so far, the trial included. */
    readonly memory: number,
    /** Bytes of main memory that it may take. */
    readonly memoryLimit: number,
    readonly disk?: {
      readonly folder: string;
      /** Bytes of one checkpoint, at most. */
      readonly bytes: number;
      /** How many there are at most at one time. */
      readonly count: number;
      /** Bytes that are free on the folder's disk. */
      readonly free: number;
    },
  ) {
    super();
  }

  /** Seconds of the whole run. */
  get seconds(): number {
    return this.steps * this.secondsPerStep;
  }

  toString(): string {
    const time = `${this.steps.toLocaleString("en-US")} steps take about ${formatDuration(this.seconds)}`;
    const memory = `memory about ${size(this.memory)} of ${size(this.memoryLimit)}`;
    return `${[time, memory, ...this.#disk()].join("; ")}.`;
  }

  #disk(): string[] {
    if (!this.disk) return [];
    const { folder, bytes, count, free } = this.disk;
    const lack = free < bytes * count ? ", which is too little" : "";
    const number = count === 1 ? "a checkpoint" : `up to ${count} checkpoints`;
    return [`${number} of ${size(bytes)} in ${folder} with ${size(free)} free${lack}`];
  }

  [DISPLAY](): MimeBundle {
    return { "text/plain": this.toString() };
  }
}

/**
 * Forecasts the time, memory and disk space of a run from a few steps, which are then undone:
 * weights, EMA and optimizers are restored. Nothing is written.
 *
 * The trial's first half, in which steps are captured and caches fill, is not counted.
 *
 * @param run as for `trainingLoop`, which takes it afterwards; it is released
 * @param trial number of steps that are measured, after the same number of warm-up steps; default 16,
 *   so that terms computed in every 16th step count in the mean
 * @throws RangeError when `steps` or `trial` is not a positive integer
 * @throws Error when a run that has not ended trains the same variables
 */
export async function forecast(
  options: Pick<LoopOptions, "steps" | "checkpoints" | "doctor">,
  run: TrainingRun,
  settings: { readonly trial?: number } = {},
): Promise<Forecast> {
  checkOptions("forecast", options);
  const example = "ganRun(model, dataset, options)";
  checkArgument("run", run, anObject("a run", example, "state", "runStep", "release"));
  const { trial = 16 } = checkOptions("a forecast's last argument", settings);
  await endDropped();
  const free = claim(run);
  let snapshot: Snapshot | undefined;
  try {
    const steps = checkPositiveInteger("steps", options.steps, 1000);
    checkPositiveInteger("trial", trial, 16);
    snapshot = new Snapshot(run.state, 0);
    const seconds: number[] = [];
    for (let step = 1; step <= 2 * trial; step++) seconds.push(await timed(run, step));
    const memory = process.resourceUsage().maxRSS * 1024;
    const disk = await diskOf(options, run);
    return new Forecast(steps, mean(seconds.slice(trial)), memory, memoryLimit(), disk);
  } finally {
    snapshot?.restore();
    snapshot?.dispose();
    free();
  }
}

async function timed(run: TrainingRun, step: number): Promise<number> {
  const key = tf.scalar(step, "int32");
  const began = performance.now();
  try {
    await run.runStep({ step, attempt: 0, noiseIndex: step, key, learningRateScale: 1 });
  } finally {
    key.dispose();
  }
  return (performance.now() - began) / 1000;
}

function memoryLimit(): number {
  const allowed = process.constrainedMemory?.() || Infinity; // 0 where nothing limits it
  return Math.min(allowed, totalmem());
}

async function diskOf(
  { checkpoints, doctor = trainingDoctor() }: Pick<LoopOptions, "checkpoints" | "doctor">,
  run: TrainingRun,
) {
  if (!checkpoints) return undefined;
  const { folder, keep } = checkpoints;
  const { bavail, bsize } = await statfsOfNearest(resolve(folder));
  const count = keep + 1; // the new one is there before the oldest goes
  const states = doctor && doctor.rollbacks > 0 ? 3 : 1; // with those to which it may roll back
  return { folder, bytes: states * sizeInBytes(run.state), count, free: bavail * bsize };
}

/** The file system of a folder that may not be there yet. */
async function statfsOfNearest(folder: string): Promise<StatsFs> {
  try {
    return await statfs(folder);
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return statfsOfNearest(dirname(folder));
  }
}

function size(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(2))} ${units[power]}`;
}
