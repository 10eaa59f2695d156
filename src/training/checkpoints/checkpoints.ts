import { aFlag, aText, checkArgument, checkOptions, anObject } from "../../base/arguments.js";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { clearUnfinished, removeFolder, writeFolder } from "../../files/durable.js";
import { makeFolder } from "../../files/folders.js";
import type { Lock } from "../../files/lock.js";
import { checkPositiveInteger } from "../../tensor/shape.js";
import type { Snapshot } from "../snapshots.js";
import type { TrainingState } from "../state.js";
import {
  checkFormats,
  codeOf,
  freeName,
  lockFolder,
  prepareFolder,
  reason,
  storedIn,
  unlessFull,
  unlessGone,
  whole,
  type Stored,
} from "./folder.js";
import { encode, version, type Position } from "./format.js";
import { asStored, type RunIdentity } from "./identity.js";
import type { CheckpointOptions } from "./options.js";
import { checkIdentity, differenceTo, resume, type Resumed } from "./resume.js";
import { bestOf, checkBest, surplus, valueOfBest } from "./retention.js";
import { checkpointValues } from "./values.js";

/**
 * Checkpoints of a run in a folder: given to a training function, they are written during the run,
 * and the next call with the same folder resumes it, in the same process or in another one, bit for
 * bit on the CPU of the same machine.
 *
 * A checkpoint is a folder `step-000500` with `checkpoint.json` and `weights.bin`. It is written
 * atomically and verified by checksums when read; a damaged one is reported and the one before it is
 * used. Older ones are deleted only when a newer one is on the disk.
 *
 * @param folder a different one for every run, for example `"runs/digits"`
 * @throws RangeError when `every` or `keep` is not a positive integer, or `better` of `best` is not
 *   `"lower"` or `"higher"`
 */
export function checkpoints(folder: string, options: CheckpointOptions = {}): Checkpoints {
  return new Checkpoints(folder, options);
}

/** A checkpoint in a folder, as {@link Checkpoints.list} tells of it. */
export interface CheckpointEntry {
  readonly path: string;
  readonly step: number;
  /** The metrics of that step. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Whether it is the best one by the option `best`. */
  readonly best: boolean;
}

/** The checkpoints of a run, see {@link checkpoints}. */
export class Checkpoints {
  /** A checkpoint is written every so many steps. */
  readonly every: number;
  /** How many of the newest are kept. */
  readonly keep: number;
  readonly #options: CheckpointOptions;
  #identity: RunIdentity = {};
  /** The number of the newest checkpoint. */
  #serial = 0;
  /** Checkpoints of the run that this one replaces. */
  #replaced: readonly string[] = [];
  /** Missing before a run, and while the disk is too full for it. */
  #lock: Lock | undefined;

  constructor(
    readonly folder: string,
    options: CheckpointOptions,
  ) {
    checkArgument("folder", folder, aText("runs/digits"));
    const example = '{ metric: "accuracy", better: "higher" }';
    checkOptions("checkpoints", options, {
      restart: aFlag,
      best: anObject("an object", example, "metric"),
    });
    this.every = checkPositiveInteger("every", options.every ?? 500, 500);
    this.keep = checkPositiveInteger("keep", options.keep ?? 3, 3);
    if (options.best) checkBest(options.best);
    this.#options = options;
  }

