import type { Attributes, Graph, GraphNode, Ref } from "../graph.js";
import {
  constant,
  isOnes,
  isUndilatedSame,
  made,
  Reading,
  reshaped,
  sizeOf,
  transposed,
} from "./rewriting.js";

/** Up to how many numbers a filter has for one input channel. */
const NARROW = 16;
/** From how many input channels it is worth it. */
const CHANNELS = 16;

/**
 * Convolutions to one channel, as at the end of a decoder, and the gradients of their filters, with
 * matrix products. oneDNN's kernels compute blocks of channels and take as long for one as for
 * sixteen.
 *
 * In $y_{nhwk} = \sum_{ijc} x_{n,h+i,w+j,c} W_{ijck}$ each pixel of $x$ is first multiplied with all
 * positions of the filter, a matrix product; then each pixel of $y$ picks up what its neighbors
 * have for it. The gradient of $W$ is the product of $x$ with the values of $dy$ around each pixel.
 */
export function multiplyNarrowFilters(graph: Graph): Graph {
  const reading = new Reading(graph);
  return graph.flatMap((node) => {
    const forward = node.op === "Conv2D";
    if (!forward && node.op !== "Conv2DBackpropFilter") return [node];
    const filter = forward ? reading.type(node.inputs[1]!).shape : node.outputs[0]!.shape;
    const [height, width, inputs, outputs] = filter as [number, number, number, number];
    const narrow = height * width * outputs <= NARROW && inputs >= CHANNELS;
    const odd = height % 2 === 1 && width % 2 === 1;
    if (!narrow || !odd || height * width === 1 || !isPlain(node.attributes)) return [node];
    const parts = new Parts(node, [height, width, inputs, outputs], reading);
    return forward ? parts.forward() : parts.filterGradient();
  });
}

/** Stride one and an output of the input's size. */
const isPlain = (attributes: Attributes) =>
  (attributes.strides === undefined || isOnes(attributes.strides)) && isUndilatedSame(attributes);

const SAME = { strides: { ints: [1, 1, 1, 1] }, padding: { text: "SAME" } };
const product = (transposed: boolean) => ({
  transpose_a: { bool: transposed },
  transpose_b: { bool: false },
});

class Parts {
  /** Numbers of the filter for one input channel. */
  readonly #values: number;
  readonly #image: readonly number[];
  readonly #pixels: number;

  constructor(
    readonly node: GraphNode,
    readonly filter: readonly [height: number, width: number, inputs: number, outputs: number],
    reading: Reading,
  ) {
    this.#values = filter[0] * filter[1] * filter[3];
    this.#image = reading.type(node.inputs[0]!).shape.slice(0, 3);
    this.#pixels = sizeOf(this.#image);
  }

  forward(): GraphNode[] {
    const [x, weights] = this.node.inputs as [Ref, Ref];
    const [height, width, inputs, outputs] = this.filter;
    const pick = picking(height, width, outputs, false);
    const shape = [height, width, this.#values, outputs];
    const at = (part: string) => `${this.node.name}_${part}`;
    const factors = [at("rows"), at("columns")];
    const products = [this.#pixels, this.#values];
    return [
      ...transposed(at("turned"), weights, [2, 0, 1, 3], this.filter),
      ...reshaped(factors[1]!, at("turned"), [inputs, this.#values]),
      ...reshaped(factors[0]!, x, [this.#pixels, inputs]),
      made(at("product"), "MatMul", factors, products, product(false)),
      ...reshaped(at("offers"), at("product"), [...this.#image, this.#values]),
      constant(at("pick"), pick, shape),
      { ...this.node, inputs: [at("offers"), at("pick")] },
    ];
  }

  filterGradient(): GraphNode[] {
    const [x, , dy] = this.node.inputs as [Ref, Ref, Ref];
    const [height, width, inputs, outputs] = this.filter;
    const pick = picking(height, width, outputs, true);
    const shape = [height, width, outputs, this.#values];
    const at = (part: string) => `${this.node.name}_${part}`;
    const factors = [at("around_rows"), at("rows")];
    const perPosition = [height * width, outputs, inputs];
    return [
      constant(at("pick"), pick, shape),
      made(at("around"), "Conv2D", [dy, at("pick")], [...this.#image, this.#values], SAME),
      ...reshaped(factors[0]!, at("around"), [this.#pixels, this.#values]),
      ...reshaped(factors[1]!, x, [this.#pixels, inputs]),
      made(at("product"), "MatMul", factors, [this.#values, inputs], product(true)),
      ...reshaped(at("parts"), at("product"), perPosition),
      ...transposed(at("turned"), at("parts"), [0, 2, 1], perPosition),
      ...reshaped(this.node.name, at("turned"), this.filter),
    ];
  }
}

/**
 * A filter of ones and zeros. Reversed, [h, w, k, (i, j, k)] picks for position (i, j) the value that
 * is as far back from a pixel; otherwise [h, w, (i, j, k), k] adds up what the neighbors have.
 */
function picking(height: number, width: number, channels: number, reversed: boolean): Float32Array {
  const values = height * width * channels;
  const filter = new Float32Array(values * values);
  for (let value = 0; value < values; value++) {
    const channel = value % channels;
    const position = (value - channel) / channels;
    if (reversed) {
      const back = height * width - 1 - position;
      filter[(back * channels + channel) * values + value] = 1;
    } else {
      filter[(position * values + value) * channels + channel] = 1;
    }
  }
  return filter;
}
