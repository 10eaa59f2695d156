import type { Graph, Ref } from "../graph.js";
import { Reading, sizeOf } from "./rewriting.js";

const SPREADING = ["Tile", "BroadcastTo"];
const READING = ["Mul", "Add", "AddV2", "Sub", "RealDiv"];

/**
 * One number that is written out as a whole tensor, only to be multiplied with or added to another
 * one, stays one number. Gradients of means begin in this way.
 */
export function keepNumbersNarrow(graph: Graph): Graph {
  const reading = new Reading(graph);

  /** The one number behind an input whose shape is also that of the other one. */
  const narrow = (input: Ref, other: Ref): Ref => {
    const node = reading.node(input);
    if (!SPREADING.includes(node.op) || sizeOf(reading.type(node.inputs[0]!).shape) !== 1)
      return input;
    const { shape } = reading.type(input);
    const same = reading.type(other).shape.join() === shape.join();
    return same && reading.type(node.inputs[0]!).shape.length <= shape.length
      ? node.inputs[0]!
      : input;
  };

  return graph.map((node) => {
    if (!READING.includes(node.op)) return node;
    const [a, b] = node.inputs as [Ref, Ref];
    const left = narrow(a, b);
    // One of the two has to keep the shape.
    return { ...node, inputs: [left, left === a ? narrow(b, a) : b] };
  });
}
