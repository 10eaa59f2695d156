import * as tf from "@tensorflow/tfjs";
import type { Binding, NativeBackend, OpAttr, TensorMetadata } from "../binding.js";
import { refuseNondeterminism } from "./nondeterminism.js";
import { replaced } from "./replaced.js";
import { CaptureRefused } from "./refusal.js";

/** Listens to the operations that TF.js runs in TensorFlow. */
export interface Observer {
  /** Tensors are about to be inputs of an operation. */
  used(tensors: readonly tf.Tensor[], ids: readonly number[]): void;
  /** Values of JavaScript have become one of the addon's tensors. */
  created(metadata: TensorMetadata): void;
  /** The step has made a tensor of values of JavaScript. */
  wrote(dataId: object): void;
  /** An operation has run. */
  executed(op: string, attributes: OpAttr[], inputs: number[], outputs: TensorMetadata[]): void;
  /** One of TF.js's optimizers updates variables. */
  updating(optimizer: tf.Optimizer): void;
  /** The step has created a variable. */
  createdVariable(variable: tf.Variable): void;
}

/**
 * Runs `body` while everything that TF.js asks of TensorFlow is shown to an observer, and while
 * what a graph could not repeat is refused: reading a tensor's values into JavaScript, and
 * JavaScript's random numbers and clocks.
 *
 * @throws CaptureRefused naming what was done
 */
export function intercept<Result>(
  backend: NativeBackend,
  observer: Observer,
  body: () => Result,
): Result {
  let refusal: CaptureRefused | undefined;
  const refuseReading = () =>
    new CaptureRefused(
      "reads a tensor's values",
      "return the tensor from the step and read it outside",
    );
  const [idsOf, write, readSync] = [
    backend.getInputTensorIds.bind(backend),
    backend.write.bind(backend),
    backend.readSync.bind(backend),
  ];
  const replacements = {
    binding: observed(backend.binding, observer),
    getInputTensorIds(tensors: tf.Tensor[]) {
      const ids = idsOf(tensors);
      observer.used(tensors, ids);
      return ids;
    },
    write(...parameters: Parameters<NativeBackend["write"]>) {
      const dataId = write(...parameters);
      observer.wrote(dataId);
      return dataId;
    },
    readSync() {
      throw refuseReading();
    },
    // A rejected promise that nobody awaits would end the process, so this refusal waits.
    async read(dataId: object) {
      refusal ??= refuseReading();
      return readSync(dataId);
    },
  };
  const undo: (() => void)[] = [];
  try {
    for (const [name, value] of Object.entries(replacements)) {
      undo.push(replaced(backend, name, value));
    }
    undo.push(refuseNondeterminism());
    undo.push(...observeOptimizers(observer));
    undo.push(observeVariables(observer));
    const result = body();
    if (refusal) throw refusal;
    return result;
  } finally {
    undo.reverse().forEach((restore) => restore());
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

const OPTIMIZERS = [
  tf.SGDOptimizer,
  tf.MomentumOptimizer,
  tf.AdagradOptimizer,
  tf.AdadeltaOptimizer,
  tf.AdamOptimizer,
  tf.AdamaxOptimizer,
  tf.RMSPropOptimizer,
];

/** Tells the observer of TF.js's optimizers, whose settings are numbers of JavaScript. */
function observeOptimizers(observer: Observer): (() => void)[] {
  return OPTIMIZERS.map(({ prototype }: { prototype: tf.Optimizer }) => {
    const { applyGradients } = prototype;
    return replaced(prototype, "applyGradients", function (this: tf.Optimizer, gradients: never) {
      observer.updating(this);
      applyGradients.call(this, gradients);
    });
  });
}

/** Tells the observer of new variables. */
function observeVariables(observer: Observer): () => void {
  const engine = tf.engine();
  const { makeVariable } = engine;
  return replaced(engine, "makeVariable", (...parameters: Parameters<typeof makeVariable>) => {
    const variable = makeVariable.apply(engine, parameters);
    observer.createdVariable(variable);
    return variable;
  });
}
