import * as tf from "@tensorflow/tfjs";

/**
 * A convolution of the backend that gets `same` padding as numbers: where the stride is larger
 * than the filter it cannot work that out itself, and silently returns zeros.
 *
 * @param name the operation, as TF.js calls it
 */
export function withNumericPadding(name: string, depthwise: boolean): tf.KernelConfig {
  const kernel = tf.getKernel(name, "wasm");
  return {
    ...kernel,
    kernelFunc(call) {
      const attributes = call.attrs as unknown as ConvAttributes;
      if (attributes.pad !== "same") return kernel.kernelFunc(call);
      const { strides, dilations, dataFormat = "NHWC" } = attributes;
      const { padInfo } = tf.backend_util.computeConv2DInfo(
        call.inputs.x!.shape as Shape4D,
        call.inputs.filter!.shape as Shape4D,
        strides,
        dilations ?? 1,
        "same",
        undefined,
        depthwise,
        tf.backend_util.convertConv2DDataFormat(dataFormat),
      );
      const { top, bottom, left, right } = padInfo;
      const pad = [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ];
      return kernel.kernelFunc({ ...call, attrs: { ...call.attrs, pad } });
    },
  };
}

type Shape4D = [number, number, number, number];

/** Attributes of a convolution kernel in TF.js, as far as they are needed here. */
interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: unknown;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number] | null;
}
