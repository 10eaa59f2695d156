import { DType, type Graph, type GraphNode, type Ref } from "../graph.js";
import { constant, isUndilatedSame, made, Reading, reshaped, transposed } from "./rewriting.js";

/** From how many input channels it is worth it. */
const CHANNELS = 16;

/**
 * The gradient of the filter of a strided convolution in bfloat16 as a few matrix products. oneDNN's
 * kernel for it gains nothing from bfloat16 and loses on small images; this takes a third to nine
 * tenths of its time.
 *
 * A convolution of stride s is one of stride 1 on blocks of s by s pixels, whose channels are those of
 * all pixels of the block. There each position of the filter is one product: of the blocks that it
 * meets with the output's gradient.
 */
export function stridedFilterGradients(graph: Graph): Graph {
  const reading = new Reading(graph);
  return graph.flatMap((node) => {
    const plan = planFor(node, reading);
    return plan ? asProducts(node, plan) : [node];
  });
}

interface Plan {
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly dy: readonly [batch: number, height: number, width: number, channels: number];
  /** The filter's edge, and its edge in blocks. */
  readonly edge: number;
  readonly blocks: number;
  readonly stride: number;
}

function planFor(node: GraphNode, reading: Reading): Plan | undefined {
  const { strides, T } = node.attributes;
  if (node.op !== "Conv2DBackpropFilter" || !T || !("type" in T) || T.type !== DType.bfloat16) {
    return undefined;
  }
  const x = reading.type(node.inputs[0]!).shape as Plan["x"];
  const dy = reading.type(node.inputs[2]!).shape as Plan["dy"];
  const [edge, width] = node.outputs[0]!.shape as [number, number];
  const steps = strides && "ints" in strides ? strides.ints : [];
  const stride = steps[1] ?? 1;
  const fits =
    stride > 1 &&
    stride === steps[2] &&
    edge === width &&
    edge % stride === 0 &&
    x[3] >= CHANNELS &&
    isUndilatedSame(node.attributes);
  return fits ? { x, dy, edge, blocks: edge / stride, stride } : undefined;
}

function asProducts(node: GraphNode, { x, dy, edge, blocks, stride }: Plan): GraphNode[] {
  const type = DType.bfloat16;
  const [input, , gradient] = node.inputs as [Ref, Ref, Ref];
  const [batch, , , channels] = x;
  const [, height, width, outputs] = dy;
  const pixels = batch * height * width;
  const deep = stride * stride * channels;
  const name = (part: string) => `${node.name}_${part}`;

  // As TensorFlow pads: the odd pixel goes below and to the right.
  const padded = [height, width].map((size) => (size - 1) * stride + edge) as [number, number];
  const pads = padded.map((size, axis) => size - x[axis + 1]!) as [number, number];
  const around = pads.flatMap((pad) => [Math.floor(pad / 2), Math.ceil(pad / 2)]);
  const paddings = constant(name("paddings"), Int32Array.of(0, 0, ...around, 0, 0), [4, 2]);
  const [rows, columns] = [padded[0] / stride, padded[1] / stride];
  const inBlocks = [batch, rows, stride, columns, stride, channels];
  const index = { type: DType.int32 };

  const positions = Array.from({ length: blocks * blocks }, (_, position) => {
    const start = [0, Math.floor(position / blocks), position % blocks, 0];
    const at = (part: string) => name(`${part}${position}`);
    const begin = constant(at("begin"), Int32Array.from(start), [4]);
    const met = [batch, height, width, deep];
    const size = constant(at("size"), Int32Array.from(met), [4]);
    const slice = [name("blocks"), begin.name, size.name];
    return [
      begin,
      size,
      made(at("met"), "Slice", slice, met, { Index: index }, type),
      ...reshaped(at("rows"), at("met"), [pixels, deep], type),
      made(at("product"), "MatMul", [at("rows"), name("dy")], [deep, outputs], PRODUCT, type),
    ];
  });
  const products = positions.map((nodes) => nodes.at(-1)!.name);
  const stacked = [products.length, deep, outputs];
  const stack = { N: { int: products.length }, axis: { int: 0 } };
  const parts = [blocks, blocks, stride, stride, channels, outputs];
  const pad = { Tpaddings: index };
  const wide = [batch, ...padded, channels];
  return [
    paddings,
    made(name("padded"), "Pad", [input, paddings.name], wide, pad, type),
    ...reshaped(name("pixels"), name("padded"), inBlocks, type),
    ...transposed(name("grouped"), name("pixels"), [0, 1, 3, 2, 4, 5], inBlocks, type),
    ...reshaped(name("blocks"), name("grouped"), [batch, rows, columns, deep], type),
    ...reshaped(name("dy"), gradient, [pixels, outputs], type),
    ...positions.flat(),
    made(name("stacked"), "Pack", products, stacked, stack, type),
    ...reshaped(name("parts"), name("stacked"), parts, type),
    ...transposed(name("ordered"), name("parts"), [0, 2, 1, 3, 4, 5], parts, type),
    ...reshaped(node.name, name("ordered"), node.outputs[0]!.shape, type),
  ];
}

const PRODUCT = { transpose_a: { bool: true }, transpose_b: { bool: false } };
