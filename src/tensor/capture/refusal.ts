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
const GANVAS = fileURLToPath(new URL("../../", import.meta.url));

/** The TF.js operation that is running, and the line of the user's that called it. */
function place(): string {
  const { state } = tf.engine() as unknown as { state: { activeScope?: { name: string } } };
  const scope = state.activeScope?.name;
  const operation =
    scope && scope !== "unnamed scope" ? ` in tf.${scope.replace(/__op$/, "")}` : "";
  // Calls of libraries lie between the culprit and this folder.
  const culprit = callers().find((call) => !/^$|node_modules|^node:/.test(fileOf(call)));
  return operation + (culprit ? ` (${asText(culprit)})` : "");
}

/**
 * Whether the function that calls a function of this folder is neither Node's nor Ganvas's own.
 *
 * @param exempt files that do not count either
 */
export function calledByUser(exempt?: RegExp): boolean {
  const [caller] = callers();
  const file = caller ? fileOf(caller) : "";
  return !file.startsWith("node:") && !file.startsWith(GANVAS) && !exempt?.test(file);
}

/** The calls on the stack, the innermost first, from the first one that is outside of this folder. */
function callers(): NodeJS.CallSite[] {
  const { stackTraceLimit, prepareStackTrace } = Error;
  let calls: NodeJS.CallSite[] = [];
  Error.stackTraceLimit = 100; // beyond the ten that V8 keeps
  // Files as they run: a notebook's kernel names their sources.
  Error.prepareStackTrace = (_, sites) => void (calls = sites);
  void new Error().stack;
  Object.assign(Error, { stackTraceLimit, prepareStackTrace });
  return calls.filter((call) => !fileOf(call).startsWith(HERE));
}

function fileOf(call: NodeJS.CallSite): string {
  const file = call.getFileName() ?? "";
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}

/** A call as stack traces show it: in a notebook with the cell and its line. */
function asText(call: NodeJS.CallSite): string {
  const trace = Error.prepareStackTrace?.(new Error(), [call]) as unknown;
  return typeof trace === "string" ? trace.split("\n").at(-1)!.trim() : `at ${String(call)}`;
}
