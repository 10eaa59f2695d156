import { resolve, type Graph, type GraphNode, type Ref } from "../graph.js";
import { barrier, Reading } from "./rewriting.js";

/** Operations that compare two inputs, or the elements of one. */
const COMPARING = new Set(["Maximum", "Minimum", "ArgMax", "ArgMin"]);

/** Operations of one input that keep the order of numbers. */
const MONOTONE = new Set([
  ...["Atan", "Ceil", "Elu", "Exp", "Expm1", "Floor", "LeakyRelu", "Log", "Log1p", "Neg", "Relu"],
  ...["Relu6", "Rint", "Round", "Rsqrt", "Selu", "Sigmoid", "Sign", "Sinh", "Softplus", "Softsign"],
  ...["Sqrt", "Tanh", "Asinh", "Acosh", "Erf"],
]);

/**
 * Hides the inputs of operations that TensorFlow's optimizer rewrites wrongly.
 *
 * - $\max \tanh(x)$ becomes $\tanh \max(x)$, of the first output of the node that made $x$, whichever
 *   $x$ was.
 * - $\max(x + x, x)$ becomes a leaky ReLU of slope 2, which is $x$ where it should be $2x$.
 * - $\arg\max \lfloor x \rfloor$ becomes $\arg\max x$, though of equal results the first is meant; in
 *   float32 that concerns all monotone functions that saturate.
 */
export function preventWrongRewriting(graph: Graph): Graph {
  const reading = new Reading(graph);
  const isRewrittenWrongly = ({ op }: GraphNode, input: Ref) =>
    COMPARING.has(op) || (MONOTONE.has(op) && resolve(input)[1] > 0);
  return graph.flatMap((node): GraphNode[] => {
    const [input, ...others] = node.inputs;
    if (input === undefined || !isRewrittenWrongly(node, input)) return [node];
    const hidden = barrier(`${node.name}_input`, input, reading.type(input));
    return [hidden, { ...node, inputs: [hidden.name, ...others] }];
  });
}
