import type { Graph, GraphNode, Ref } from "../graph.js";
import { made, Reading, transposed } from "./rewriting.js";

const flag = (node: GraphNode, name: string) => {
  const value = node.attributes[name];
  return value !== undefined && "bool" in value && value.bool;
};

/** Products of two matrices take the kernel for these, which is faster than that for batches. */
export function unbatchProducts(graph: Graph): Graph {
  const reading = new Reading(graph);
  return graph.map((node) => {
    if (node.op !== "BatchMatMulV2" && node.op !== "BatchMatMul") return node;
    if (node.inputs.some((input) => reading.type(input).shape.length !== 2)) return node;
    const attributes = {
      T: node.attributes.T!,
      transpose_a: { bool: flag(node, "adj_x") },
      transpose_b: { bool: flag(node, "adj_y") },
    };
    return { ...node, op: "MatMul", attributes };
  });
}

/**
 * $FA + FB = F(A + B)$: one large product instead of two. The gradient of a Gram matrix
 * $F^\mathsf{T} F$ is such a sum, $FG^\mathsf{T} + FG$.
 */
export function shareFactors(graph: Graph): Graph {
  const reading = new Reading(graph);
  return graph.flatMap((node) => {
    if (!["Add", "AddV2", "AddN"].includes(node.op) || node.inputs.length !== 2) return [node];
    const terms = node.inputs.map((input) => reading.node(input)) as [GraphNode, GraphNode];
    const [first, second] = terms;
    const fits =
      terms.every(({ op, name }) => op === "MatMul" && reading.uses(name) === 1) &&
      first.inputs[0] === second.inputs[0] &&
      flag(first, "transpose_a") === flag(second, "transpose_a");
    if (!fits) return [node];
    const [a, b] = terms.map((term) => rightFactor(term, reading)) as [RightFactor, RightFactor];
    const { shape } = reading.type(first.name);
    const sum = made(`${node.name}_sum`, "AddV2", [a.ref, b.ref], a.shape);
    const attributes = { ...first.attributes, transpose_b: { bool: false } };
    const product = made(node.name, "MatMul", [first.inputs[0]!, sum.name], shape, attributes);
    return [...a.nodes, ...b.nodes, sum, { ...product, after: node.after }];
  });
}

interface RightFactor {
  readonly ref: Ref;
  readonly shape: readonly number[];
  readonly nodes: GraphNode[];
}

/** The right factor of a product, transposed if the product transposes it. */
function rightFactor(product: GraphNode, reading: Reading): RightFactor {
  const ref = product.inputs[1]!;
  const { shape } = reading.type(ref);
  if (!flag(product, "transpose_b")) return { ref, shape, nodes: [] };
  const nodes = transposed(`${product.name}_turned`, ref, [1, 0], shape);
  return { ref: `${product.name}_turned`, shape: [shape[1]!, shape[0]!], nodes };
}
