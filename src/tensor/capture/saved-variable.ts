import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "../binding.js";

/** A variable with its value of this moment, held so that it can be put back. */
export class SavedVariable {
  readonly #dataId: object;

  constructor(
    readonly backend: NativeBackend,
    readonly variable: tf.Variable,
  ) {
    this.#dataId = variable.dataId;
    backend.incRef(this.#dataId);
  }

  changed(): boolean {
    return !this.variable.isDisposed && this.variable.dataId !== this.#dataId;
  }

  restore(): void {
    if (!this.changed()) return;
    const { shape, dtype } = this.variable;
    setTo(this.variable, shared(this.backend, { dataId: this.#dataId, shape, dtype }));
  }

  release(): void {
    this.backend.disposeData(this.#dataId);
  }
}

/** Assigns a value, and disposes it. */
export function setTo(variable: tf.Variable, value: tf.Tensor): void {
  variable.assign(value);
  value.dispose();
}

/** A new tensor of the same values, in the same memory. */
export function shared(backend: NativeBackend, info: tf.TensorInfo): tf.Tensor {
  const { dataId, shape, dtype } = info;
  backend.incRef(dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
}
