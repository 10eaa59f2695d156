import type * as tf from "@tensorflow/tfjs";

/**
 * The kernel of a network's first dense layer, for a family's `LatentModel.firstLayer`.
 *
 * Where the layer also reads a class behind the latent vector, only the part of the latent vector
 * is returned.
 *
 * @param network from latent vectors to images
 * @param latent size of the latent vector
 * @returns float32 [latent, units]; the caller disposes it
 * @throws Error when the first layer with weights is not a dense one that reads the latent vector
 */
export function firstDenseKernel(network: tf.LayersModel, latent: number): tf.Tensor2D {
  const layer = network.layers.find(({ weights }) => weights.length > 0);
  const kernel = layer?.weights[0]!.read();
  if (layer?.getClassName() !== "Dense" || kernel!.shape[0] < latent) {
    throw new Error(
      `The network's first layer with weights is expected to be a dense one that reads the latent ` +
        `vector (${latent} numbers) but is ${layer ? `${layer.getClassName()} "${layer.name}"` : "missing"}; ` +
        `pass your own weights [latent, k] to closedFormDirections.`,
    );
  }
  return kernel!.slice([0], [latent]) as tf.Tensor2D;
}
