import type * as tf from "@tensorflow/tfjs";
import { resourceShape } from "../resources.js";
import type { Binding, NativeBackend, OpAttr, TensorMetadata } from "./binding.js";
import { DType, output, type Attributes, type AttributeValue } from "./graph.js";
import type { GraphNode, Ref, TensorType } from "./graph.js";
import type { Observer } from "./interception.js";
import { CaptureRefused } from "./refusal.js";

/** Writes down, as nodes of a graph, what TensorFlow is asked to do. */
export class Recorder implements Observer {
  readonly nodes: GraphNode[] = [];
  readonly #backend: NativeBackend;
  /** Which output of which node each of the addon's tensors is. */
  readonly #refs = new Map<number, Ref>();
  /** Tensors from before the recording, by the addon's number, until they are needed. */
  readonly #outer = new Map<number, tf.Tensor>();
  /** The last node that touched a resource, by the resource's handle. */
  readonly #touched = new Map<Ref, string>();

  constructor(backend: NativeBackend) {
    this.#backend = backend;
  }

  /** Declares that a tensor will be fed anew at every run. */
  placeholder(tensor: tf.Tensor): Ref {
    const [id] = this.#backend.getInputTensorIds([tensor]);
    const { dtype } = this.#backend.tensorMap.get(tensor.dataId);
    const { shape } = tensor;
    const attributes = { dtype: { type: dtype }, shape: { shape } };
    const ref = this.#add("Placeholder", [], attributes, [{ shape, dtype }]);
    this.#refs.set(id!, ref);
    return ref;
  }

  /** The output of the graph that a tensor is, under a name of its own, to be fetched. */
  fetch(tensor: tf.Tensor): Ref {
    const [id] = this.#backend.getInputTensorIds([tensor]);
    this.used([tensor], [id!]);
    const { dtype } = this.#backend.tensorMap.get(tensor.dataId);
    const type = { shape: tensor.shape, dtype };
    // TensorFlow refuses to fetch what is fed.
    return this.#add("Identity", [this.#ref(id!)], { T: { type: dtype } }, [type]);
  }

  used(tensors: readonly tf.Tensor[], ids: readonly number[]): void {
    tensors.forEach((tensor, index) => {
      const id = ids[index]!;
      if (!this.#refs.has(id)) this.#outer.set(id, tensor);
    });
  }

  created({ id, shape, dtype }: TensorMetadata, values: ArrayBufferView): void {
    this.#refs.set(id, this.#constant({ shape, dtype }, values));
  }

  executed(op: string, attributes: OpAttr[], inputs: number[], outputs: TensorMetadata[]): void {
    const refs = inputs.map((id) => this.#ref(id));
    const types = outputs.map(({ shape, dtype }) => ({ shape, dtype }));
    const node = this.#node(op, refs, translate(attributes, this.#backend.binding), types);
    outputs.forEach(({ id }, index) => this.#refs.set(id, output(node, index)));
  }

  #ref(id: number): Ref {
    const known = this.#refs.get(id);
    if (known !== undefined) return known;
    const ref = this.#fromOutside(id);
    this.#refs.set(id, ref);
    return ref;
  }

  /** A tensor that was there before the step: its values never change, so they join the graph. */
  #fromOutside(id: number): Ref {
    const tensor = this.#outer.get(id);
    if (!tensor)
      throw new Error(`Tensor ${id} is expected to come from an operation but does not.`);
    const { dtype } = this.#backend.tensorMap.get(tensor.dataId);
    if (dtype === DType.resource) return this.#resource(tensor);
    return this.#constant({ shape: tensor.shape, dtype }, this.#backend.binding.tensorDataSync(id));
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
    if (!ArrayBuffer.isView(values)) {
      throw new CaptureRefused("makes a tensor of strings", "make it outside");
    }
    // Copied, because the caller may change its array afterwards.
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    const attributes = { dtype: { type: type.dtype }, value: { tensor: { ...type, bytes } } };
    return this.#add("Const", [], attributes, [type]);
  }

  #add(op: string, inputs: Ref[], attributes: Attributes, types: TensorType[]): Ref {
    return output(this.#node(op, inputs, attributes, types));
  }

  #node(op: string, inputs: Ref[], attributes: Attributes, outputs: TensorType[]): GraphNode {
    const name = `n${this.nodes.length}`;
    // What touches one resource happens in the order in which it was recorded.
    const resources = inputs.filter((ref) => this.#isHandle(ref));
    const after = resources.flatMap((ref) => this.#touched.get(ref) ?? []);
    for (const ref of resources) this.#touched.set(ref, name);
    const node = { name, op, inputs, after, attributes, outputs };
    this.nodes.push(node);
    return node;
  }

  #isHandle(ref: Ref): boolean {
    return this.nodes[Number(ref.slice(1).split(":")[0])]?.op === "VarHandleOp";
  }
}

/** The attributes of an operation as the addon takes them, in the graph's terms. */
function translate(attributes: OpAttr[], binding: Binding): Attributes {
  const encode = ({ name, type, value }: OpAttr): AttributeValue => {
    switch (type) {
      case binding.TF_ATTR_STRING:
        return { text: value as string };
      case binding.TF_ATTR_INT:
        return Array.isArray(value) ? { ints: value } : { int: value as number };
      case binding.TF_ATTR_FLOAT:
        return Array.isArray(value) ? { floats: value } : { float: value as number };
      case binding.TF_ATTR_BOOL:
        // Some of tfjs-node's kernels pass 0 or 1.
        return Array.isArray(value) ? { bools: value } : { bool: Boolean(value) };
      case binding.TF_ATTR_TYPE:
        return { type: value as number };
      case binding.TF_ATTR_SHAPE:
        return { shape: value as number[] };
    }
    throw new Error(`Attribute ${name} is expected to be of a known kind but has number ${type}.`);
  };
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, encode(attribute)]));
}
