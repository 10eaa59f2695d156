import { anObject, checkArgument } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { formatCount } from "../base/numbers.js";
import { Table } from "../display/table.js";

/**
 * A model's layers as a table: name, kind, shape of the output, number of parameters.
 *
 * Layers that are models themselves are listed as one row. The note under the table counts the
 * trainable and the fixed parameters, each shared weight once.
 */
export function summary(model: tf.LayersModel): Table {
  const network = anObject("a network", "model.generator.network", "layers", "trainableWeights");
  checkArgument("The model of a summary", model, network);
  const rows = model.layers.map((layer) => [
    layer.name,
    layer.getClassName(),
    shapesOf(layer),
    formatCount(layer.countParams()),
  ]);
  const trainable = parameters(model.trainableWeights);
  const fixed = parameters(model.nonTrainableWeights);
  const note =
    formatCount(trainable + fixed, "parameter") +
    (fixed > 0 ? `, of which training changes ${formatCount(trainable)}` : ", all of them trained");
  return new Table(model.name, ["layer", "kind", "output", "parameters"], rows, note);
}

function shapesOf(layer: tf.layers.Layer): string {
  try {
    const shape = layer.outputShape;
    const shapes = (Array.isArray(shape[0]) ? shape : [shape]) as tf.Shape[];
    return shapes.map((sizes) => `[${sizes.map((size) => size ?? "n").join(", ")}]`).join(" ");
  } catch {
    return "several"; // a layer used more than once can have several shapes
  }
}

function parameters(weights: readonly { shape: tf.Shape }[]): number {
  const sizes = weights.map((weight) =>
    weight.shape.reduce<number>((n, size) => n * (size ?? 1), 1),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
