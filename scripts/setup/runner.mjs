import { requireSpace } from "./space.mjs";
import { toSetupError } from "./signs.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";
import { SetupError } from "./setup-error.mjs";

/** @typedef {import("./context.mjs").Context} Context */
/**
 * One step of the set-up.
 *
 * @typedef {object} Step
 * @property {string} name in the stamp file
 * @property {string} title in messages
 * @property {number} [megabytes] disk space that it takes, about
 * @property {string[]} [needs] names of steps whose results it needs
 * @property {string} [fallback] a sentence on the consequence of a failure; without it a failure ends the set-up
 * @property {(context: Context) => string | Promise<string>} key everything that the result depends on
 * @property {(context: Context) => boolean | Promise<boolean>} done quick look at the result
 * @property {(context: Context, options: { resumed: boolean }) => void | Promise<void>} run
 */

/** Failures that pass by themselves are tried again at the next start. */
const passing = new Set(["network", "disk", "busy"]);

/**
 * Brings every step up to date, in order. A step is skipped when the stamp has it as done for the
 * same key and its result is there. It is stamped as running before and as done after it ran, so
 * that one that was interrupted runs again.
 *
 * @param {readonly Step[]} steps
 * @param {Context} context
 * @param {{ retry?: boolean }} [options] retry: also steps that failed for a lasting reason
 * @returns {Promise<{ ran: string[], failed: string[] }>} names of steps
 * @throws {SetupError} with one plain message
 */
export async function runSteps(steps, context, { retry = false } = {}) {
  const stamp = readStamp(context.home);
  /** @type {string[]} */ const ran = [];
  /** @type {string[]} */ const failed = [];
  for (const [index, step] of steps.entries()) {
    const label = `[${index + 1}/${steps.length}] ${step.title}`;
    const missing = step.needs?.find((name) => failed.includes(name));
    if (missing !== undefined) {
      failed.push(step.name);
      context.log(`${label}: left out`);
      continue;
    }
    const before = stamp.steps[step.name];
    const key = await step.key(context);
    const same = before?.key === key;
    if (same && before.state === "done" && (await step.done(context))) {
      context.log(`${label}: already done`);
      continue;
    }
    if (same && before.state === "failed" && !retry && !passing.has(before.kind ?? "other")) {
      failed.push(step.name);
      context.log(`${label}: failed before. ${before.message} ${step.fallback ?? ""}`);
      context.log("    (`npm start -- --retry` tries it again.)");
      continue;
    }
    const remaining = steps.slice(index).filter(({ name }) => stamp.steps[name]?.state !== "done");
    const space = Math.max(
      step.megabytes ?? 0,
      remaining.reduce((sum, { megabytes = 0 }) => sum + megabytes, 0),
    );
    requireSpace(context.projectRoot, space);
    /** @param {import("./stamp.mjs").StepRecord} record */
    const note = (record) => {
      stamp.steps[step.name] = record;
      writeStamp(context.home, stamp);
    };
    note({ key, state: "running" });
    context.log(`${label} ...`);
    const start = performance.now();
    try {
      await step.run(context, { resumed: before?.state === "running" });
      if (!(await step.done(context))) {
        throw new SetupError(`${step.title}: it ran to its end, but the result is not there.`);
      }
      const seconds = Math.round(performance.now() - start) / 1000;
      note({ key, state: "done", seconds });
      context.log(`    done in ${seconds.toFixed(1)} s`);
      ran.push(step.name);
    } catch (error) {
      const failure = toSetupError(error, step.title);
      if (step.fallback === undefined || failure.kind === "disk" || context.stopped?.()) {
        throw failure;
      }
      note({ key, state: "failed", message: failure.message, kind: failure.kind });
      failed.push(step.name);
      context.log(`    Warning: ${failure.message} ${step.fallback}`);
    }
  }
  return { ran, failed };
}
