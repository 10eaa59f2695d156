import { isDeepStrictEqual } from "node:util";
import type { NativeBackend } from "../binding.js";
import type { Graph, GraphNode } from "./graph.js";
import type { Recording } from "./recording.js";
import { flatten, structureOf } from "./structure.js";

type Recorded = Pick<Recording<unknown>, "graph" | "held" | "result" | "written">;

/**
 * The first difference between two recordings of one step that ran from the same state with the same
 * inputs. Either JavaScript computed another number, or the step ran other operations.
 *
 * @returns in words, or undefined where they are the same
 */
export function difference(
  { binding }: NativeBackend,
  first: Recorded,
  second: Recorded,
): string | undefined {
  const other = "ran other operations";
  const outputs = outputDifference(first, second);
  if (outputs) return outputs;
  if (first.graph.length !== second.graph.length) return other;
  for (const [index, node] of first.graph.entries()) {
    const twin = second.graph[index]!;
    if (isDeepStrictEqual(node, twin)) continue;
    const areValues = [node, twin].every(({ op }) => op === "Const" || op === "Placeholder");
    return areValues ? otherValue(first.graph, node) : other;
  }
  for (const [index, [id, ref]] of first.held.entries()) {
    const [twin] = second.held[index]!;
    if (id === twin || isDeepStrictEqual(binding.tensorDataSync(id), binding.tensorDataSync(twin)))
      continue;
    return otherValue(first.graph, { name: ref });
  }
  return undefined;
}

/** The difference in what the recordings give and assign, whatever the values. */
function outputDifference(first: Recorded, second: Recorded): string | undefined {
  if (structureOf(first.result) !== structureOf(second.result)) return "gave another structure";
  const names = ({ written }: Recorded) => written.map(({ name }) => name);
  return isDeepStrictEqual(names(first), names(second)) ? undefined : "assigned other variables";
}

type RecordedWithValues = Recorded & Pick<Recording<unknown>, "assigned">;

/**
 * Whether two runs gave and assigned the same numbers: a run that fills a cache differs from the next
 * one in what it does, and not in that.
 */
export function sameValues(first: RecordedWithValues, second: RecordedWithValues): boolean {
  const [a, b] = [first, second].map(({ result, assigned }) => [...flatten(result), ...assigned]);
  return (
    !outputDifference(first, second) &&
    a!.every((tensor, index) => isDeepStrictEqual(tensor.dataSync(), b![index]!.dataSync()))
  );
}

/** Names the operation that a node flows into. */
function otherValue(graph: Graph, { name }: Pick<GraphNode, "name">): string {
  const consumer = graph.find(({ inputs }) => inputs.includes(name));
  return `gave ${consumer?.op ?? "a result"} another value`;
}
