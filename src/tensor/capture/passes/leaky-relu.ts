import type { Graph, GraphNode } from "../graph.js";

/**
 * The gradient of a leaky ReLU asks for the sign of its input, which its output has as well where
 * the slope is positive. Given the output, nothing but the leaky ReLU itself reads its input, so
 * that TensorFlow fuses it into the convolution before it and keeps one tensor less.
 */
export function leakyReluFromOutput(graph: Graph): Graph {
  const key = (node: GraphNode, input: string) =>
    `${JSON.stringify(node.attributes.alpha)} ${input}`;
  const outputs = new Map<string, string>();
  return graph.map((node) => {
    if (node.op === "LeakyRelu" && slope(node) > 0) {
      outputs.set(key(node, node.inputs[0]!), node.name);
    } else if (node.op === "LeakyReluGrad") {
      const [dy, x] = node.inputs as [string, string];
      const y = outputs.get(key(node, x));
      if (y !== undefined) return { ...node, inputs: [dy, y] };
    }
    return node;
  });
}

function slope({ attributes: { alpha } }: GraphNode): number {
  return alpha && "float" in alpha ? alpha.float : 0;
}
