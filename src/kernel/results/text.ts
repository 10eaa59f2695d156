/**
 * Any value as text, as Node's console would show it: strings quoted, getters not called.
 *
 * A tensor or a model of TensorFlow.js is a large object of internals. Inside another value its short
 * form stands for it. Node asks a value for its text by a method of the prototype, so these prototypes
 * get one while the text is written, which is synchronous, and lose it afterwards.
 */
import { inspect, types } from "node:util";
import { isObject } from "./bundle.js";
import { shortForm } from "./short-form.js";

/** Text of `value`, down to `depth` levels of nesting. */
export function textOf(value: unknown, depth = 4): string {
  const prototypes = prototypesOfShortForms(value, depth);
  for (const prototype of prototypes) {
    Object.defineProperty(prototype, inspect.custom, { value: asShortForm, configurable: true });
  }
  try {
    return inspect(value, { depth, maxArrayLength: MOST_ELEMENTS });
  } finally {
    for (const prototype of prototypes) delete prototype[inspect.custom];
  }
}

const MOST_ELEMENTS = 100;
/** Objects that are searched for short forms; a larger value is shown as it is. */
const MOST_OBJECTS = 10_000;

interface Prototype {
  [inspect.custom]?: unknown;
}

/** Node continues as usual where the method returns the value itself. */
function asShortForm(this: unknown): unknown {
  return shortForm(this) ?? this;
}

function prototypesOfShortForms(value: unknown, depth: number): Set<Prototype> {
  const prototypes = new Set<Prototype>();
  const seen = new Set<object>();
  const visit = (inner: unknown, level: number): void => {
    if (!isObject(inner) || types.isProxy(inner)) return;
    if (seen.has(inner) || seen.size >= MOST_OBJECTS) return;
    seen.add(inner);
    if (shortForm(inner) !== undefined) {
      const prototype = Object.getPrototypeOf(inner) as Prototype | null;
      // A prototype that has or inherits the method already has its text.
      if (prototype && Object.isExtensible(prototype) && !(inspect.custom in prototype))
        prototypes.add(prototype);
    } else if (level < depth) {
      for (const content of contentsOf(inner)) visit(content, level + 1);
    }
  };
  visit(value, 0);
  return prototypes;
}

function contentsOf(value: object): readonly unknown[] {
  if (ArrayBuffer.isView(value)) return [];
  if (Array.isArray(value)) return value.slice(0, MOST_ELEMENTS);
  if (types.isSet(value)) return first(value);
  if (types.isMap(value)) return first(value).flat();
  return Object.keys(value)
    .slice(0, MOST_OBJECTS)
    .map((key) => Object.getOwnPropertyDescriptor(value, key)?.value as unknown);
}

function first<T>(values: Iterable<T>): T[] {
  const elements: T[] = [];
  for (const value of values) if (elements.push(value) === MOST_ELEMENTS) break;
  return elements;
}
