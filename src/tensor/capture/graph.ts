/**
 * A TensorFlow graph as data: what a recording produces, what passes rewrite, and what is written
 * as a GraphDef.
 */

/** DataType of TensorFlow's types.proto, for the dtypes that appear in recorded graphs. */
export const DType = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  bool: 10,
  bfloat16: 14,
  resource: 20,
} as const;

/** An output of a node, in GraphDef's notation: the node's name, or `name:index`. */
export type Ref = string;

/** Shape and dtype (a {@link DType}) of a tensor. */
export interface TensorType {
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** The value of a node's attribute, as in TensorFlow's attr_value.proto. */
export type AttributeValue =
  | { readonly text: string }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly bool: boolean }
  | { readonly bools: readonly boolean[] }
  | { readonly type: number }
  | { readonly shape: readonly number[] }
  | { readonly tensor: TensorType & { readonly bytes: Uint8Array } };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** One operation of a graph. */
export interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Ref[];
  /** Names of nodes that must have run before, though nothing flows from them. */
  readonly after: readonly string[];
  readonly attributes: Attributes;
  readonly outputs: readonly TensorType[];
}

/** Nodes in an order in which they could run: a node refers only to nodes before it. */
export type Graph = readonly GraphNode[];

/** The reference to one output of a node. */
export function output(node: GraphNode, index = 0): Ref {
  return index === 0 ? node.name : `${node.name}:${index}`;
}

/** The name of the node that a reference refers to, and which of its outputs. */
export function resolve(ref: Ref): [name: string, index: number] {
  const [name, index = "0"] = ref.split(":") as [string, string?];
  return [name, Number(index)];
}

/** The graph without the nodes that no wanted output needs. */
export function prune(graph: Graph, wanted: readonly Ref[]): Graph {
  const needed = new Set(wanted.map((ref) => resolve(ref)[0]));
  for (const node of [...graph].reverse()) {
    if (!needed.has(node.name)) continue;
    for (const input of node.inputs) needed.add(resolve(input)[0]);
    for (const name of node.after) needed.add(name);
  }
  return graph.filter((node) => needed.has(node.name));
}
