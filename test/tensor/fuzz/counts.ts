/** How often each outcome occurred. */
export type Counts = Record<string, number>;

export function count(counts: Counts, outcome: string): void {
  counts[outcome] = (counts[outcome] ?? 0) + 1;
}
