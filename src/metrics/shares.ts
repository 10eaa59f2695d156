import type { Features } from "./features.js";
import { jackknife } from "./jackknife.js";
import { Score, type ScoreKind } from "./score.js";

/** The contribution of a group of samples to a metric. */
export interface GroupPart {
  /** Number of samples in the group. */
  readonly count: number;
  /** A sum over its samples. */
  readonly sum: number;
  /** For each reference image, whether one of the group's samples reaches it: 0 or 1. */
  readonly reached: Uint8Array;
}

/** The group of each sample [count]. */
export function groupsOf(count: number, groups: readonly Uint32Array[]): Uint8Array {
  const groupOf = new Uint8Array(count);
  groups.forEach((rows, group) => rows.forEach((row) => (groupOf[row] = group)));
  return groupOf;
}

/** The contributions of groups: each the sum over its samples, times a weight. */
export function partsOf(
  groups: readonly Uint32Array[],
  values: ArrayLike<number>,
  reached: readonly Uint8Array[],
  weight = 1,
): GroupPart[] {
  return groups.map((rows, group) => {
    const sum = rows.reduce((total, row) => total + values[row]!, 0) * weight;
    return { count: rows.length, sum, reached: reached[group]! };
  });
}

/** The score of a metric that is a mean over the samples, as precision and density are. */
export function meanScore<Kind extends ScoreKind, S extends Features, R extends Features>(
  kind: Kind,
  samples: S,
  reference: R,
  parts: readonly GroupPart[],
  most: number,
): Score<Kind, S["extractor"], R["source"], S["count"]> {
  const statistic = (without?: number) => {
    const counted = parts.filter((_, group) => group !== without);
    const total = (key: "sum" | "count") => counted.reduce((sum, part) => sum + part[key], 0);
    return total("sum") / total("count");
  };
  return scoreOf(kind, samples, reference, parts.length, statistic, most);
}

/** The score of a metric that is the share of the reference that samples reach, as recall and coverage are. */
export function reachScore<Kind extends ScoreKind, S extends Features, R extends Features>(
  kind: Kind,
  samples: S,
  reference: R,
  parts: readonly GroupPart[],
): Score<Kind, S["extractor"], R["source"], S["count"]> {
  // By how many groups each reference image is reached.
  const reachedBy = new Uint32Array(reference.count);
  for (const { reached } of parts) reached.forEach((value, i) => (reachedBy[i]! += value));
  const statistic = (without?: number) => {
    const left = without === undefined ? undefined : parts[without]!.reached;
    return reachedBy.filter((by, i) => by > (left?.[i] ?? 0)).length / reference.count;
  };
  return scoreOf(kind, samples, reference, parts.length, statistic, 1);
}

function scoreOf<Kind extends ScoreKind, S extends Features, R extends Features>(
  kind: Kind,
  samples: S,
  reference: R,
  groups: number,
  statistic: (without?: number) => number,
  most: number,
): Score<Kind, S["extractor"], R["source"], S["count"]> {
  return new Score({
    kind,
    ...jackknife(groups, statistic),
    range: [0, most],
    extractor: samples.extractor,
    reference: reference.source,
    samples: samples.count,
    references: reference.count,
  });
}
