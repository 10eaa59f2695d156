/** A value that JSON can hold. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * The settings that identify a run: the model and its seed, the data, the batch, the loss and every
 * option that changes a step. The number of steps is not one of them: a run may be prolonged.
 */
export type RunIdentity = Readonly<Record<string, Json>>;

/** An identity as a checkpoint holds it: JSON has no NaN and no infinity, which become words. */
export function asStored(identity: RunIdentity): RunIdentity {
  const word = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return JSON.parse(JSON.stringify(identity, word)) as RunIdentity;
}

/** Begins the checksum of a function's text in an identity. */
export const CODE = "code ";

/** An identity without the code of functions, which another version of the library may have changed. */
export function withoutCode(identity: Json): Json {
  if (isCode(identity)) return null;
  if (Array.isArray(identity)) return identity.map(withoutCode);
  if (!hasParts(identity)) return identity;
  const parts = Object.entries(identity).filter(([, part]) => !isCode(part));
  return Object.fromEntries(parts.map(([name, part]) => [name, withoutCode(part)]));
}

const isCode = (part: Json) => typeof part === "string" && part.startsWith(CODE);

/** Where two identities differ first. */
export interface Difference {
  /** For example `data.checksum` or `regularizers.0.every`. */
  readonly name: string;
  readonly stored: string;
  readonly current: string;
}

/** The first difference between the identity in a checkpoint and a run's, in the run's order. */
export function firstDifference(stored: Json, current: Json, name = ""): Difference | undefined {
  if (!hasParts(stored) || !hasParts(current) || lengthOf(stored) !== lengthOf(current)) {
    const [there, here] = [written(stored), written(current)];
    return there === here ? undefined : { name, stored: there, current: here };
  }
  for (const key of new Set([...Object.keys(current), ...Object.keys(stored)])) {
    const path = name ? `${name}.${key}` : key;
    const difference = firstDifference(stored[key] ?? null, current[key] ?? null, path);
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
