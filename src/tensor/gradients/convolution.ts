/**
 * Convolutions. A convolution is bilinear in its input and its filter, so its two gradients and
 * their gradients are again convolutions of the same three kinds: three rules close the table.
 */
import * as tf from "@tensorflow/tfjs";
import { nativeOp, type OpAttribute } from "../native.js";
import * as portable from "./convolution-portable.js";
import { defineGradient, defineKernel, runKernel, type Inputs } from "./define.js";

/** The attributes that TF.js gives to a convolution and to its gradient kernels. */
export interface ConvolutionAttributes {
  readonly strides: number | number[];
  readonly pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: number | number[];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  /** Only of the gradient by the input. */
  readonly inputShape?: number[];
  /** Only of the gradient by the filter. */
  readonly filterShape?: number[];
}

/** The names of a convolution and of its gradients. */
interface Family {
  readonly forward: string;
  readonly input: string;
  readonly filter: string;
}

function defineGradients({ forward, input, filter }: Family): void {
  type Attributes = ConvolutionAttributes;
  const convolve = (x: tf.Tensor, w: tf.Tensor, attributes: Attributes) =>
    runKernel(forward, { x, filter: w }, { dilations: 1, dataFormat: "NHWC", ...attributes });
  const byInput = (dy: tf.Tensor, w: tf.Tensor, attributes: Attributes, inputShape: number[]) =>
    runKernel(input, { dy, filter: w }, { ...attributes, inputShape });
  const byFilter = (x: tf.Tensor, dy: tf.Tensor, attributes: Attributes, filterShape: number[]) =>
    runKernel(filter, { x, dy }, { ...attributes, filterShape });

  defineGradient<Attributes>(forward, { inputs: ["x", "filter"] }, (dy, [x, w], attributes) => ({
    x: () => byInput(dy, w!, attributes, x!.shape),
    filter: () => byFilter(x!, dy, attributes, w!.shape),
  }));
  defineGradient<Attributes>(input, { inputs: ["dy", "filter"] }, (ddx, [dy, w], attributes) => ({
    dy: () => convolve(ddx, w!, attributes),
    filter: () => byFilter(ddx, dy!, attributes, w!.shape),
  }));
  defineGradient<Attributes>(filter, { inputs: ["x", "dy"] }, (ddw, [x, dy], attributes) => ({
    x: () => byInput(dy!, ddw, attributes, x!.shape),
    dy: () => convolve(x!, ddw, attributes),
  }));
}

/** The geometry of a convolution of this input and filter. */
function geometry(
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
  depthwise: boolean,
): tf.backend_util.Conv2DInfo {
  const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes;
  return tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides as number,
    (dilations ?? 1) as number,
    pad,
    dimRoundingMode,
    depthwise,
    tf.backend_util.convertConv2DDataFormat(dataFormat ?? "NHWC"),
  );
}

function nativeAttributes(info: tf.backend_util.Conv2DInfo): Record<string, OpAttribute> {
  const { padInfo, strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const nhwc = info.dataFormat === "channelsLast";
  const perAxis = (height: number[], width: number[], other: number[]) =>
    (nhwc ? [other, height, width, other] : [other, other, height, width]).flat();
  const { top, bottom, left, right, type } = padInfo;
  return {
    T: "float32",
    strides: { int: perAxis([strideHeight], [strideWidth], [1]) },
    dilations: { int: perAxis([dilationHeight], [dilationWidth], [1]) },
    padding: { text: type },
    explicit_paddings: {
      int: type === "EXPLICIT" ? perAxis([top, bottom], [left, right], [0, 0]) : [],
    },
    data_format: { text: nhwc ? "NHWC" : "NCHW" },
  };
}

function defineKernels({ input, filter }: Family, depthwise: boolean): void {
  const shapeTensor = (shape: number[]) => tf.tensor1d(shape, "int32");
  const native = (name: string, info: tf.backend_util.Conv2DInfo, inputs: tf.Tensor[]) =>
    nativeOp(name, nativeAttributes(info), inputs)[0]!;

  defineKernel<ConvolutionAttributes>(input, {
    native: ({ dy, filter: w }: Inputs, attributes) => {
      const info = geometry(attributes.inputShape!, w!.shape, attributes, depthwise);
      return native(input, info, [shapeTensor(attributes.inputShape!), w!, dy!]);
    },
    portable: ({ dy, filter: w }: Inputs, attributes) => {
      const info = geometry(attributes.inputShape!, w!.shape, attributes, depthwise);
      const compute = depthwise ? portable.depthwiseByInput : portable.byInput;
      return compute(dy as tf.Tensor4D, w as tf.Tensor4D, info);
    },
  });
  defineKernel<ConvolutionAttributes>(filter, {
    native: ({ x, dy }: Inputs, attributes) => {
      const info = geometry(x!.shape, attributes.filterShape!, attributes, depthwise);
      return native(filter, info, [x!, shapeTensor(attributes.filterShape!), dy!]);
    },
    portable: ({ x, dy }: Inputs, attributes) => {
      const info = geometry(x!.shape, attributes.filterShape!, attributes, depthwise);
      const compute = depthwise ? portable.depthwiseByFilter : portable.byFilter;
      return compute(x as tf.Tensor4D, dy as tf.Tensor4D, info);
    },
  });
}

const plain: Family = {
  forward: "Conv2D",
  input: "Conv2DBackpropInput",
  filter: "Conv2DBackpropFilter",
};
const depthwise: Family = {
  forward: "DepthwiseConv2dNative",
  input: "DepthwiseConv2dNativeBackpropInput",
  filter: "DepthwiseConv2dNativeBackpropFilter",
};

defineGradients(plain);
defineGradients(depthwise);
defineKernels(plain, false);
defineKernels(depthwise, true);
