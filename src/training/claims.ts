import type * as tf from "@tensorflow/tfjs";
import { refusal } from "../base/errors.js";
import type { TrainingRun } from "./step.js";

/** The runs that go on at this moment, and the variables that they change. */
const running = new WeakSet<TrainingRun>();
const claimed = new WeakSet<tf.Variable>();

/**
 * Claims the variables of a run, because two runs that take turns on the same variables would undo each
 * other's steps.
 *
 * @returns ends the claim, and releases the run; so does a refusal, but for a run that goes on
 * @throws Error when another run that has not ended, or an earlier loop over this one, changes one of them
 */
export function claim(run: TrainingRun): () => void {
  const variables = Object.entries(run.state);
  const taken = variables.find(([, variable]) => claimed.has(variable));
  if (taken) {
    if (!running.has(run)) run.release(); // a second loop must not take the first one's optimizers
    throw new Error(
      refusal(
        `The variable ${taken[0]}`,
        "trained by one run at a time",
        "trained by one that has not ended",
        'leave that one\'s loop with break, or end it with "await training.return()", before this one ' +
          "begins; one that nothing refers to ends with the next garbage collection",
      ),
    );
  }
  running.add(run);
  for (const [, variable] of variables) claimed.add(variable);
  return () => {
    running.delete(run);
    for (const [, variable] of variables) claimed.delete(variable);
    run.release();
  };
}