  /**
   * Begins a run: puts its newest whole checkpoint into the state, and locks the folder until
   * `close`. Training loops call it.
   *
   * @returns where the run stands, or `undefined` when it is to begin at its first step; the caller
   *   disposes the snapshots
   * @throws Error when the folder cannot be written, is used by a run at this moment, or holds
   *   checkpoints of another run or only damaged ones
   */
  async open(identity: RunIdentity, state: TrainingState): Promise<Resumed | undefined> {
    await prepareFolder(this.folder);
    const lock = await lockFolder(this.folder).catch(unlessFull);
    try {
      await clearUnfinished(this.folder);
      const stored = await storedIn(this.folder);
      const current = asStored(identity);
      const { restart = false } = this.#options;
      const begins = restart || stored.length === 0;
      const resumed = begins ? undefined : await resume(this.folder, stored, current, state);
      this.#serial = newest(stored);
      this.#identity = current;
      this.#replaced = restart ? stored.map(({ path }) => path) : [];
      this.#lock = lock;
      return resumed;
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  /** Ends the run: another one may use the folder. */
  async close(): Promise<void> {
    await this.#lock?.release();
    this.#lock = undefined;
  }

  /**
   * Writes a checkpoint, and then deletes those of this run that need not be kept. When the disk is
   * full or the folder cannot be written, a warning says so: the earlier checkpoints stay, training
   * goes on. A folder that was deleted during the run is made again.
   *
   * @param metrics the step's metrics; empty when they are unknown
   * @param snapshots the states to which the run may roll back, the older one first
   * @returns whether the checkpoint is on the disk
   * @throws Error when another run has taken the folder
   */
  async save(
    position: Position,
    metrics: Readonly<Record<string, number>>,
    state: TrainingState,
    snapshots: readonly Snapshot[] = [],
  ): Promise<boolean> {
    const { step, rollbacks, early } = position;
    const { files, ...values } = await checkpointValues(step, state, snapshots);
    const best = await valueOfBest(this.#options.best, step, metrics);
    const place = { step, rollbacks, early, metrics, best, version, identity: this.#identity };
    try {
      await this.#secure();
      const path = join(this.folder, freeName(step, await readdir(this.folder)));
      const json = encode({ serial: this.#serial + 1, ...place, ...values });
      await writeFolder(path, { ...files, "checkpoint.json": json });
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      console.warn(
        `The checkpoint of step ${step} is expected to be written to ${this.folder}, but the ` +
          `folder ${reason(error)}; mend that before the next one: training goes on, and no ` +
          `checkpoint is deleted.`,
      );
      return false;
    }
    this.#serial++;
    await this.#tidy();
    return true;
  }

  /**
   * The intact checkpoints of the folder, the newest first; none when there is no folder.
   *
   * @throws Error when another version of the library wrote one
   */
  async list(): Promise<CheckpointEntry[]> {
    const stored = await storedIn(this.folder);
    checkFormats(stored);
    const entries = whole(stored);
    const best = bestOf(entries, this.#options.best);
    return entries.map((entry) => {
      const { step, metrics } = entry.header;
      return { path: entry.path, step, metrics, best: entry === best };
    });
  }

  /**
   * Makes sure that the folder is there and is this run's alone. The lock may be missing because the
   * folder was deleted, because the disk was full when the run began, or because another computer took
   * it over while this one slept.
   *
   * @throws Error when another run uses the folder, or has used it meanwhile
   */
  async #secure(): Promise<void> {
    if (makeFolder(this.folder)) {
      console.warn(
        `The checkpoints' folder ${this.folder} is expected to stay during the run but was deleted; ` +
          "it is made again, without the earlier checkpoints: leave it there.",
      );
    }
    if (await this.#lock?.isHeld()) return;
    await this.close();
    const lock = await lockFolder(this.folder);
    try {
      const others = (await storedIn(this.folder)).filter(
        ({ path }) => !this.#replaced.includes(path),
      );
      for (const { header } of others) {
        if (header) checkIdentity(this.folder, header, this.#identity);
      }
      this.#serial = Math.max(this.#serial, newest(others));
      this.#lock = lock;
    } catch (error) {
      await lock?.release();
      throw error;
    }
  }

  async #tidy(): Promise<void> {
    try {
      for (const path of this.#replaced) await removeFolder(path).catch(unlessGone);
      this.#replaced = [];
      const entries = whole(await storedIn(this.folder)).filter(
        ({ header }) => !differenceTo(header, this.#identity),
      );
      const { best } = this.#options;
      for (const { path } of surplus(entries, this.keep, best)) {
        await removeFolder(path).catch(unlessGone);
      }
    } catch (error) {
      console.warn(
        `Old checkpoints in ${this.folder} are expected to be deleted, but the folder ` +
          `${reason(error)}; delete them by hand if the disk fills up.`,
      );
    }
  }
}

/** The highest number among some checkpoints. */
const newest = (stored: readonly Stored[]) =>
  Math.max(0, ...stored.map(({ header }) => header?.serial ?? 0));
