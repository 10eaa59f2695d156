import * as tf from "@tensorflow/tfjs";
import { registerLayer } from "./stock.js";

class GlobalSumPooling extends tf.layers.Layer {
  static className = "GlobalSumPooling";

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [inputShape[0]!, inputShape.at(-1)!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return (Array.isArray(inputs) ? inputs[0]! : inputs).sum([1, 2]);
  }
}
registerLayer(GlobalSumPooling);

/**
 * The sum of each channel over all positions, which ends the discriminators of Miyato et al. (2018):
 * with spectral normalization before and after it, a mean would leave the logits next to nothing.
 *
 * @returns a layer from [n, height, width, channels] to [n, channels]
 */
export function globalSumPooling(config: { readonly name?: string } = {}): tf.layers.Layer {
  return new GlobalSumPooling(config);
}
