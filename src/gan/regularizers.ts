import * as tf from "@tensorflow/tfjs";

/**
 * The squared slope of the discriminator at real images, $\mathbb{E}_x\,\|\nabla_x D(x)\|^2$, where
 * $D(x)$ is the logit: what the R1 regularizer weighs with $\gamma / 2$ (Mescheder, Geiger and
 * Nowozin 2018). A discriminator that is flat at the data leaves the generator in peace once it has
 * arrived there, which makes the game converge.
 *
 * Every layer of the network has to be differentiable twice.
 *
 * @param network from images to logits [n, 1]
 * @param images real ones, [n, height, width, channels]
 * @returns the mean over the batch, differentiable in the network's variables
 */
export function r1Penalty(network: tf.LayersModel, images: tf.Tensor4D): tf.Scalar {
  const slope = tf.grad((x) => (network.apply(x) as tf.Tensor2D).sum())(images); // [n, h, w, c]
  return slope.square().sum().div(images.shape[0]).asScalar();
}
