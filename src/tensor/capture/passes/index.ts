import type { Precision } from "../../precision.js";
import type { Graph } from "../graph.js";
import { toBfloat16 } from "./bfloat16.js";
import { fuseBias } from "./bias.js";
import { leakyReluFromOutput } from "./leaky-relu.js";

/**
 * What TensorFlow's own optimizer does not do. It folds constants, removes duplicates and fuses by
 * itself when it loads a graph.
 */
export function optimize(graph: Graph, precision: Precision): Graph {
  const fused = leakyReluFromOutput(fuseBias(graph));
  return precision === "bfloat16" ? toBfloat16(fused) : fused;
}
