import * as tf from "@tensorflow/tfjs";

/** Tensors by the name of a kernel's input. */
export type Inputs = Readonly<Record<string, tf.Tensor>>;

/** A kernel on native TensorFlow, and composed from other kernels where that is not at hand. */
export interface KernelForms<Attributes> {
  native?(inputs: Inputs, attributes: Attributes): tf.Tensor | tf.Tensor[];
  portable?(inputs: Inputs, attributes: Attributes): tf.Tensor | tf.Tensor[];
}

const BACKENDS = { native: ["tensorflow"], portable: ["wasm", "cpu"] } as const;

/** Registers a kernel, in place of TF.js's own where it has one of that name. */
export function defineKernel<Attributes>(name: string, forms: KernelForms<Attributes>): void {
  for (const form of ["native", "portable"] as const) {
    const compute = forms[form];
    if (!compute) continue;
    for (const backendName of BACKENDS[form]) {
      if (tf.getKernel(name, backendName)) tf.unregisterKernel(name, backendName);
      const kernelFunc = ({ inputs, attrs }: { inputs: unknown; attrs?: unknown }) =>
        tf.tidy(() => compute(inputs as Inputs, (attrs ?? {}) as Attributes));
      tf.registerKernel({ kernelName: name, backendName, kernelFunc });
    }
  }
}

/** Runs a kernel by name, seen by the tape. */
export function runKernel<Output = tf.Tensor>(
  name: string,
  inputs: Inputs,
  attributes?: object,
): Output {
  return tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap) as Output;
}

/** The tensors that a kernel saves for its gradient: inputs by name, then whether each output. */
export interface Saved {
  readonly inputs?: readonly string[];
  readonly outputs?: readonly boolean[];
}

/** The gradient of each input, computed only when asked for. */
export type InputGradients = Record<string, () => tf.Tensor>;

/**
 * Registers the gradient of a kernel, in place of TF.js's own.
 *
 * @param gradient of the incoming gradient (one an output, where the kernel has several), of what
 *   was saved (inputs first), and of the kernel's attributes
 */
export function defineGradient<Attributes, Dy extends tf.Tensor | tf.Tensor[] = tf.Tensor>(
  kernelName: string,
  { inputs = [], outputs = [] }: Saved,
  gradient: (dy: Dy, saved: tf.Tensor[], attributes: Attributes) => InputGradients,
): void {
  if (tf.getGradient(kernelName)) tf.unregisterGradient(kernelName);
  tf.registerGradient({
    kernelName,
    inputsToSave: [...inputs],
    outputsToSave: [...outputs],
    gradFunc: (dy, saved, attrs) => gradient(dy as Dy, saved, (attrs ?? {}) as Attributes),
  });
}
