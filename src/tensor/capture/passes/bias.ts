import { DType, resolve, type Graph, type GraphNode, type TensorType } from "../graph.js";

/**
 * Additions of one number per channel become BiasAdd, which TensorFlow fuses into the convolution or
 * matrix product before it; TF.js knows general additions only.
 */
export function fuseBias(graph: Graph): Graph {
  const types = new Map(graph.map((node) => [node.name, node.outputs]));
  const typeOf = (ref: string): TensorType => {
    const [name, index] = resolve(ref);
    return types.get(name)![index]!;
  };
  return graph.map((node): GraphNode => {
    if (node.op !== "Add" && node.op !== "AddV2") return node;
    const [x, bias] = node.inputs.map(typeOf) as [TensorType, TensorType];
    const channels = x.shape.at(-1);
    const fits =
      x.dtype === DType.float32 &&
      (x.shape.length === 2 || x.shape.length === 4) &&
      bias.shape.length === 1 &&
      bias.shape[0] === channels;
    if (!fits) return node;
    const attributes = { T: { type: DType.float32 }, data_format: { text: "NHWC" } };
    return { ...node, op: "BiasAdd", attributes };
  });
}
