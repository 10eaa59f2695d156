/** All checks of one program. */
import * as tf from "@tensorflow/tfjs";
import { capture, CaptureRefused, supportsBfloat16 } from "../../../src/tensor/index.js";
import { count, type Counts } from "./counts.js";
import { difference, reference, type Reference } from "./compare.js";
import { derivativeFault } from "./derivatives.js";
import { execute, type Mode } from "./execute.js";
import type { Program } from "./program.js";

type Capture = typeof capture;

/** Relative errors of one operation: some units in the last place of float32, of bfloat16. */
const FLOAT32 = 1e-6;
const BFLOAT16 = 2 ** -7;

/**
 * The first fault that a program shows: a captured run that differs from the eager one without a
 * word, a graph that TensorFlow does not take, a leak, or a wrong derivative.
 *
 * @param counts gains the outcomes
 */
export function faultOf(program: Program, counts: Counts = {}, capturing: Capture = capture) {
  // A step that computes nothing has no graph.
  if (program.results.length === 0) return undefined;
  let eager: Eager;
  try {
    eager = {
      float32: reference(program, FLOAT32),
      kept: tensorsKept(() => execute(program)),
    };
  } catch (error) {
    // TF.js refuses the gradient of a function that does not depend on its input, also when the input
    // is a variable that the function uses, and noise makes another tensor of it.
    if (!(error as Error).message.startsWith("Cannot compute gradient")) throw error;
    count(counts, "without a gradient");
    return undefined;
  }
  return captureFault(program, eager, counts, capturing) ?? derivativeFault(program, counts);
}

/** Eager runs of a program. */
interface Eager {
  readonly float32: Reference;
  /** Tensors that some of TF.js's optimizers keep. */
  readonly kept: number;
}

function captureFault(
  program: Program,
  { float32, kept }: Eager,
  counts: Counts,
  capturing: Capture,
): string | undefined {
  const wrap = capturing as unknown as <F>(f: F, options?: { precision: "bfloat16" }) => F;
  const modes: [string, Mode][] = [["captured", { step: wrap, inner: wrap }]];
  if (program.inner) modes.push(["with a captured function inside", { inner: wrap }]);
  for (const [name, mode] of modes) {
    const fault = outcome(counts, kept, () => difference(program, mode, float32));
    if (fault) return `${name}: ${fault}`;
  }
  if (!supportsBfloat16() || !usesBfloat16(program)) return undefined;
  const mode: Mode = { step: (step) => wrap(step, { precision: "bfloat16" }) };
  const bfloat16 = reference(program, BFLOAT16);
  const fault = outcome(counts, kept, () => difference(program, mode, bfloat16));
  return fault && `captured in bfloat16: ${fault}`;
}

/** Operations that jump, or have a pole where sums may cancel: there 8 significant bits decide much. */
const JUMPS =
  /^tf\.(greater|less|equal|cast|floor|round|sign|step|argMax|div|reciprocal|log|log1p|rsqrt|pow)$/;

/** Whether a program has products of matrices or convolutions, and nothing that jumps. */
function usesBfloat16({ before, loss, after, inner }: Program): boolean {
  const statements = [...before, ...loss, ...after, ...(inner?.body ?? [])];
  const names = statements.map((each) => (each.kind === "call" ? each.fn : ""));
  return names.some((fn) => /conv|matMul/i.test(fn)) && !names.some((fn) => JUMPS.test(fn));
}

/** A fault of one mode; a refusal is none. */
function outcome(counts: Counts, kept: number, run: () => string | undefined): string | undefined {
  const { warn } = console;
  const warnings: string[] = [];
  console.warn = (message) => warnings.push(String(message));
  let fault: string | undefined;
  try {
    const leaked = tensorsKept(() => (fault = run())) - kept;
    fault ??= warnings.find((text) => text.includes("its graph failed"));
    if (leaked !== 0) fault ??= `${leaked} tensors are left over`;
    count(counts, fault ? "different" : "equal");
    return fault;
  } catch (error) {
    if (!(error instanceof CaptureRefused)) return `throws: ${(error as Error).message}`;
    count(counts, "refused");
    return undefined;
  } finally {
    console.warn = warn;
  }
}

function tensorsKept(run: () => void): number {
  const before = tf.memory().numTensors;
  run();
  return tf.memory().numTensors - before;
}
