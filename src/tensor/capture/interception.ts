import type * as tf from "@tensorflow/tfjs";
import type { Binding, NativeBackend, OpAttr, TensorMetadata } from "../binding.js";
import { CaptureRefused } from "./refusal.js";

/** Listens to the operations that TF.js runs in TensorFlow. */
export interface Observer {
  /** Tensors are about to be inputs of an operation. */
  used(tensors: readonly tf.Tensor[], ids: readonly number[]): void;
  /** Values of JavaScript have become one of the addon's tensors. */
  created(metadata: TensorMetadata): void;
  /** An operation has run. */
  executed(op: string, attributes: OpAttr[], inputs: number[], outputs: TensorMetadata[]): void;
}

/**
 * Runs `body` while everything that TF.js asks of TensorFlow is shown to an observer, and while
 * what a graph could not repeat is refused: reading a tensor's values into JavaScript, and
 * JavaScript's random numbers.
 *
 * @throws CaptureRefused naming what was done
 */
export function intercept<Result>(
  backend: NativeBackend,
  observer: Observer,
  body: () => Result,
): Result {
  const { binding } = backend;
  const { random } = Math;
  const idsOf = backend.getInputTensorIds.bind(backend);
  let refusal: CaptureRefused | undefined;
  const refuseReading = () =>
    new CaptureRefused(
      "reads a tensor's values",
      "return the tensor from the step and read it outside",
    );

  backend.binding = observed(binding, observer);
  Object.assign(backend, {
    getInputTensorIds(tensors: tf.Tensor[]) {
      const ids = idsOf(tensors);
      observer.used(tensors, ids);
      return ids;
    },
    readSync() {
      throw refuseReading();
    },
    // A rejected promise that nobody awaits would end the process, so this refusal waits.
    async read(dataId: object) {
      refusal ??= refuseReading();
      return Object.getPrototypeOf(backend).readSync.call(backend, dataId);
    },
  });
  Math.random = () => {
    throw new CaptureRefused(
      "draws random numbers in JavaScript, which every run of the graph would repeat",
      "use Ganvas's randomNormal, randomUniform or dropout with a step number",
    );
  };
  try {
    const result = body();
    if (refusal) throw refusal;
    return result;
  } finally {
    Math.random = random;
    backend.binding = binding;
    // Uncovers the methods of the prototype.
    for (const name of ["getInputTensorIds", "readSync", "read"]) {
      delete (backend as unknown as Record<string, unknown>)[name];
    }
  }
}

/** The addon with an observer beside it. Its own methods cannot be assigned to, only inherited. */
function observed(binding: Binding, observer: Observer): Binding {
  const overrides: Partial<Binding> = {
    createTensor(shape, dtype, values) {
      const id = binding.createTensor(shape, dtype, values);
      observer.created({ id, shape, dtype });
      return id;
    },
    executeOp(op, attributes, inputs, count) {
      const outputs = binding.executeOp(op, attributes, inputs, count);
      observer.executed(op, attributes, inputs, outputs);
      return outputs;
    },
    deleteTensor: (id) => binding.deleteTensor(id),
    tensorDataSync: (id) => binding.tensorDataSync(id),
  };
  const properties = Object.entries(overrides).map(([name, value]) => [name, { value }]);
  return Object.create(binding, Object.fromEntries(properties)) as Binding;
}
