import type { Precision } from "../../precision.js";
import { prune, type Graph, type Ref } from "../graph.js";
import { preventWrongRewriting } from "./barriers.js";
import { toBfloat16 } from "./bfloat16.js";
import { fuseBias, keepBiasGradientApart } from "./bias.js";
import { hideConstants } from "./constants.js";
import { multiplySmallFactorsFirst } from "./factors.js";
import { leakyReluFromOutput } from "./leaky-relu.js";
import { multiplyNarrowFilters } from "./narrow.js";
import { shareFactors, unbatchProducts } from "./products.js";
import { carryScales } from "./scale.js";
import { keepNumbersNarrow } from "./spread.js";
import { stridedFilterGradients } from "./strided-filter.js";

/** In the order in which they are applied; each says why. */
const PASSES = [
  fuseBias,
  leakyReluFromOutput,
  unbatchProducts,
  shareFactors,
  keepNumbersNarrow,
  multiplySmallFactorsFirst,
  carryScales,
  multiplyNarrowFilters,
  keepBiasGradientApart,
  preventWrongRewriting,
];

/**
 * The optimizations that TensorFlow's own optimizer lacks. It folds constants, removes duplicates and
 * fuses by itself when it loads a graph.
 */
export function optimize(graph: Graph, fetches: readonly Ref[], precision: Precision): Graph {
  const optimized = PASSES.reduce((result, pass) => pass(result), graph);
  const result =
    precision === "bfloat16" ? stridedFilterGradients(toBfloat16(optimized)) : optimized;
  return prune(hideConstants(result), fetches); // passes leave behind what they replace
}
