import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";

/** Thrown when a step cannot become a graph: it does something that a graph would not repeat. */
export class CaptureRefused extends Error {
  override readonly name = "CaptureRefused";

  /**
   * @param found what the step did, for example `reads a tensor's values`
   * @param remedy what to do instead
   */
  constructor(found: string, remedy: string) {
    super(
      `A captured step is expected to be made of tensor operations alone, but it ${found}` +
        `${place()}; ${remedy}.`,
    );
  }
}

const HERE = fileURLToPath(new URL(".", import.meta.url));

/** The TF.js operation that is running, and the line of the user's that called it. */
function place(): string {
  const { state } = tf.engine() as unknown as { state: { activeScope?: { name: string } } };
  const scope = state.activeScope?.name;
  const operation =
    scope && scope !== "unnamed scope" ? ` in tf.${scope.replace(/__op$/, "")}` : "";
  // Frames of libraries and of this folder lie between the culprit and here.
  const line = deepStack()
    .split("\n")
    .slice(1)
    .find((frame) => !/node_modules|node:/.test(frame) && !frame.includes(HERE));
  return operation + (line ? ` (${line.trim()})` : "");
}

/** The stack beyond the ten frames that V8 keeps. */
function deepStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  return stack ?? "";
}
