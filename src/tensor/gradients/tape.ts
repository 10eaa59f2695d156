/**
 * Mends TF.js's gradient tape in four places.
 *
 * **Order.** A kernel whose gradient needs its own output (tanh, sigmoid, exp, ...) saves a clone of
 * it, and TF.js tapes that clone *before* the kernel. In a gradient of a gradient the clone is then
 * not seen as a function of the input: it acts as a constant, and the second derivative is silently
 * wrong. Here the clone follows the kernel that made its value.
 *
 * **Optional inputs.** A kernel whose optional input is left out, such as a batch norm without a
 * scale, cannot be differentiated in TF.js: it tries to save and to visit what is not there.
 *
 * **Zeros.** A node whose incoming gradient is known to be zero passes zeros on without computing.
 *
 * **Logic.** A comparison of numbers has the gradient zero. By a bool tensor that the differentiated
 * function is given, logic has none, and throws, as in TF.js.
 */
import * as tf from "@tensorflow/tfjs";
import { isConstant, isFlat } from "./flat.js";
import { isZero, zero } from "./zero.js";

type Gradients = Readonly<Record<string, () => tf.Tensor>>;

interface TapeNode {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  gradient?: (dys: readonly (tf.Tensor | null)[]) => Gradients;
}

type AddTapeNode = (
  kernelName: string,
  inputs: TapeNode["inputs"],
  outputs: readonly tf.Tensor[],
  gradient: unknown,
  saved: readonly tf.Tensor[],
  attributes: unknown,
) => void;

type GetSaved = (
  kernelName: string,
  inputs: TapeNode["inputs"],
  outputs: readonly tf.Tensor[],
) => (tf.Tensor | undefined)[];

interface Engine {
  readonly state?: { readonly activeTape?: TapeNode[] | null };
  addTapeNode?: AddTapeNode;
  getTensorsForGradient?: GetSaved;
}

/** The inputs that were given. */
function given(inputs: TapeNode["inputs"]): TapeNode["inputs"] {
  const entries = Object.entries(inputs);
  const present = entries.filter(([, tensor]) => tensor);
  return present.length === entries.length ? inputs : Object.fromEntries(present);
}

/** Puts the clones of a kernel's outputs, which were taped just before it, behind it. */
function reorder(tape: TapeNode[], node: TapeNode, saved: readonly tf.Tensor[]): void {
  const end = tape.length - 1;
  let start = end;
  while (start > 0 && saved.includes(tape[start - 1]!.outputs[0]!)) start--;
  const clones = tape.slice(start, end);
  const isOutput = (clone: TapeNode) => node.outputs.includes(clone.inputs.x!);
  const ofInputs = clones.filter((clone) => !isOutput(clone));
  tape.splice(start, Infinity, ...ofInputs, node, ...clones.filter(isOutput));
}

/** The same gradient, but nothing is computed where it is zero anyway. */
function skipZeros(node: TapeNode, tape: readonly TapeNode[], flat: boolean): TapeNode["gradient"] {
  const { gradient, inputs, outputs } = node;
  if (!flat && !gradient) return undefined; // the engine throws, with the kernel's name
  return (dys) => {
    if (dys.every((dy) => dy === null || isZero(dy))) {
      return gradientsBy(inputs, (x) => zero(x.shape));
    }
    if (flat) return gradientsBy(inputs, (x) => gradientOfStep(node, x, tape));
    return gradient!(dys.map((dy, index) => dy ?? zero(outputs[index]!.shape)));
  };
}

function gradientsBy(inputs: TapeNode["inputs"], by: (x: tf.Tensor) => tf.Tensor): Gradients {
  return Object.fromEntries(Object.entries(inputs).map(([name, x]) => [name, () => by(x)]));
}

/** Zero by a number. By a bool tensor there is none: NaN, which ends where a comparison made it. */
function gradientOfStep(
  { kernelName }: TapeNode,
  x: tf.Tensor,
  tape: readonly TapeNode[],
): tf.Tensor {
  if (x.dtype !== "bool" || isConstant(kernelName)) return zero(x.shape);
  if (tape.some(({ outputs }) => outputs.includes(x))) return tf.fill(x.shape, NaN);
  throw new TypeError(
    `Gradients are expected to be taken by numbers, but ${kernelName} takes a bool tensor that the ` +
      `function is given; cast it to float32 and compute with numbers.`,
  );
}

const engine = tf.engine() as unknown as Engine;
const { addTapeNode, getTensorsForGradient } = engine;
if (addTapeNode && getTensorsForGradient) {
  engine.getTensorsForGradient = function (...call) {
    return getTensorsForGradient.apply(this, call).filter((tensor) => tensor);
  };

  engine.addTapeNode = function (kernelName, inputs, outputs, gradient, saved, attributes) {
    addTapeNode.call(this, kernelName, given(inputs), outputs, gradient, saved, attributes);
    const tape = this.state?.activeTape;
    const node = tape?.at(-1);
    // TF.js pins these internals only by its version: with others, leave the tape as it is.
    if (!tape || node?.outputs !== outputs) return;
    node.gradient = skipZeros(node, tape, isFlat({ kernelName, inputs, attributes }));
    reorder(tape, node, saved);
  };
}
