import { bootstrapError, type BootstrapOptions } from "./bootstrap.js";
import type { Features } from "./features.js";
import { Score, type ScoreKind } from "./score.js";

/** What each group of samples adds to a figure. */
export interface GroupPart {
  /** Number of samples in the group. */
  readonly count: number;
  /** A sum over its samples. */
  readonly sum: number;
  /** For each reference image, whether one of the group's samples reaches it: 0 or 1. */
  readonly reached: Uint8Array;
}

/** A figure that is a mean over the samples, as precision and density are. */
export function meanScore<Kind extends ScoreKind, S extends Features, R extends Features>(
  kind: Kind,
  samples: S,
  reference: R,
  parts: readonly GroupPart[],
  most: number,
  options: BootstrapOptions,
): Score<Kind, S["extractor"], R["source"], S["count"]> {
  const statistic = (times: Uint32Array) => {
    const total = (key: "sum" | "count") =>
      parts.reduce((sum, part, group) => sum + times[group]! * part[key], 0);
    return total("sum") / total("count");
  };
  return scoreOf(kind, samples, reference, parts.length, statistic, most, options);
}

/** A figure that is the share of the reference that samples reach, as recall and coverage are. */
export function reachScore<Kind extends ScoreKind, S extends Features, R extends Features>(
  kind: Kind,
  samples: S,
  reference: R,
  parts: readonly GroupPart[],
  options: BootstrapOptions,
): Score<Kind, S["extractor"], R["source"], S["count"]> {
  const statistic = (times: Uint32Array) => {
    const drawn = parts.filter((_, group) => times[group]! > 0);
    let reached = 0;
    for (let i = 0; i < reference.count; i++) {
      if (drawn.some((part) => part.reached[i]! > 0)) reached++;
    }
    return reached / reference.count;
  };
  return scoreOf(kind, samples, reference, parts.length, statistic, 1, options);
}

function scoreOf<Kind extends ScoreKind, S extends Features, R extends Features>(
  kind: Kind,
  samples: S,
  reference: R,
  groups: number,
  statistic: (times: Uint32Array) => number,
  most: number,
  options: BootstrapOptions,
): Score<Kind, S["extractor"], R["source"], S["count"]> {
  return new Score({
    kind,
    value: statistic(new Uint32Array(groups).fill(1)),
    standardError: bootstrapError(groups, options, statistic),
    range: [0, most],
    extractor: samples.extractor,
    reference: reference.source,
    samples: samples.count,
    references: reference.count,
  });
}
