import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "../binding.js";
import { prune, type Graph, type Ref } from "./graph.js";
import { intercept } from "./interception.js";
import { Recorder } from "./recorder.js";
import { CaptureRefused } from "./refusal.js";
import { SavedVariable, setTo, shared } from "./saved-variable.js";
import { flatten } from "./structure.js";

/** A step of tensors. */
export type Step<Result> = (...inputs: tf.Tensor[]) => Result;

/** One run of a step, and the graph that does the same. */
export interface Recording<Result> {
  /** The run's result; the caller disposes its tensors. */
  readonly result: Result;
  /** The number of the newest tensor before the run. */
  readonly newest: number;
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
  /** Why the step would not do the same any more, where that can be told. */
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
  const recorder = new Recorder(backend);
  const { newest, dependencies, createdVariables } = recorder;
  const [inputRefs, variableRefs]: [Ref[], Ref[]] = [[], []];
  let result: Result;
  try {
    tf.tidy(() => {
      const isVariable = (input: tf.Tensor) => variables.includes(input as tf.Variable);
      // A variable goes in as it is: the step may also assign it, or take a gradient by it.
      const handles = inputs.map((input) =>
        isVariable(input) ? input : ownHandle(backend, input),
      );
      variableRefs.push(...variables.map((variable) => recorder.placeholder(variable)));
      inputRefs.push(
        ...handles.map((input) => (isVariable(input) ? "" : recorder.placeholder(input))),
      );
      result = intercept(backend, recorder, () => step(...handles));
      return flatten(result);
    });
    const newVariable = createdVariables.find(({ variable }) => !variable.isDisposed);
    if (newVariable && !mayCreate) {
      throw new CaptureRefused(
        `creates a variable again, "${newVariable.variable.name}", after its first call with these inputs`,
        "create it outside of the step",
      );
    }
    const written = before.filter((saved) => saved.changed()).map(({ variable }) => variable);
    const fetches = [...flatten(result!), ...written].map((tensor) => recorder.fetch(tensor));
    const assigned = newVariable
      ? []
      : written.map((variable) => tf.keep(shared(backend, variable)));
    if (!newVariable) before.forEach((saved) => saved.restore());
    const graph = prune(recorder.nodes, fetches);
    const needed = new Set(graph.map(({ name }) => name));
    return {
      result: result!,
      newest,
      assigned,
      discard() {
        tf.dispose(flatten(result!).filter(({ id }) => id > newest));
        tf.dispose([...assigned]);
      },
      graph,
      inputs: inputRefs,
      variables: variables.map((variable, index) => [variable, variableRefs[index]!]),
      fetches,
      written,
      held: recorder.held
        .filter(([ref]) => needed.has(ref))
        .map(([ref, dataId]) => [backend.tensorMap.get(dataId).id, ref]),
      outdated: () => dependencies.change(),
      createsVariables: newVariable !== undefined,
      release: () => dependencies.release(),
    };
  } catch (error) {
    for (const saved of [...before, ...createdVariables]) saved.restore();
    dependencies.release();
    throw error;
  } finally {
    for (const saved of [...before, ...createdVariables]) saved.release();
  }
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
