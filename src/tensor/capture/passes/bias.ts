import { DType, type Graph, type Ref } from "../graph.js";
import { Reading, reshaped, sizeOf } from "./rewriting.js";

const NHWC = { T: { type: DType.float32 }, data_format: { text: "NHWC" } };

/**
 * Additions of one number per channel become BiasAdd, which TensorFlow fuses into the convolution or
 * matrix product before it; TF.js knows general additions only.
 */
export function fuseBias(graph: Graph): Graph {
  const reading = new Reading(graph);

  /** One number per channel behind what is added, or undefined. TF.js's layers add [1, 1, 1, c]. */
  const perChannel = (added: Ref, channels: number): Ref | undefined => {
    const { shape } = reading.type(added);
    if (shape.length === 1 && shape[0] === channels) return added;
    const node = reading.node(added);
    const flat = node.op === "Reshape" && reading.type(node.inputs[0]!).shape.length === 1;
    const only =
      shape.at(-1) === channels && shape.every((size, i) => size === 1 || i === shape.length - 1);
    return flat && only ? node.inputs[0] : undefined;
  };

  return graph.map((node) => {
    if (node.op !== "Add" && node.op !== "AddV2") return node;
    const [x, added] = node.inputs as [Ref, Ref];
    const { shape, dtype } = reading.type(x);
    if (dtype !== DType.float32 || (shape.length !== 2 && shape.length !== 4)) return node;
    const bias = perChannel(added, shape.at(-1)!);
    if (bias === undefined || shape.length < reading.type(added).shape.length) return node;
    return { ...node, op: "BiasAdd", inputs: [x, bias], attributes: NHWC };
  });
}

/**
 * The gradient of a bias is kept apart from the gradient of the filter beside it. TensorFlow would
 * merge the two into one kernel, which is slower: by a tenth for most convolutions, by half for
 * those of few channels.
 */
export function keepBiasGradientApart(graph: Graph): Graph {
  const reading = new Reading(graph);
  return graph.flatMap((node) => {
    if (node.op !== "BiasAddGrad") return [node];
    const [dy] = node.inputs as [Ref];
    const { shape } = reading.type(dy);
    if (shape.length !== 4) return [node];
    const channels = shape.at(-1)!;
    const rows = sizeOf(shape.slice(0, -1));
    const name = `${node.name}_flat`; // merged are only readers of the same tensor
    return [...reshaped(name, dy, [rows, channels]), { ...node, inputs: [name] }];
  });
}
