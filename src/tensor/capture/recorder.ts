import type * as tf from "@tensorflow/tfjs";
import { resourceShape } from "../resources.js";
import { translate } from "./attributes.js";
import type { NativeBackend, OpAttr, TensorMetadata } from "../binding.js";
import { Dependencies } from "./dependencies.js";
import { DType, output, resolve, type Attributes } from "./graph.js";
import type { GraphNode, Ref, TensorType } from "./graph.js";
import type { Observer } from "./interception.js";
import { CaptureRefused } from "./refusal.js";
import { SavedVariable } from "./saved-variable.js";
import { newestTensor } from "./structure.js";

/** Larger tensors are not copied into the graph but fed at each run, which costs nothing. */
const LARGEST_CONSTANT = 2 ** 16; // bytes

/** Operations whose type is that of their first input, whatever TF.js says. */
const TYPED_BY_INPUT = new Set(["ExpandDims", "Max", "Mean", "Min", "Prod", "Sum"]);

/** Writes down, as nodes of a graph, what TensorFlow is asked to do. */
export class Recorder implements Observer {
  readonly nodes: GraphNode[] = [];
  /** Placeholders of fed tensors that never change, each with the data, which is held. */
  readonly held: [ref: Ref, dataId: object][] = [];
  /** The number of the newest tensor before the step's run. */
  readonly newest = newestTensor();
  readonly dependencies: Dependencies;
  /** Variables that the step creates, with their initial values. */
  readonly createdVariables: SavedVariable[] = [];
  readonly #backend: NativeBackend;
  /** Which output of which node each of the addon's tensors is. */
  readonly #refs = new Map<number, Ref>();
  /** Tensors that no recorded operation made, by the addon's number. */
  readonly #outer = new Map<number, tf.Tensor>();
  /** Values that TF.js's kernels gave to the addon without a tensor, by the addon's number. */
  readonly #created = new Map<number, TensorMetadata>();
  /** The last node that touched a resource, by the resource's handle. */
  readonly #touched = new Map<Ref, string>();

  constructor(backend: NativeBackend) {
    this.#backend = backend;
    this.dependencies = new Dependencies(backend, this.newest);
  }

  /** Declares that a tensor will be fed at every run. */
  placeholder(tensor: tf.Tensor): Ref {
    const [id] = this.#backend.getInputTensorIds([tensor]);
    const type = this.#typeOf(tensor);
    const attributes = { dtype: { type: type.dtype }, shape: { shape: type.shape } };
    const ref = this.#add("Placeholder", [], attributes, [type]);
    this.#refs.set(id!, ref);
    return ref;
  }

  /** The output of the graph that a tensor is, under its own name, to be fetched. */
  fetch(tensor: tf.Tensor): Ref {
    const [id] = this.#backend.getInputTensorIds([tensor]);
    this.used([tensor], [id!]);
    const type = this.#typeOf(tensor);
    // TensorFlow refuses to fetch what is fed.
    return this.#add("Identity", [this.#ref(id!)], { T: { type: type.dtype } }, [type]);
  }

