/**
 * Models of TensorFlow.js, as Keras sums them up.
 *
 * Broken in bare tslab: a model is shown as pages of internals. Can go when TensorFlow.js' models
 * show themselves in a notebook.
 */
import type { MimeBundle } from "../../base/mime.js";
import { formatCount } from "../../base/numbers.js";
import type { Column } from "../../base/table.js";
import { textTableBundle } from "./text-table.js";
import {
  isBuilt,
  isGraphModel,
  isLayersModel,
  isOptimizer,
  outputShapes,
  parametersIn,
  type GraphModel,
  type Layer,
  type LayersModel,
  type Symbolic,
} from "./model-view.js";
import { optimizerLine, titleOf } from "./short-form.js";
import { formatShape } from "./tensor-view.js";

/** Models in models are listed down to this depth. */
const DEEPEST = 4;

/** Shows a `tf.LayersModel`, also a Sequential one, or a `tf.GraphModel`. */
export function modelBundle(value: unknown): MimeBundle | undefined {
  if (isLayersModel(value)) return layersModel(value);
  return isGraphModel(value) ? graphModel(value) : undefined;
}

interface Row {
  readonly layer: Layer;
  readonly depth: number;
  /** The layers that the input comes from, where that is not just the layer above. */
  readonly from: string;
}

function layersModel(model: LayersModel): MimeBundle {
  const rows = rowsOf(model, 0);
  const columns: { column: Column; text: (row: Row) => string; always: boolean }[] = [
    { column: { title: "Layer", align: "left" }, text: nameCell, always: true },
    { column: { title: "Type", align: "left" }, text: typeCell, always: true },
    { column: { title: "Output shape", align: "left" }, text: shapeCell, always: true },
    { column: { title: "Parameters", align: "right" }, text: parametersCell, always: true },
    { column: { title: "Trainable", align: "left" }, text: trainableCell, always: false },
    { column: { title: "Input from", align: "left" }, text: ({ from }) => from, always: false },
  ];
  // A column that has only the usual values is left out.
  const telling = columns.filter(({ text, always }) => always || rows.some((row) => text(row)));
  return textTableBundle({
    above: [titleOf(model)],
    columns: telling.map(({ column }) => column),
    rows: rows.map((row) => telling.map(({ text }) => text(row))),
    below: totals(model),
  });
}

function rowsOf(model: LayersModel, depth: number): Row[] {
  const names = new Set(model.layers.map(({ name }) => name));
  return model.layers.flatMap((layer, i) => {
    const nodes = layer.inboundNodes ?? [];
    const inbound = nodes.flatMap(({ inboundLayers }) => inboundLayers.map(({ name }) => name));
    // A layer that is shared with other models has inputs there, too.
    const sources = [...new Set(inbound)].filter((name) => names.has(name));
    const plain =
      sources.length === 0 || (sources.length === 1 && sources[0] === model.layers[i - 1]?.name);
    const row = { layer, depth, from: plain ? "" : sources.join(", ") };
    return isLayersModel(layer) && depth < DEEPEST ? [row, ...rowsOf(layer, depth + 1)] : [row];
  });
}

const nameCell = ({ layer, depth }: Row): string =>
  `${"\u00a0\u00a0".repeat(depth)}${depth > 0 ? "↳ " : ""}${layer.name}`;

const typeCell = ({ layer }: Row): string => layer.getClassName();

const shapeCell = ({ layer }: Row): string =>
  outputShapes(layer)?.map(formatShape).join(", ") ?? "?";

const parametersCell = ({ layer }: Row): string =>
  isBuilt(layer) ? formatCount(parametersIn(layer.weights)) : "?";

/** Trainable as in Keras. A model can be frozen as a whole, so the weights count and not its flag. */
const trainableCell = ({ layer: { weights, trainableWeights } }: Row): string =>
  weights.length > 0 && trainableWeights.length === 0 ? "no" : "";

function totals(model: LayersModel): string[] {
  if (!isBuilt(model)) return ["Not built yet: add a layer with an inputShape."];
  const total = parametersIn(model.weights);
  const trainable = parametersIn(model.trainableWeights);
  const split = trainable === total ? "all trainable" : `${formatCount(trainable)} trainable`;
  const lines = [
    `${formatCount(total, "parameter")}, ${split}`,
    `Inputs: ${ends(model.inputs)}. Outputs: ${ends(model.outputs)}.`,
  ];
  if (isOptimizer(model.optimizer)) lines.push(`Optimizer: ${optimizerLine(model.optimizer)}`);
  return lines;
}

const ends = (tensors: readonly Symbolic[] = []): string =>
  tensors.map(({ dtype, shape = [] }) => `${dtype} ${formatShape(shape)}`).join(", ") || "none";

function graphModel({ inputs, outputs, weights }: GraphModel): MimeBundle {
  const tensors = Object.values(weights ?? {}).flat();
  const row =
    (role: string) =>
    (end: Symbolic): string[] => [
      role,
      end.name,
      end.dtype,
      end.shape ? formatShape(end.shape.map((size) => (size === -1 ? null : size))) : "?",
    ];
  return textTableBundle({
    above: ["GraphModel"],
    columns: ["", "Name", "Type", "Shape"].map((title) => ({ title, align: "left" })),
    rows: [...inputs.map(row("input")), ...outputs.map(row("output"))],
    below: [
      `${formatCount(tensors.length, "weight")}, ${formatCount(parametersIn(tensors), "parameter")}`,
    ],
  });
}
