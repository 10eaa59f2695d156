import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { AttributeValue, Graph, GraphNode } from "./graph.js";

type Write = (writer: BinaryWriter) => void;

/** Writes a message as a field of another one. */
function message(writer: BinaryWriter, field: number, write: Write): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

const string = (writer: BinaryWriter, field: number, value: string) =>
  writer.tag(field, WireType.LengthDelimited).string(value);

const integer = (writer: BinaryWriter, field: number, value: number) =>
  writer.tag(field, WireType.Varint).int64(value);

const float = (writer: BinaryWriter, field: number, value: number) =>
  writer.tag(field, WireType.Bit32).float(value);

/** TensorShapeProto: a repeated dim with its size. */
function shape(sizes: readonly number[]): Write {
  return (writer) => sizes.forEach((size) => message(writer, 2, (dim) => integer(dim, 1, size)));
}

/** AttrValue, a oneof; lists are its field 1, with the fields of their elements. */
function attribute(value: AttributeValue): Write {
  return (writer) => {
    if ("text" in value) string(writer, 2, value.text);
    else if ("int" in value) integer(writer, 3, value.int);
    else if ("float" in value) float(writer, 4, value.float);
    else if ("bool" in value) integer(writer, 5, Number(value.bool));
    else if ("type" in value) integer(writer, 6, value.type);
    else if ("shape" in value) message(writer, 7, shape(value.shape));
    else if ("ints" in value) {
      message(writer, 1, (list) => value.ints.forEach((int) => integer(list, 3, int)));
    } else if ("floats" in value) {
      message(writer, 1, (list) => value.floats.forEach((number) => float(list, 4, number)));
    } else if ("bools" in value) {
      message(writer, 1, (list) => value.bools.forEach((bool) => integer(list, 5, Number(bool))));
    } else {
      const { tensor } = value; // TensorProto
      message(writer, 8, (proto) => {
        integer(proto, 1, tensor.dtype);
        message(proto, 2, shape(tensor.shape));
        proto.tag(4, WireType.LengthDelimited).bytes(tensor.bytes);
      });
    }
  };
}

/** NodeDef. No device is named: TensorFlow's placer takes the GPU where a node has a kernel for it. */
function node(definition: GraphNode): Write {
  return (writer) => {
    string(writer, 1, definition.name);
    string(writer, 2, definition.op);
    for (const input of definition.inputs) string(writer, 3, input);
    for (const name of definition.after) string(writer, 3, `^${name}`);
    for (const [name, value] of Object.entries(definition.attributes)) {
      message(writer, 5, (entry) => {
        string(entry, 1, name);
        message(entry, 2, attribute(value));
      });
    }
  };
}

/** The tag under which a graph is saved and loaded. */
export const TAG = "serve";

/**
 * A graph as the bytes of a `saved_model.pb`, TensorFlow's SavedModel without variables and
 * signatures. The numbers are the field numbers of TensorFlow's `.proto` files.
 */
export function encodeSavedModel(graph: Graph): Uint8Array {
  const writer = new BinaryWriter();
  integer(writer, 1, 1); // schema version
  message(writer, 2, (metaGraph) => {
    message(metaGraph, 1, (info) => string(info, 4, TAG));
    message(metaGraph, 2, (graphDef) => {
      for (const definition of graph) message(graphDef, 1, node(definition));
      message(graphDef, 4, (versions) => {
        integer(versions, 1, 1482); // of the producer of such graphs: TensorFlow 2.13
        integer(versions, 2, 12); // of the oldest consumer
      });
    });
  });
  return writer.finish();
}
