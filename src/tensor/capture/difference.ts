import { isDeepStrictEqual } from "node:util";
import type { NativeBackend } from "../binding.js";
import type { Graph, GraphNode } from "./graph.js";
import type { Recording } from "./recording.js";

type Recorded = Pick<Recording<unknown>, "graph" | "held">;

/**
 * What differs between two recordings of one step, which ran from the same state with the same
 * inputs: a number that JavaScript computed anew, or other operations.
 *
 * @returns in words; undefined where they are the same
 */
export function difference(
  { binding }: NativeBackend,
  first: Recorded,
  second: Recorded,
): string | undefined {
  const other = "ran other operations";
  if (first.graph.length !== second.graph.length) return other;
  for (const [index, node] of first.graph.entries()) {
    const twin = second.graph[index]!;
    if (isDeepStrictEqual(node, twin)) continue;
    return node.op === "Const" && twin.op === "Const"
      ? `gave ${consumer(first.graph, node)} another number`
      : other;
  }
  for (const [index, [id, ref]] of first.held.entries()) {
    const [twin] = second.held[index]!;
    if (id === twin || isDeepStrictEqual(binding.tensorDataSync(id), binding.tensorDataSync(twin)))
      continue;
    return `gave ${consumer(first.graph, { name: ref })} other numbers`;
  }
  return undefined;
}

/** The operation that a node flows into. */
function consumer(graph: Graph, { name }: Pick<GraphNode, "name">): string {
  return graph.find(({ inputs }) => inputs.includes(name))?.op ?? "a result";
}
