import type { Attributes, Graph, GraphNode, Ref } from "../graph.js";
import { constant, made, Reading, reshaped, transposed } from "./rewriting.js";

/** Up to how many numbers of `dy` around a pixel make the product narrow. */
const NARROW = 16;

/**
 * The gradient of a filter with one or two output channels, as at the end of a decoder, as a matrix
 * product. oneDNN's kernel computes blocks of channels and takes as long as for sixteen.
 *
 * $dW_{ijck} = \sum_{nhw} x_{n,h+i,w+j,c}\, dy_{nhwk}$ is, seen from the pixels of $x$, the product of
 * $x$ with the values of $dy$ around each of them.
 */
export function narrowFilterGradients(graph: Graph): Graph {
  const reading = new Reading(graph);
  return graph.flatMap((node) => {
    if (node.op !== "Conv2DBackpropFilter" || !isPlain(node.attributes)) return [node];
    const [height, width, inputs, outputs] = node.outputs[0]!.shape as [
      number,
      number,
      number,
      number,
    ];
    const values = height * width * outputs;
    if (height % 2 === 0 || width % 2 === 0 || values > NARROW || inputs <= outputs) return [node];
    return asProduct(node, [height, width, inputs, outputs], reading);
  });
}

/** Stride one, no dilation, an output of the input's size. */
function isPlain({ strides, dilations, padding, data_format }: Attributes): boolean {
  const ones = (value: Attributes[string] | undefined) =>
    value === undefined || ("ints" in value && value.ints.every((int) => int === 1));
  const is = (value: Attributes[string] | undefined, text: string) =>
    value !== undefined && "text" in value && value.text === text;
  return (
    ones(strides) &&
    ones(dilations) &&
    is(padding, "SAME") &&
    (!data_format || is(data_format, "NHWC"))
  );
}

function asProduct(
  node: GraphNode,
  [height, width, inputs, outputs]: [number, number, number, number],
  reading: Reading,
): GraphNode[] {
  const [x, , dy] = node.inputs as [Ref, Ref, Ref];
  const [batch, rows, columns] = reading.type(dy).shape as [number, number, number, number];
  const values = height * width * outputs;
  const pixels = batch * rows * columns;
  const name = (part: string) => `${node.name}_${part}`;

  const filter = [height, width, outputs, values];
  const pick = constant(name("pick"), picking(height, width, outputs), filter);
  const around = made(name("around"), "Conv2D", [dy, pick.name], [batch, rows, columns, values], {
    strides: { ints: [1, 1, 1, 1] },
    padding: { text: "SAME" },
  });
  const flags = { transpose_a: { bool: true }, transpose_b: { bool: false } };
  const factors = [name("flat_dy"), name("flat_x")];
  const product = made(name("product"), "MatMul", factors, [values, inputs], flags);
  const perPosition = [height * width, outputs, inputs];
  const turned = name("turned");
  return [
    pick,
    around,
    ...reshaped(factors[0]!, around.name, [pixels, values]),
    ...reshaped(factors[1]!, x, [pixels, inputs]),
    product,
    ...reshaped(name("parts"), product.name, perPosition),
    ...transposed(turned, name("parts"), [0, 2, 1], perPosition),
    ...reshaped(node.name, turned, node.outputs[0]!.shape),
  ];
}

/** A filter [h, w, k, (i, j, k)] that picks the value of channel k that is (i, j) back from a pixel. */
function picking(height: number, width: number, channels: number): Float32Array {
  const values = height * width * channels;
  const filter = new Float32Array(values * values);
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      for (let k = 0; k < channels; k++) {
        const from = ((height - 1 - i) * width + (width - 1 - j)) * channels + k;
        filter[from * values + (i * width + j) * channels + k] = 1;
      }
    }
  }
  return filter;
}
