import * as tf from "@tensorflow/tfjs";

/** A variable of a layer, as TF.js keeps it. */
export interface LayerVariable<T extends tf.Tensor = tf.Tensor> {
  read(): T;
  write(value: tf.Tensor): LayerVariable<T>;
}

/** A layer of TF.js, with its parts, which TF.js's own types keep to themselves. */
export type StockLayer<Config, Parts> = new (config: Config) => tf.layers.Layer & Parts;

// TF.js does not export the classes of its layers, but knows them by name to load models.
const { classNameMap } = tf.serialization.SerializationMap.getMap();

/** The class of TF.js's layer of this name, to build a layer of ours on. */
export function stockLayer<Config, Parts>(name: string): StockLayer<Config, Parts> {
  return classNameMap[name]![0] as unknown as StockLayer<Config, Parts>;
}

/** Makes a layer known to TF.js by its class name, so that saved networks load. */
export function registerLayer(layer: new (config: never) => tf.layers.Layer): void {
  tf.serialization.registerClass(layer as never);
}
