import type { Graph, GraphNode, Ref } from "../graph.js";
import { bothWays, made, Reading, sizeOf } from "./rewriting.js";

/**
 * A tensor times one constant is not written out where the constant can be taken along: in a product with
 * something smaller, $(cx) \cdot b = x \cdot (cb)$, through a sum, $\sum g \cdot (cx) = c \sum gx$, and
 * through a mean of squares, $\overline{(cx)^2} = c^2\, \overline{x^2}$.
 */
export function carryScales(graph: Graph): Graph {
  const reading = new Reading(graph);

  /** Splits c times x, where x is large. */
  const scaled = (ref: Ref): [x: Ref, c: Ref] | undefined => {
    const { op, inputs } = reading.node(ref);
    if (op !== "Mul") return undefined;
    const [a, b] = inputs as [Ref, Ref];
    const [x, c] = sizeOf(reading.type(b).shape) === 1 ? [a, b] : [b, a];
    const one = sizeOf(reading.type(c).shape) === 1;
    const large = reading.type(x).shape.join() === reading.type(ref).shape.join();
    const safe = one && large && sizeOf(reading.type(x).shape) > 1 && reading.isModerate(c);
    return safe ? [x, c] : undefined;
  };
  // Times one number of more axes, the result would have more axes.
  const fits = (c: Ref, shape: readonly number[]) => reading.type(c).shape.length <= shape.length;
  const alone = (ref: Ref, op: string) => reading.node(ref).op === op && reading.uses(ref) === 1;

  return graph.flatMap((node): GraphNode[] => {
    const [first] = node.inputs as [Ref];
    const { shape, dtype } = node.outputs[0] ?? { shape: [], dtype: 0 };
    const mul = (name: string, inputs: Ref[], of: readonly number[]) =>
      made(name, "Mul", inputs, of, {}, dtype);

    if (node.op === "Mul") {
      for (const [left, b] of bothWays(node.inputs)) {
        const parts = scaled(left);
        const size = reading.type(b).shape;
        if (!parts || sizeOf(size) * 2 > sizeOf(shape) || sizeOf(size) === 1) continue;
        if (!fits(parts[1], size)) continue;
        const factor = mul(`${node.name}_scale`, [b, parts[1]], size);
        return [factor, { ...node, inputs: [parts[0], factor.name] }];
      }
    }
    if (node.op === "Sum" && alone(first, "Mul")) {
      const product = reading.node(first);
      for (const [left, g] of bothWays(product.inputs)) {
        const parts = scaled(left);
        if (!parts || sizeOf(shape) * 2 > sizeOf(reading.type(left).shape)) continue;
        if (!fits(parts[1], shape)) continue;
        const plain = mul(`${node.name}_plain`, [parts[0], g], product.outputs[0]!.shape);
        const sum = { ...node, name: `${node.name}_sum`, inputs: [plain.name, node.inputs[1]!] };
        return [plain, sum, mul(node.name, [sum.name, parts[1]], shape)];
      }
    }
    if (node.op === "Mean" && alone(first, "Square")) {
      const parts = scaled(reading.node(first).inputs[0]!);
      if (
        parts &&
        fits(parts[1], shape) &&
        sizeOf(shape) * 2 <= sizeOf(reading.type(first).shape)
      ) {
        const [x, c] = parts;
        const square = { ...reading.node(first), name: `${node.name}_square`, inputs: [x] };
        const mean = { ...node, name: `${node.name}_mean`, inputs: [square.name, node.inputs[1]!] };
        const squared = mul(`${node.name}_scale`, [c, c], reading.type(c).shape);
        return [square, mean, squared, mul(node.name, [mean.name, squared.name], shape)];
      }
    }
    return [node];
  });
}
