/** The kernels of the gradients of convolutions, by input and by filter. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp, type OpAttribute } from "../native.js";
import * as portable from "../portable/convolution.js";
import { defineKernel, type Inputs } from "./define.js";

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

/** The geometry of a convolution: the shape that is not that of a tensor is an attribute. */
function geometry({ x, filter }: Inputs, attributes: ConvolutionAttributes, depthwise: boolean) {
  const { strides, pad, dataFormat, dilations, dimRoundingMode } = attributes;
  return tf.backend_util.computeConv2DInfo(
    (attributes.inputShape ?? x!.shape) as [number, number, number, number],
    (attributes.filterShape ?? filter!.shape) as [number, number, number, number],
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
    ...(type === "EXPLICIT" && {
      explicit_paddings: { int: perAxis([top, bottom], [left, right], [0, 0]) },
    }),
    data_format: { text: nhwc ? "NHWC" : "NCHW" },
  };
}

/** How a gradient is put together from convolutions: of the output's gradient and the other input. */
type InParts = (dy: tf.Tensor4D, other: tf.Tensor4D, info: Info) => tf.Tensor4D;

/** Defines the kernel of the gradient by the input or by the filter. */
function define(name: string, by: "x" | "filter", depthwise: boolean, inParts: InParts): void {
  const other = by === "x" ? "filter" : "x";

  const composed = (inputs: Inputs, info: Info): tf.Tensor => {
    if (info.dataFormat === "channelsLast") {
      return inParts(inputs.dy as tf.Tensor4D, inputs[other] as tf.Tensor4D, info);
    }
    throw new Error(`${name} is expected on NHWC images here but got NCHW; transpose them.`);
  };

  defineKernel<ConvolutionAttributes>(name, {
    native: (inputs, attributes) => {
      const info = geometry(inputs, attributes, depthwise);
      // TensorFlow's own kernels refuse dilation on some processors, and ignore it on others.
      if (info.dilationHeight > 1 || info.dilationWidth > 1) return composed(inputs, info);
      const outputShape = by === "x" ? attributes.inputShape! : attributes.filterShape!;
      const sizes = tf.tensor1d(outputShape, "int32");
      const operands = by === "x" ? [sizes, inputs.filter!] : [inputs.x!, sizes];
      return nativeOp(name, nativeAttributes(info), [...operands, inputs.dy!])[0]!;
    },
    portable: (inputs, attributes) => composed(inputs, geometry(inputs, attributes, depthwise)),
  });
}

define("Conv2DBackpropInput", "x", false, portable.byInput);
define("Conv2DBackpropFilter", "filter", false, (dy, x, info) => portable.byFilter(x, dy, info));
define("DepthwiseConv2dNativeBackpropInput", "x", true, portable.depthwiseByInput);
define("DepthwiseConv2dNativeBackpropFilter", "filter", true, (dy, x, info) =>
  portable.depthwiseByFilter(x, dy, info),
);
