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
  const line = frames().find((frame) => !/node_modules|node:|\(<anonymous>\)/.test(frame));
  return operation + (line ? ` (${line.trim()})` : "");
}

const GANVAS = fileURLToPath(new URL("../../", import.meta.url));

/** Whether the function that calls a function of this folder is neither Node's nor Ganvas's own. */
export function calledByUser(): boolean {
  const [caller = ""] = frames();
  return !caller.includes("node:") && !caller.includes(GANVAS);
}

/** The frames of the stack from the first one that is outside of this folder. */
function frames(): string[] {
  return deepStack()
    .split("\n")
    .slice(1)
    .filter((frame) => !frame.includes(HERE));
}

/** The stack beyond the ten frames that V8 keeps. */
function deepStack(): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack } = new Error();
  Error.stackTraceLimit = limit;
  return stack ?? "";
}
