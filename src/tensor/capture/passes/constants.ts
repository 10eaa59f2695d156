import { DType, type Graph, type GraphNode } from "../graph.js";
import { barrier } from "./rewriting.js";

/**
 * Keeps TensorFlow's optimizer from computing with constants in another order than the step does.
 *
 * It merges them, $(x \cdot 10^{-25}) \cdot 10^{-25} = x \cdot 0$, moves them through sums, where
 * $(x + c) - c$ rounds on purpose, and into filters, where a chain of three ends the process. To
 * it, the default value of a placeholder is no constant.
 */
export function hideConstants(graph: Graph): Graph {
  const hidden = new Map(
    graph.filter(isFloatConstant).map(({ name }) => [name, `${name}_value`] as const),
  );
  return graph.flatMap((node): GraphNode[] => {
    const inputs = node.inputs.map((ref) => hidden.get(ref) ?? ref);
    const name = hidden.get(node.name);
    if (name === undefined) return [{ ...node, inputs }];
    return [node, barrier(name, node.name, node.outputs[0]!)];
  });
}

function isFloatConstant({ op, outputs }: GraphNode): boolean {
  return op === "Const" && outputs[0]!.dtype === DType.float32;
}