  used(tensors: readonly tf.Tensor[], ids: readonly number[]): void {
    tensors.forEach((tensor, index) => {
      const id = ids[index]!;
      if (!this.#refs.has(id)) this.#outer.set(id, tensor);
    });
  }

  updating(optimizer: tf.Optimizer): void {
    this.dependencies.addOptimizer(optimizer);
  }

  wrote(dataId: object): void {
    this.dependencies.addOfStep(dataId);
  }

  createdVariable(variable: tf.Variable): void {
    this.createdVariables.push(new SavedVariable(this.#backend, variable));
  }

  created(metadata: TensorMetadata): void {
    this.#created.set(metadata.id, metadata);
  }

  executed(op: string, attributes: OpAttr[], inputs: number[], outputs: TensorMetadata[]): void {
    if (op === "VarHandleOp") return; // a resource joins the graph where it is first used
    const refs = inputs.map((id) => this.#ref(id));
    const types = outputs.map(({ shape, dtype }) => ({ shape, dtype }));
    const translated = {
      ...translate(attributes, this.#backend.binding),
      ...this.#inferred(op, refs),
    };
    const node = this.#node(op, refs, translated, types);
    outputs.forEach(({ id }, index) => this.#refs.set(id, output(node, index)));
  }

  /** Attributes that TensorFlow infers for an operation run eagerly, but not for one in a graph. */
  #inferred(op: string, inputs: readonly Ref[]): Attributes {
    if (!TYPED_BY_INPUT.has(op)) return {};
    const [name, index] = resolve(inputs[0]!);
    return { T: { type: this.#nodeOf(name).outputs[index]!.dtype } };
  }

  /** Nodes are named by their position. */
  #nodeOf(name: string): GraphNode {
    return this.nodes[Number(name.slice(1))]!;
  }

  #ref(id: number): Ref {
    const existing = this.#refs.get(id);
    if (existing !== undefined) return existing;
    const ref = this.#fromOutside(id);
    this.#refs.set(id, ref);
    return ref;
  }

  /**
   * A tensor that no operation of the step made: it was there before, or JavaScript gave its
   * values. Those never change, so they join the graph.
   */
  #fromOutside(id: number): Ref {
    const tensor = this.#outer.get(id);
    const type = tensor ? this.#typeOf(tensor) : this.#created.get(id);
    if (!type) throw new Error(`Tensor ${id} is expected to be known but is not.`);
    if (type.dtype === DType.resource) return this.#resource(tensor!);
    if (type.dtype === DType.string) {
      throw new CaptureRefused("uses a tensor of strings", "leave it to code outside of the step");
    }
    if (tensor) this.dependencies.addTensor(tensor);
    const values = this.#backend.binding.tensorDataSync(id);
    if (!tensor || values.byteLength <= LARGEST_CONSTANT) return this.#constant(type, values);
    const { dataId } = tensor;
    this.dependencies.hold(dataId);
    const ref = this.placeholder(tensor);
    this.held.push([ref, dataId]);
    return ref;
  }

  #typeOf(tensor: tf.Tensor): TensorType {
    const { dtype } = this.#backend.tensorMap.get(tensor.dataId);
    return { shape: tensor.shape, dtype };
  }

  #resource(handle: tf.Tensor): Ref {
    const shape = resourceShape(handle.dataId);
    if (!shape) throw new CaptureRefused("uses a foreign TensorFlow resource", "use tf.Variable");
    const name = `resource${this.nodes.length}`;
    const attributes = {
      dtype: { type: DType.float32 },
      shape: { shape },
      shared_name: { text: name },
    };
    return this.#add("VarHandleOp", [], attributes, [{ shape: [], dtype: DType.resource }]);
  }

  #constant(type: TensorType, values: ArrayBufferView): Ref {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const { shape, dtype } = type;
    const attributes = { dtype: { type: dtype }, value: { tensor: { shape, dtype, bytes } } };
    return this.#add("Const", [], attributes, [{ shape, dtype }]);
  }

  #add(op: string, inputs: Ref[], attributes: Attributes, types: TensorType[]): Ref {
    return output(this.#node(op, inputs, attributes, types));
  }

  #node(op: string, inputs: Ref[], attributes: Attributes, outputs: TensorType[]): GraphNode {
    const name = `n${this.nodes.length}`;
    // Operations on one resource run in the order in which they were recorded.
    const resources = inputs.filter((ref) => this.#nodeOf(resolve(ref)[0]).op === "VarHandleOp");
    const after = resources.flatMap((ref) => this.#touched.get(ref) ?? []);
    for (const ref of resources) this.#touched.set(ref, name);
    const node = { name, op, inputs, after, attributes, outputs };
    this.nodes.push(node);
    return node;
  }
}
