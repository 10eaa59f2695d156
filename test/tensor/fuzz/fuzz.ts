import * as fc from "fast-check";
import type { capture } from "../../../src/tensor/index.js";
import { fault, type Counts } from "./examine.js";
import { print } from "./print.js";
import { pruned } from "./prune.js";
import { programGenes, realize } from "./realize.js";

/** A program with a fault, as small as it was found. */
export interface Finding {
  readonly seed: number;
  readonly fault: string;
  /** TypeScript that shows it. */
  readonly code: string;
}

/**
 * Checks the random program of a seed, and makes it smaller as long as it shows a fault.
 *
 * @param counts gains the outcomes
 * @returns undefined if it has none
 */
export function fuzz(
  seed: number,
  counts: Counts = {},
  capturing?: typeof capture,
): Finding | undefined {
  const faultOf = (genes: Parameters<typeof realize>[0]) => {
    const g = process.env.FUZZ_PLAIN
      ? { ...genes, inner: [], inputs: genes.inputs.map((i) => ({ ...i, variable: null })) }
      : genes;
    const program = pruned(realize(g));
    return { program, found: fault(program, counts, capturing) };
  };
  const property = fc.property(programGenes, (genes) => faultOf(genes).found === undefined);
  const { counterexample } = fc.check(property, { seed, numRuns: 1, unbiased: true });
  if (!counterexample) return undefined;
  const { program, found } = faultOf(counterexample[0]);
  return { seed, fault: found ?? "a fault that does not show every time", code: print(program) };
}
