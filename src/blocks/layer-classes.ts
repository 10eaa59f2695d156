import type * as tf from "@tensorflow/tfjs";

/** The class names of a network's layers, including those of nested networks. */
export function layerClasses(network: tf.LayersModel): string[] {
  return network.layers.flatMap((layer) => [
    layer.getClassName(),
    ...("layers" in layer ? layerClasses(layer as tf.LayersModel) : []),
  ]);
}
