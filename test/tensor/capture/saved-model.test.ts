import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";
import { DType, type GraphNode } from "../../../src/tensor/capture/graph.js";
import { encodeSavedModel } from "../../../src/tensor/capture/saved-model.js";

type Message = Map<number, (Uint8Array | number)[]>;

/** The fields of a message by their numbers, read without knowing its type. */
function decode(bytes: Uint8Array): Message {
  const reader = new BinaryReader(bytes);
  const fields: Message = new Map();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const value =
      type === WireType.LengthDelimited
        ? reader.bytes()
        : type === WireType.Bit32
          ? reader.float()
          : Number(reader.int64());
    fields.set(field, [...(fields.get(field) ?? []), value]);
  }
  return fields;
}

const messages = (message: Message, field: number) =>
  (message.get(field) ?? []).map((value) => decode(value as Uint8Array));
const texts = (message: Message, field: number) =>
  (message.get(field) ?? []).map((value) => new TextDecoder().decode(value as Uint8Array));

const x: GraphNode = {
  name: "x",
  op: "Placeholder",
  inputs: [],
  after: [],
  attributes: { dtype: { type: DType.float32 }, shape: { shape: [2, -1] } },
  outputs: [{ shape: [2, 3], dtype: DType.float32 }],
};
const y: GraphNode = {
  name: "y",
  op: "Everything",
  inputs: ["x", "split:1"],
  after: ["write"],
  attributes: {
    text: { text: "NHWC" },
    int: { int: -7 },
    float: { float: 0.5 },
    bool: { bool: true },
    ints: { ints: [1, 2, 2, 1] },
    floats: { floats: [0.25] },
    bools: { bools: [true, false] },
    tensor: { tensor: { shape: [2], dtype: DType.int32, bytes: new Uint8Array([1, 0, 0, 0]) } },
  },
  outputs: [],
};

/** Field numbers are those of TensorFlow's saved_model, meta_graph, graph, node_def and attr_value. */
describe("encodeSavedModel", () => {
  const [metaGraph] = messages(decode(encodeSavedModel([x, y])), 2);
  const [graph] = messages(metaGraph!, 2);
  const [first, second] = messages(graph!, 1) as [Message, Message];
  const attributes = (node: Message) =>
    new Map(messages(node, 5).map((entry) => [texts(entry, 1)[0]!, messages(entry, 2)[0]!]));

  test("tags the graph and says of which version it is", () => {
    expect(decode(encodeSavedModel([])).get(1)).toEqual([1]);
    expect(texts(messages(metaGraph!, 1)[0]!, 4)).toEqual(["serve"]);
    const [versions] = messages(graph!, 4);
    expect([versions!.get(1), versions!.get(2)]).toEqual([[1482], [12]]);
  });

  test("writes names, operations, inputs and order", () => {
    expect([texts(first, 1), texts(first, 2), texts(first, 3)]).toEqual([
      ["x"],
      ["Placeholder"],
      [],
    ]);
    expect(texts(second, 3)).toEqual(["x", "split:1", "^write"]);
  });

  test("writes attributes of every kind", () => {
    const [shape] = messages(attributes(first).get("shape")!, 7);
    expect(messages(shape!, 2).map((dim) => dim.get(1))).toEqual([[2], [-1]]);
    expect(attributes(first).get("dtype")!.get(6)).toEqual([1]);
    const of = attributes(second);
    expect(texts(of.get("text")!, 2)).toEqual(["NHWC"]);
    expect(of.get("int")!.get(3)).toEqual([-7]);
    expect(of.get("float")!.get(4)).toEqual([0.5]);
    expect(of.get("bool")!.get(5)).toEqual([1]);
    expect(messages(of.get("ints")!, 1)[0]!.get(3)).toEqual([1, 2, 2, 1]);
    expect(messages(of.get("floats")!, 1)[0]!.get(4)).toEqual([0.25]);
    expect(messages(of.get("bools")!, 1)[0]!.get(5)).toEqual([1, 0]);
    const [tensor] = messages(of.get("tensor")!, 8);
    expect(tensor!.get(1)).toEqual([3]);
    expect(tensor!.get(4)).toEqual([new Uint8Array([1, 0, 0, 0])]);
  });

  test("pins nothing to a device, so that TensorFlow places operations on a GPU by itself", () => {
    for (const node of [first, second]) expect(node.get(4)).toBeUndefined();
  });
});
