import * as tf from "@tensorflow/tfjs";

/**
 * A convolution of the backend, told in numbers what `same` padding is: where the stride is larger
 * than the filter it cannot work that out itself, and silently returns zeros.
 *
 * @param name the operation, as TF.js calls it
 */
export function withNumericPadding(name: string, depthwise: boolean): tf.KernelConfig {
  const own = tf.getKernel(name, "wasm");
  return {
    ...own,
    kernelFunc(call) {
      const attributes = call.attrs as unknown as ConvAttributes;
      if (attributes.pad !== "same") return own.kernelFunc(call);
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
      return own.kernelFunc({ ...call, attrs: { ...call.attrs, pad } });
    },
  };
}

type Shape4D = [number, number, number, number];

/** What TF.js gives to a kernel of the convolution family, as far as it is needed here. */
interface ConvAttributes {
  readonly strides: number | [number, number];
  readonly pad: unknown;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations?: number | [number, number] | null;
}
