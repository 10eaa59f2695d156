/** The kernels of the gradients of convolutions, by input and by filter. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp, type OpAttribute } from "../native.js";
import * as portable from "./convolution-portable.js";
import { defineKernel } from "./define.js";

type Info = tf.backend_util.Conv2DInfo;

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

/** The geometry of a convolution of this input and filter. */
function geometry(
  inputShape: number[],
  filterShape: number[],
  attributes: ConvolutionAttributes,
  depthwise: boolean,
): Info {
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

function nativeAttributes(info: Info): Record<string, OpAttribute> {
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

const sizes = (shape: number[]) => tf.tensor1d(shape, "int32");

/** TensorFlow's own kernels refuse dilation on some processors, and ignore it on others. */
const isDilated = (info: Info) => info.dilationHeight > 1 || info.dilationWidth > 1;

/** @throws Error for channels first, which is not supported in parts */
function checkChannelsLast(name: string, info: Info): void {
  if (info.dataFormat === "channelsLast") return;
  throw new Error(`${name} is expected on NHWC images here but got NCHW; transpose them.`);
}

/** Defines the kernel of the gradient by the input: of the output's gradient and the filter. */
function defineByInput(name: string, depthwise: boolean): void {
  const inParts = depthwise ? portable.depthwiseByInput : portable.byInput;
  const compute = (dy: tf.Tensor, filter: tf.Tensor, info: Info) => {
    checkChannelsLast(name, info);
    return inParts(dy as tf.Tensor4D, filter as tf.Tensor4D, info);
  };
  const infoOf = (filter: tf.Tensor, attributes: ConvolutionAttributes) =>
    geometry(attributes.inputShape!, filter.shape, attributes, depthwise);
  defineKernel<ConvolutionAttributes>(name, {
    native: ({ dy, filter }, attributes) => {
      const info = infoOf(filter!, attributes);
      if (isDilated(info)) return compute(dy!, filter!, info);
      const inputs = [sizes(attributes.inputShape!), filter!, dy!];
      return nativeOp(name, nativeAttributes(info), inputs)[0]!;
    },
    portable: ({ dy, filter }, attributes) => compute(dy!, filter!, infoOf(filter!, attributes)),
  });
}

/** Defines the kernel of the gradient by the filter: of the input and the output's gradient. */
function defineByFilter(name: string, depthwise: boolean): void {
  const inParts = depthwise ? portable.depthwiseByFilter : portable.byFilter;
  const compute = (x: tf.Tensor, dy: tf.Tensor, info: Info) => {
    checkChannelsLast(name, info);
    return inParts(x as tf.Tensor4D, dy as tf.Tensor4D, info);
  };
  const infoOf = (x: tf.Tensor, attributes: ConvolutionAttributes) =>
    geometry(x.shape, attributes.filterShape!, attributes, depthwise);
  defineKernel<ConvolutionAttributes>(name, {
    native: ({ x, dy }, attributes) => {
      const info = infoOf(x!, attributes);
      if (isDilated(info)) return compute(x!, dy!, info);
      const inputs = [x!, sizes(attributes.filterShape!), dy!];
      return nativeOp(name, nativeAttributes(info), inputs)[0]!;
    },
    portable: ({ x, dy }, attributes) => compute(x!, dy!, infoOf(x!, attributes)),
  });
}

defineByInput("Conv2DBackpropInput", false);
defineByFilter("Conv2DBackpropFilter", false);
defineByInput("DepthwiseConv2dNativeBackpropInput", true);
defineByFilter("DepthwiseConv2dNativeBackpropFilter", true);
