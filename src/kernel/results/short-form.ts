/** One line for a tensor, a model, a layer, an optimizer or a timer, for where it lies in something else. */
import { inspect } from "node:util";
import { formatCount } from "../../base/numbers.js";
import { isObject } from "./bundle.js";
import {
  isBuilt,
  isGraphModel,
  isLayer,
  isLayersModel,
  isOptimizer,
  isSymbolic,
  outputShapes,
  parametersIn,
  type Layer,
} from "./model-view.js";
import { nestedValues } from "./tensor-values.js";
import { formatShape, tensorTitle, tensorView, type TensorView } from "./tensor-view.js";

/** The line; undefined for every other value. */
export function shortForm(value: unknown): string | undefined {
  if (!isObject(value)) return undefined;
  const view = tensorView(value);
  if (view) return tensorTitle(view) + onlyValue(view);
  if (isLayersModel(value)) return `${titleOf(value)} (${sizeOfModel(value)})`;
  if (isLayer(value)) return layerLine(value);
  if (isGraphModel(value))
    return `GraphModel (${formatCount(Object.keys(value.weights ?? {}).length, "weight")})`;
  if (isOptimizer(value)) return optimizerLine(value);
  if (isSymbolic(value))
    return `SymbolicTensor "${value.name}" ${value.dtype} ${formatShape(value.shape ?? [])}`;
  return TIMERS.get(Object.getPrototypeOf(value));
}

/** Timers are large objects, too, and calls like `setTimeout` often stand in the last line of a cell. */
const TIMERS = new Map<unknown, string>(
  [setTimeout(() => {}), setImmediate(() => {})].map((timer) => [
    Object.getPrototypeOf(timer),
    timer.constructor.name,
  ]),
);

/** `Dense "dense_1"` */
export const titleOf = (layer: Layer): string => `${layer.getClassName()} "${layer.name}"`;

/** `Adam { learningRate: 0.001, … }` */
export const optimizerLine = (value: { getClassName(): string; getConfig(): object }): string =>
  `${value.getClassName()} ${inspect(value.getConfig(), { breakLength: Infinity })}`;

function sizeOfModel(model: Layer & { layers: readonly Layer[] }): string {
  const layers = formatCount(model.layers.length, "layer");
  return isBuilt(model)
    ? `${layers}, ${formatCount(parametersIn(model.weights), "parameter")}`
    : `${layers}, not built yet`;
}

function layerLine(layer: Layer): string {
  if (!isBuilt(layer)) return `${titleOf(layer)}, not built yet`;
  const shapes = outputShapes(layer)?.map(formatShape).join(", ");
  const output = shapes === undefined ? "" : `, output ${shapes}`;
  return `${titleOf(layer)}${output}, ${formatCount(parametersIn(layer.weights), "parameter")}`;
}

/** A loss or a metric is a tensor of one value, and its value is of interest. */
function onlyValue(view: TensorView): string {
  if (view.size !== 1 || view.disposed) return "";
  try {
    return `: ${nestedValues(view.dtype, [], view.readNow())}`;
  } catch {
    return ""; // WebGPU, for one, only reads values asynchronously
  }
}
