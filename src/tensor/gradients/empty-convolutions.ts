/**
 * Convolutions without a result: of no images, or of images smaller than the filter. With oneDNN,
 * TensorFlow gives them the shape of the images and numbers that nobody has written. Here they have
 * their own shape, without elements, and gradients of zero.
 */
import * as tf from "@tensorflow/tfjs";
import type { ConvolutionAttributes } from "./convolution-kernels.js";
import type { Inputs } from "./define.js";

type Shape = readonly number[];
type Attributes = ConvolutionAttributes & { readonly inputShape?: Shape; filterShape?: Shape };
/** The shape of a result that is empty or zero; undefined where there is something to compute. */
type Known = (inputs: Inputs, attributes: Attributes) => Shape | undefined;

const { computeConv2DInfo, computeConv3DInfo, convertConv2DDataFormat } = tf.backend_util;

const ifEmpty = (shape: Shape): Shape | undefined => (shape.includes(0) ? shape : undefined);

const planar =
  (depthwise: boolean): Known =>
  ({ x, filter }, { strides, dilations = 1, pad, dimRoundingMode, dataFormat = "NHWC" }) =>
    ifEmpty(
      computeConv2DInfo(
        x!.shape as [number, number, number, number],
        filter!.shape as [number, number, number, number],
        strides as number,
        dilations as number,
        pad,
        dimRoundingMode,
        depthwise,
        convertConv2DDataFormat(dataFormat),
      ).outShape,
    );

const spatial: Known = ({ x, filter }, { strides, dilations = 1, pad }) =>
  ifEmpty(
    computeConv3DInfo(
      x!.shape as [number, number, number, number, number],
      filter!.shape as [number, number, number, number, number],
      strides as number,
      dilations as number,
      pad as "same" | "valid",
    ).outShape,
  );

const gradientOf =
  (shapeOf: Known): Known =>
  (inputs, attributes) =>
    inputs.dy!.size === 0 ? shapeOf(inputs, attributes) : undefined;

const byInput = gradientOf((_, { inputShape }) => inputShape);
const byFilter = gradientOf((_, { filterShape }) => filterShape);
const byPooled = gradientOf(({ input }) => input!.shape);

const KERNELS: Readonly<Record<string, Known>> = {
  Conv2D: planar(false),
  FusedConv2D: planar(false),
  DepthwiseConv2dNative: planar(true),
  FusedDepthwiseConv2D: planar(true),
  Conv3D: spatial,
  Conv2DBackpropInput: byInput,
  Conv2DBackpropFilter: byFilter,
  DepthwiseConv2dNativeBackpropInput: byInput,
  DepthwiseConv2dNativeBackpropFilter: byFilter,
  Conv3DBackpropInputV2: byInput,
  Conv3DBackpropFilterV2: byFilter,
  MaxPoolGrad: byPooled,
  AvgPoolGrad: byPooled,
  MaxPool3DGrad: byPooled,
  AvgPool3DGrad: byPooled,
};

for (const [name, known] of Object.entries(KERNELS)) {
  const config = tf.getKernel(name, "tensorflow");
  if (!config) continue;
  tf.unregisterKernel(name, "tensorflow");
  tf.registerKernel({
    ...config,
    kernelFunc: (call) => {
      const shape = known(call.inputs as Inputs, call.attrs as unknown as Attributes);
      return shape ? tf.fill([...shape], 0) : config.kernelFunc(call);
    },
  });
}
