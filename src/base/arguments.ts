/**
 * Checks of what callers pass: TypeScript's types are gone at run time, and JavaScript, `any` and a
 * forgotten `await` pass anything.
 */
import { refusal } from "./refusal.js";

/** A kind of value that a parameter takes. */
export interface Kind {
  /** In words, for example `a number`. */
  readonly expected: string;
  /** As it is written in code, for advice. */
  readonly example: string;
  readonly is: (value: unknown) => boolean;
  /** Whether an option may not be left out. */
  readonly isRequired?: true;
}

const typed = (type: string, expected: string, example: string): Kind => ({
  ...{ expected, example },
  is: (value) => typeof value === type,
});

export const aNumber = (example: number): Kind => typed("number", "a number", String(example));
export const aText = (example: string): Kind => typed("string", "a text", JSON.stringify(example));
export const aFlag: Kind = typed("boolean", "true or false", "true");
export const aFunction = (example: string): Kind => typed("function", "a function", example);

/** One of some values. */
export function oneOf(...choices: readonly (string | number | boolean)[]): Kind {
  const all = choices.map((choice) => JSON.stringify(choice));
  const expected = [all.slice(0, -1).join(", "), all.at(-1)].filter(Boolean).join(" or ");
  return { expected, example: all[0]!, is: (value) => choices.includes(value as string) };
}

/** An array, plain or typed, each of whose entries is of one kind. */
export const aList = (expected: string, example: string, entry?: Kind): Kind => ({
  ...{ expected, example },
  is: (value) =>
    isList(value) && (!entry || Array.from(value as ArrayLike<unknown>).every(entry.is)),
});

/** An object with these properties or methods. */
export const anObject = (expected: string, example: string, ...names: string[]): Kind => ({
  ...{ expected, example },
  is: (value) => isPlain(value) && names.every((name) => name in value),
});

/** A tensor of any rank; each copy of TF.js has its own class of it. */
export const aTensor = (example: string): Kind =>
  anObject("a tensor", example, "shape", "dataSync", "dtype");

/** Either of two kinds. */
export const either = (first: Kind, second: Kind): Kind => ({
  expected: `${first.expected} or ${second.expected}`,
  example: first.example,
  is: (value) => first.is(value) || second.is(value),
});

/** An option that may not be left out. */
export const required = (kind: Kind): Kind => ({ ...kind, isRequired: true });

/** @throws TypeError unless `value` is of the kind */
export function checkArgument<T>(name: string, value: T, kind: Kind): T {
  if (kind.is(value)) return value;
  const advice = isPromise(value) ? "write await before it" : `pass for example ${kind.example}`;
  throw new TypeError(refusal(name, kind.expected, describeValue(value), advice));
}

/**
 * @param caller the function whose options they are
 * @param kinds of the options, by name; further options are not looked at
 * @throws TypeError unless `options` is an object whose entries are of these kinds
 */
export function checkOptions<T>(
  caller: string,
  options: T,
  kinds: Readonly<Record<string, Kind>> = {},
): T {
  const needed = Object.entries(kinds).filter(([, { isRequired }]) => isRequired);
  const written = needed.map(([name, { example }]) => `${name}: ${example}`).join(", ");
  const example = written ? `{ ${written} }` : "{}";
  checkArgument(`The argument of ${caller}`, options, {
    ...{ expected: "an object", example },
    is: isPlain,
  });
  const values = options as Readonly<Record<string, unknown>>;
  for (const [name, kind] of Object.entries(kinds)) {
    if (values[name] === undefined && !kind.isRequired) continue;
    checkArgument(name, values[name], kind);
  }
  return options;
}

/** A value in few words, for a message: `"4"`, `a promise`, `an array of 3`. */
export function describeValue(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(shortened(value));
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (!isObject(value)) return String(value);
  if (isPromise(value)) return "a promise";
  if (isList(value)) return describeList(value as ArrayLike<unknown>);
  if (Array.isArray(value.shape) && "dtype" in value) return `a tensor [${value.shape.join(", ")}]`;
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  if (typeof name === "string" && name !== "Object")
    return `${/^[AEIOU]/i.test(name) ? "an" : "a"} ${name}`;
  const keys = Object.keys(value);
  return keys.length > 0 ? `an object with ${shortened(keys.join(", "))}` : "an empty object";
}

/** Short arrays of simple values as they are written, others by their length. */
function describeList(list: ArrayLike<unknown>): string {
  const values = Array.from(list);
  const isShort = values.length <= 4 && values.every((value) => !isObject(value));
  return isShort ? `[${values.map(describeValue).join(", ")}]` : `an array of ${values.length}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
const isPromise = (value: unknown) => isObject(value) && typeof value.then === "function";
const isList = (value: unknown) => Array.isArray(value) || ArrayBuffer.isView(value);
const isPlain = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && !isPromise(value) && !isList(value);
const shortened = (words: string) => (words.length > 60 ? `${words.slice(0, 57)}…` : words);
