import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "../binding.js";
import { prune, type Graph, type Ref } from "./graph.js";
import { intercept } from "./interception.js";
import { Recorder, settingsOf } from "./recorder.js";
import { CaptureRefused } from "./refusal.js";
import { replaced } from "./replaced.js";
import { flatten } from "./structure.js";

/** A step of tensors. */
export type Step<Result> = (...inputs: tf.Tensor[]) => Result;

/** One run of a step, and the graph that does the same. */
export interface Recording<Result> {
  /** The run's result; the caller disposes its tensors. */
  readonly result: Result;
  /** Whether a tensor is older than the run. */
  isOlder(tensor: tf.Tensor): boolean;
  /** The values that the run assigned to `written`. */
  readonly assigned: readonly tf.Tensor[];
  /** Frees the run's result, also tensors that the step kept, but none that are older. */
  discard(): void;
  /** Without what no fetch needs. */
  readonly graph: Graph;
  /** The placeholder of each input; none, "", of a variable. */
  readonly inputs: readonly Ref[];
  /** The variables that exist, each with its placeholder. */
  readonly variables: readonly (readonly [tf.Variable, Ref])[];
  /** Tensors from outside that the graph is fed, as the addon's numbers, each with its placeholder. */
  readonly held: readonly (readonly [id: number, Ref])[];
  /**
   * Why the step would not do the same any more, where that can be told: a tensor from outside was
   * disposed, or an optimizer of TF.js has other settings.
   */
  outdated(): string | undefined;
  /** First the result's tensors, in the order of `flatten`, then the new values of `written`. */
  readonly fetches: readonly Ref[];
  /** Variables that the step assigns. */
  readonly written: readonly tf.Variable[];
  /** Whether the run created variables, which the graph does not do. */
  readonly createsVariables: boolean;
  /** Frees what is held, when the graph is no longer needed. */
  release(): void;
}

/**
 * Runs a step once and records the graph that does the same: TF.js's tape has by then made gradients
 * and updates into plain operations. Afterwards the variables are as before, so that the graph can
 * do the step, unless the run created variables: then it counts as done.
 *
 * @param mayCreate whether the step may create variables
 * @throws whatever the step throws, and CaptureRefused; the variables are then as before, and those
 *   that it created have their initial values: an optimizer or a layer that keeps them can go on
 */
export function record<Result>(
  backend: NativeBackend,
  step: Step<Result>,
  inputs: readonly tf.Tensor[],
  mayCreate: boolean,
): Recording<Result> {
  const variables = Object.values(tf.engine().registeredVariables);
  variables.forEach((variable) => setTo(variable, ownHandle(backend, variable)));
  const before = variables.map((variable) => new SavedVariable(backend, variable));
  const created: SavedVariable[] = [];
  const recorder = new Recorder(backend);
  const inputRefs: Ref[] = [];
  let result: Result;
  try {
    tf.tidy(() => {
      const isVariable = (input: tf.Tensor) => variables.includes(input as tf.Variable);
      // A variable goes in as it is: the step may also assign it, or take a gradient by it.
      const handles = inputs.map((input) =>
        isVariable(input) ? input : ownHandle(backend, input),
      );
      before.forEach((held) => held.placeholder(recorder));
      inputRefs.push(
        ...handles.map((input) => (isVariable(input) ? "" : recorder.placeholder(input))),
      );
      const forgetCreated = observeVariables((variable) =>
        created.push(new SavedVariable(backend, variable)),
      );
      try {
        result = intercept(backend, recorder, () => step(...handles));
      } finally {
        forgetCreated();
      }
      return flatten(result);
    });
    const newVariable = created.find(({ variable }) => !variable.isDisposed);
    if (newVariable && !mayCreate) {
      throw new CaptureRefused(
        `creates a variable again, "${newVariable.variable.name}", after its first call with these inputs`,
        "create it outside of the step",
      );
    }
    const written = before.filter((held) => held.changed()).map(({ variable }) => variable);
    const fetches = [...flatten(result!), ...written].map((tensor) => recorder.fetch(tensor));
    const assigned = newVariable
      ? []
      : written.map((variable) => tf.keep(shared(backend, variable)));
    if (!newVariable) before.forEach((held) => held.restore());
    const graph = prune(recorder.nodes, fetches);
    const needed = new Set(graph.map(({ name }) => name));
    return {
      result: result!,
      isOlder: (tensor) => recorder.isOlder(tensor),
      assigned,
      discard() {
        tf.dispose(flatten(result!).filter((tensor) => !recorder.isOlder(tensor)));
        tf.dispose([...assigned]);
      },
      graph,
      inputs: inputRefs,
      variables: before.map(({ variable, ref }) => [variable, ref]),
      fetches,
      written,
      held: recorder.held
        .filter(([ref]) => needed.has(ref))
        .map(([ref, dataId]) => [backend.tensorMap.get(dataId).id, ref]),
      outdated: () => outdated(recorder),
      createsVariables: newVariable !== undefined,
      release: () => recorder.release(),
    };
  } catch (error) {
    for (const held of [...before, ...created]) held.restore();
    recorder.release();
    throw error;
  } finally {
    for (const held of [...before, ...created]) held.release();
  }
}

function outdated(recorder: Recorder): string | undefined {
  const changed = recorder.optimizers.find(
    ([optimizer, settings]) => settingsOf(optimizer) !== settings,
  );
  if (changed) return `the settings of ${changed[0].getClassName()} changed`;
  return recorder.lostTensor() ? "a tensor that it used was disposed" : undefined;
}

/**
 * The same values under their own number in the addon: recordings tell tensors apart by that
 * number, and `clone` and `assign` let tensors share it. The memory is shared, not copied.
 */
function ownHandle(backend: NativeBackend, tensor: tf.Tensor): tf.Tensor {
  const { binding } = backend;
  const ids = backend.getInputTensorIds([tensor]);
  const { dtype } = backend.tensorMap.get(tensor.dataId);
  const attributes = [{ name: "T", type: binding.TF_ATTR_TYPE, value: dtype }];
  return backend.createOutputTensor(binding.executeOp("Identity", attributes, ids, 1)[0]!);
}

/** Calls `onCreated` with each new variable, until the returned function is called. */
function observeVariables(onCreated: (variable: tf.Variable) => void): () => void {
  const engine = tf.engine();
  const { makeVariable } = engine;
  return replaced(engine, "makeVariable", (...parameters: Parameters<typeof makeVariable>) => {
    const variable = makeVariable.apply(engine, parameters);
    onCreated(variable);
    return variable;
  });
}

/** A tensor of the same values, in the same memory. */
function shared(backend: NativeBackend, info: tf.TensorInfo): tf.Tensor {
  const { dataId, shape, dtype } = info;
  backend.incRef(dataId);
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
}

function setTo(variable: tf.Variable, value: tf.Tensor): void {
  variable.assign(value);
  value.dispose();
}

/** A variable's value from before a recording, held so that it can be put back. */
class SavedVariable {
  ref: Ref = "";
  readonly #dataId: object;

  constructor(
    readonly backend: NativeBackend,
    readonly variable: tf.Variable,
  ) {
    this.#dataId = variable.dataId;
    backend.incRef(this.#dataId);
  }

  placeholder(recorder: Recorder): void {
    this.ref = recorder.placeholder(this.variable);
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
