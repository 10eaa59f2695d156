import { DType, resolve, type Graph, type GraphNode, type Ref } from "../graph.js";
import { Reading } from "./rewriting.js";

/** Operations by the inputs that are numbers (not shapes or statistics). */
type Operations = Readonly<Record<string, readonly number[]>>;

/** Operations worth converting: convolutions and matrix products. They add up in float32. */
const PRODUCTS: Operations = {
  MatMul: [0, 1],
  BatchMatMul: [0, 1],
  BatchMatMulV2: [0, 1],
  Conv2D: [0, 1],
  Conv2DBackpropInput: [1, 2],
  Conv2DBackpropFilter: [0, 2],
  DepthwiseConv2dNative: [0, 1],
  DepthwiseConv2dNativeBackpropInput: [1, 2],
  DepthwiseConv2dNativeBackpropFilter: [0, 2],
};

/**
 * Operations converted between two products, to avoid casts to float32 and back, and to be fused into
 * them. None of them adds up many numbers, but batch norm, which does so in float32.
 */
const FOLLOWERS: Operations = {
  BiasAdd: [0, 1],
  Relu: [0],
  Relu6: [0],
  LeakyRelu: [0],
  MaxPool: [0],
  Reshape: [0],
  Transpose: [0],
  Add: [0, 1],
  AddV2: [0, 1],
  ReluGrad: [0, 1],
  Relu6Grad: [0, 1],
  LeakyReluGrad: [0, 1],
  MaxPoolGrad: [0, 1, 2],
  FusedBatchNormV3: [0],
  FusedBatchNormGradV3: [0, 1],
};

/**
 * Products read and give bfloat16 numbers, half as wide as float32 with the same range and 8 instead
 * of 24 significant bits. All else, the variables and their updates above all, stays float32
 * (Kalamkar et al. 2019; master weights as in Micikevicius et al. 2018).
 */
export function toBfloat16(graph: Graph): Graph {
  const reading = new Reading(graph);
  const narrow = chooseNarrow(graph, reading);
  const rewritten: GraphNode[] = [];
  const casts = new Map<string, Ref>();

  const cast = (ref: Ref, to: number): Ref => {
    const name = `${ref.replace(":", "_")}_${to === DType.bfloat16 ? "narrow" : "wide"}`;
    if (!casts.has(name)) {
      const from = to === DType.bfloat16 ? DType.float32 : DType.bfloat16;
      const { shape } = reading.type(ref);
      const attributes = { SrcT: { type: from }, DstT: { type: to } };
      const outputs = [{ shape, dtype: to }];
      rewritten.push({ name, op: "Cast", inputs: [ref], after: [], attributes, outputs });
      casts.set(name, name);
    }
    return name;
  };
  const isNarrow = (ref: Ref) => narrow.has(resolve(ref)[0]) && resolve(ref)[1] === 0;

  for (const node of graph) {
    const numbers = narrow.has(node.name) ? numbersOf(node) : [];
    const inputs = node.inputs.map((ref, index) => {
      if (numbers.includes(index) === isNarrow(ref)) return ref;
      return cast(ref, numbers.includes(index) ? DType.bfloat16 : DType.float32);
    });
    if (!narrow.has(node.name)) rewritten.push({ ...node, inputs });
    else rewritten.push(narrowed({ ...node, inputs }));
  }
  return rewritten;
}

const numbersOf = ({ op }: GraphNode) => PRODUCTS[op] ?? FOLLOWERS[op] ?? [];

/** The node with its first output, which is the numbers, in bfloat16. */
function narrowed(node: GraphNode): GraphNode {
  const [first, ...others] = node.outputs;
  return {
    ...node,
    attributes: { ...node.attributes, T: { type: DType.bfloat16 } },
    outputs: [{ ...first!, dtype: DType.bfloat16 }, ...others],
  };
}

/**
 * Whether a node is the gradient of a filter that is larger than the image: oneDNN's kernel in bfloat16
 * leaves what only meets padding as it found it in memory.
 */
function isOfLargeFilter({ op, inputs, outputs }: GraphNode, reading: Reading): boolean {
  if (!op.endsWith("BackpropFilter")) return false;
  const [, height, width] = reading.type(inputs[0]!).shape as [number, number, number];
  const [rows, columns] = outputs[0]!.shape as [number, number];
  return height < rows || width < columns;
}

/** The names of the nodes that are to compute in bfloat16. */
function chooseNarrow(graph: Graph, reading: Reading): Set<string> {
  const isFloat = (node: GraphNode) => node.outputs[0]?.dtype === DType.float32;
  const chosen = new Set<string>();
  // Forwards: products, and followers all of whose numbers come from chosen nodes.
  for (const node of graph) {
    if (!isFloat(node)) continue;
    const follows = FOLLOWERS[node.op];
    const leading = node.op === "BiasAdd" ? [0] : follows; // the bias is a variable
    const comesNarrow = leading?.every((index) => {
      const [name, output] = resolve(node.inputs[index]!);
      return output === 0 && chosen.has(name);
    });
    const isProduct = PRODUCTS[node.op] !== undefined && !isOfLargeFilter(node, reading);
    if (isProduct || comesNarrow) chosen.add(node.name);
  }
  // Backwards: a follower whose numbers nobody reads in bfloat16 would only lose precision.
  const read = new Set<string>();
  for (const node of [...graph].reverse()) {
    if (!chosen.has(node.name)) continue;
    if (FOLLOWERS[node.op] && !read.has(node.name)) chosen.delete(node.name);
    else for (const index of numbersOf(node)) read.add(resolve(node.inputs[index]!)[0]);
  }
  return chosen;
}
