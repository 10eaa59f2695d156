import * as fc from "fast-check";
import type { capture } from "../../../src/tensor/index.js";
import type { Counts } from "./counts.js";
import { faultOf } from "./examine.js";
import { programGenes, type Genes } from "./genes.js";
import { print } from "./print.js";
import type { Program } from "./program.js";
import { pruned } from "./prune.js";
import { realize } from "./realize.js";
import { reduce } from "./reduce.js";

/** A program with a fault, as small as it was found. */
export interface Finding {
  readonly seed: number;
  readonly fault: string;
  readonly program: Program;
  /** TypeScript that shows it. */
  readonly code: string;
}

/** Settings of {@link fuzz}. */
export interface FuzzOptions {
  /** Gains how often each outcome occurred. */
  readonly counts?: Counts;
  /** Stands in for `capture`. */
  readonly capturing?: typeof capture;
  /** Programs that are not checked; default none. */
  readonly skips?: (program: Program) => boolean;
}

/**
 * Checks the random program of a seed, and makes it smaller as long as it shows a fault.
 *
 * @returns undefined if it has none
 */
export function fuzz(
  seed: number,
  { counts, capturing, skips }: FuzzOptions = {},
): Finding | undefined {
  const programOf = (genes: Genes) => pruned(realize(genes));
  // Many of the smaller numbers make the same program.
  const faults = new Map<string, string | undefined>();
  const check = (program: Program) => {
    if (skips?.(program)) return undefined;
    const key = JSON.stringify(program);
    if (!faults.has(key)) faults.set(key, faultOf(program, counts, capturing));
    return faults.get(key);
  };
  // A silent difference stays one: it must not shrink into an error.
  let kind: string | undefined;
  const isFaulty = (program: Program) => {
    const fault = check(program);
    if (fault === undefined) return false;
    kind ??= kindOf(fault);
    return kindOf(fault) === kind;
  };
  const property = fc.property(programGenes, (genes) => !isFaulty(programOf(genes)));
  const { counterexample } = fc.check(property, { seed, numRuns: 1, unbiased: true });
  if (!counterexample) return undefined;
  const program = reduce(programOf(counterexample[0]), (candidate) => {
    try {
      return isFaulty(candidate);
    } catch {
      return false; // it does not run
    }
  });
  const fault = check(program)!;
  return { seed, fault, program, code: print(program, fault) };
}

/** The kind of a fault, out of its description. */
const kindOf = (fault: string) =>
  /throws|call \d|graph failed|left over|\w+ derivative/.exec(fault)?.[0].replace(/\d/, "");
