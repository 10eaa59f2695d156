import { aText, checkOptions, oneOf } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { registerLayer } from "./stock.js";

/** How {@link upsampling} fills in what lies between the pixels. */
export type UpsamplingInterpolation = "nearest" | "bilinear";

/** Settings of {@link upsampling}. */
export interface UpsamplingConfig {
  /** Default `"nearest"`. */
  readonly interpolation?: UpsamplingInterpolation;
  readonly name?: string;
}

class BilinearUpsampling extends tf.layers.Layer {
  static className = "BilinearUpsampling";

  override computeOutputShape([n, height, width, channels]: tf.Shape): tf.Shape {
    return [n!, height! * 2, width! * 2, channels!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D; // [n, h, w, c]
      const size: [number, number] = [x.shape[1] * 2, x.shape[2] * 2];
      // Half-pixel centers, which TF.js's own layer lacks: without them the image moves.
      return tf.image.resizeBilinear(x, size, false, true); // [n, 2h, 2w, c]
    });
  }
}
registerLayer(BilinearUpsampling);

/**
 * Doubles height and width. Followed by a convolution it is how a generator grows its images without
 * the checkerboard of transposed convolutions, whose patches overlap unevenly (Odena, Dumoulin and
 * Olah 2016).
 *
 * `"nearest"` is TF.js's own layer. `"bilinear"` is ours, because TF.js's moves the image by half a
 * pixel.
 *
 * @returns a layer from [n, height, width, channels] to [n, 2 height, 2 width, channels]
 */
export function upsampling(config: UpsamplingConfig = {}): tf.layers.Layer {
  const kinds = { interpolation: oneOf("nearest", "bilinear"), name: aText("up") };
  const { interpolation = "nearest", name } = checkOptions("upsampling", config, kinds);
  if (interpolation === "bilinear") return new BilinearUpsampling({ name });
  return tf.layers.upSampling2d({ name });
}
