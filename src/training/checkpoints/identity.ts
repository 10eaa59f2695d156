/** A value that JSON can hold. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * What makes a run this run and no other: the model and its seed, the data, the batch, the loss and
 * every option that changes what a step does. Not how many steps there are: a run may be prolonged.
 */
export type RunIdentity = Readonly<Record<string, Json>>;

/** Where two identities differ first. */
export interface Difference {
  /** For example `data.checksum` or `regularizers.0.every`. */
  readonly name: string;
  readonly stored: string;
  readonly wanted: string;
}

/** The first difference between the identity in a checkpoint and a run's, in the run's order. */
export function firstDifference(stored: Json, wanted: Json, name = ""): Difference | undefined {
  if (!hasParts(stored) || !hasParts(wanted) || lengthOf(stored) !== lengthOf(wanted)) {
    const [there, here] = [written(stored), written(wanted)];
    return there === here ? undefined : { name, stored: there, wanted: here };
  }
  for (const key of new Set([...Object.keys(wanted), ...Object.keys(stored)])) {
    const path = name ? `${name}.${key}` : key;
    const difference = firstDifference(stored[key] ?? null, wanted[key] ?? null, path);
    if (difference) return difference;
  }
  return undefined;
}

type Parts = { readonly [name: string]: Json };

/** Records, and lists, whose parts are named by their places. */
const hasParts = (value: Json): value is Parts => typeof value === "object" && value !== null;

/** Of a list; `undefined` for a record. */
const lengthOf = (value: Parts) => (Array.isArray(value) ? value.length : undefined);

/** As JSON writes it, without the names whose value is missing. */
const written = (value: Json) => (value === null ? "nothing" : JSON.stringify(value));
