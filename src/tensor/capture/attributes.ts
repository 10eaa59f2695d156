import type { Binding, OpAttr } from "../binding.js";
import type { Attributes, AttributeValue } from "./graph.js";

/** The attributes of an operation as the addon takes them, in the graph's terms. */
export function translate(attributes: OpAttr[], binding: Binding): Attributes {
  const encode = ({ name, type, value }: OpAttr): AttributeValue => {
    switch (type) {
      case binding.TF_ATTR_STRING:
        return { text: value as string };
      case binding.TF_ATTR_INT:
        return Array.isArray(value) ? { ints: value } : { int: value as number };
      case binding.TF_ATTR_FLOAT:
        return Array.isArray(value) ? { floats: value } : { float: value as number };
      case binding.TF_ATTR_BOOL:
        // Some of tfjs-node's kernels pass 0 or 1.
        return Array.isArray(value) ? { bools: value } : { bool: Boolean(value) };
      case binding.TF_ATTR_TYPE:
        return { type: value as number };
      case binding.TF_ATTR_SHAPE:
        return { shape: value as number[] };
    }
    throw new Error(`Attribute ${name} is expected to be of a known kind but has number ${type}.`);
  };
  return Object.fromEntries(attributes.map((attribute) => [attribute.name, encode(attribute)]));
}
