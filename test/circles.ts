/**
 * The circles of a directed graph: its strongly connected components of two nodes or more (Tarjan
 * 1972), each with its nodes in alphabetical order.
 *
 * @param edges for each node, the nodes it points to; unknown ones are ignored
 */
export function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  function visit(node: string): void {
    index.set(node, index.size);
    lowest.set(node, index.get(node)!);
    stack.push(node);
    for (const next of edges.get(node) ?? []) {
      if (!edges.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(next)!));
    }
    if (lowest.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    if (component.length > 1) circles.push(component.sort());
  }
  for (const node of edges.keys()) if (!index.has(node)) visit(node);
  return circles.sort(([a], [b]) => (a! < b! ? -1 : 1));
}
