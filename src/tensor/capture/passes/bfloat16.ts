import { DType, type Graph, type GraphNode, type Ref } from "../graph.js";

/** The operations that are worth it, and which of their inputs carry numbers (not shapes). */
const PRODUCTS: Readonly<Record<string, readonly number[]>> = {
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
 * Convolutions and matrix products read and give bfloat16 numbers, half as wide as float32 with the
 * same range and 8 instead of 24 significant bits; they add up in float32. All else, the variables
 * and their updates above all, stays float32 (Kalamkar et al. 2019; master weights as in
 * Micikevicius et al. 2018).
 */
export function toBfloat16(graph: Graph): Graph {
  const rewritten: GraphNode[] = [];
  const narrowed = new Map<Ref, Ref>();
  const typeOf = new Map(graph.map((node) => [node.name, node.outputs[0]]));

  const cast = (name: string, input: Ref, from: number, to: number, shape: readonly number[]) => {
    const attributes = { SrcT: { type: from }, DstT: { type: to } };
    const outputs = [{ shape, dtype: to }];
    rewritten.push({ name, op: "Cast", inputs: [input], after: [], attributes, outputs });
    return name;
  };
  const narrow = (ref: Ref): Ref => {
    let known = narrowed.get(ref);
    if (known === undefined) {
      const { shape } = typeOf.get(ref.split(":")[0]!)!;
      const name = `${ref.replace(":", "_")}_bf16`;
      known = cast(name, ref, DType.float32, DType.bfloat16, shape);
      narrowed.set(ref, known);
    }
    return known;
  };

  for (const node of graph) {
    const numbers = PRODUCTS[node.op];
    if (!numbers || node.outputs[0]!.dtype !== DType.float32) {
      rewritten.push(node);
      continue;
    }
    const { shape } = node.outputs[0]!;
    const product = {
      ...node,
      name: `${node.name}_product`,
      inputs: node.inputs.map((ref, index) => (numbers.includes(index) ? narrow(ref) : ref)),
      attributes: { ...node.attributes, T: { type: DType.bfloat16 } },
      outputs: [{ shape, dtype: DType.bfloat16 }],
    };
    rewritten.push(product);
    cast(node.name, product.name, DType.bfloat16, DType.float32, shape);
  }
  return rewritten;
}
