import { resolve, type Graph, type GraphNode } from "../graph.js";
import { made, Reading } from "./rewriting.js";

/** Operations of one input that keep the order of numbers. */
const MONOTONE = new Set([
  ...["Atan", "Ceil", "Elu", "Exp", "Expm1", "Floor", "LeakyRelu", "Log", "Log1p", "Neg", "Relu"],
  ...["Relu6", "Rint", "Round", "Rsqrt", "Selu", "Sigmoid", "Sign", "Sinh", "Softplus", "Softsign"],
  ...["Sqrt", "Tanh", "Asinh", "Acosh", "Erf"],
]);

/**
 * TensorFlow's optimizer turns $\max \tanh(x)$ into $\tanh \max(x)$, and takes the first output of the
 * node that made $x$, whichever it was. Where it was not the first one, a node between hides that.
 */
export function keepOutputsApart(graph: Graph): Graph {
  const reading = new Reading(graph);
  return graph.flatMap((node): GraphNode[] => {
    const [input] = node.inputs;
    if (!MONOTONE.has(node.op) || input === undefined || resolve(input)[1] === 0) return [node];
    const { shape, dtype } = reading.type(input);
    const snapshot = made(`${node.name}_input`, "Snapshot", [input], shape, {}, dtype);
    return [snapshot, { ...node, inputs: [snapshot.name, ...node.inputs.slice(1)] }];
  });
}
