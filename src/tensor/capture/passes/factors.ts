import type { Graph } from "../graph.js";
import { bothWays, made, Reading, sizeOf } from "./rewriting.js";

/**
 * $(x \cdot a) \cdot b = x \cdot (a \cdot b)$ where $a$ and $b$ are smaller than $x$ and one of them is a
 * constant of moderate size: one pass over the large tensor instead of two. Scales of activations and
 * of gradients come in such chains.
 */
export function multiplySmallFactorsFirst(graph: Graph): Graph {
  const reading = new Reading(graph);
  return graph.flatMap((node) => {
    if (node.op !== "Mul") return [node];
    for (const [outer, b] of bothWays(node.inputs)) {
      const inner = reading.node(outer);
      if (inner.op !== "Mul" || reading.uses(inner.name) !== 1) continue;
      for (const [x, a] of bothWays(inner.inputs)) {
        const full = reading.type(x).shape;
        const small = broadcast(reading.type(a).shape, reading.type(b).shape);
        const keeps = full.join() === node.outputs[0]!.shape.join();
        if (!small || !keeps || sizeOf(small) * 2 > sizeOf(full)) continue;
        if (![a, b].some((factor) => reading.isModerate(factor))) continue;
        const { dtype } = node.outputs[0]!;
        const factor = made(`${node.name}_factor`, "Mul", [a, b], small, {}, dtype);
        return [factor, { ...node, inputs: [x, factor.name] }];
      }
    }
    return [node];
  });
}

/** The shape of a product of two shapes, or undefined where there is none. */
function broadcast(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape = Array.from({ length: rank }, (_, i) => {
    const [m, n] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    return m === n || n === 1 ? m : m === 1 ? n : -1;
  });
  return shape.includes(-1) ? undefined : shape;
}
