/**
 * TF.js's layers run convolution, bias and activation as one fused operation. Its gradient is of no
 * use here: it computes the gradients of input and filter always, also where only one is wanted,
 * and does not know the kernels beside it. While gradients are recorded the parts run one by one.
 */
import * as tf from "@tensorflow/tfjs";

interface Config {
  readonly bias?: tf.Tensor | tf.TensorLike;
  readonly activation?: string;
  readonly dataFormat?: "NHWC" | "NCHW";
}

type Fused<C extends Config> = (config: C) => tf.Tensor;

/** The same operation, but in parts where TF.js would record it whole. */
function inParts<C extends Config>(whole: Fused<C>, main: Fused<C>): Fused<C> {
  return (config) => {
    const { bias, activation = "linear", dataFormat = "NHWC" } = config;
    // With any other activation TF.js takes it apart by itself.
    const fuses = activation === "linear" && dataFormat === "NHWC";
    const recording = (tf.engine() as unknown as { isTapeOn?(): boolean }).isTapeOn?.();
    if (!recording || !fuses) return whole(config);
    const result = main(config);
    return bias === undefined || bias === null ? result : tf.add(result, bias);
  };
}

type Conv = Parameters<typeof tf.fused.conv2d>[0];
type MatMul = Parameters<typeof tf.fused.matMul>[0];

const fused = tf.fused as unknown as {
  conv2d: Fused<Conv>;
  depthwiseConv2d: Fused<Conv>;
  matMul: Fused<MatMul>;
};

fused.conv2d = inParts(fused.conv2d, ({ x, filter, strides, pad, dilations, dimRoundingMode }) =>
  tf.conv2d(x as tf.Tensor4D, filter, strides, pad, "NHWC", dilations ?? 1, dimRoundingMode),
);
fused.depthwiseConv2d = inParts(
  fused.depthwiseConv2d,
  ({ x, filter, strides, pad, dilations, dimRoundingMode }) =>
    tf.depthwiseConv2d(
      x as tf.Tensor4D,
      filter,
      strides,
      pad as "same",
      "NHWC",
      dilations ?? 1,
      dimRoundingMode,
    ),
);
fused.matMul = inParts(fused.matMul, ({ a, b, transposeA, transposeB }) =>
  tf.matMul(a, b, transposeA, transposeB),
);
