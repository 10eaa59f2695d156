/**
 * Models, layers and optimizers of TensorFlow.js, recognized by their members (see tensor-view.ts).
 */
import { isObject } from "./bundle.js";
import { sizeOf } from "./tensor-view.js";

/** Sizes; `null` stands for a size that depends on the data. */
export type Shape = readonly (number | null)[];

interface Weight {
  readonly shape: Shape;
}

/** A tensor of a model's graph, without values. */
export interface Symbolic {
  readonly name: string;
  readonly dtype: string;
  readonly shape?: Shape;
}

export interface Layer {
  readonly name: string;
  readonly built?: boolean;
  readonly weights: readonly Weight[];
  readonly trainableWeights: readonly Weight[];
  /** Of a model. */
  readonly outputs?: readonly Symbolic[];
  /** Throws when the layer is not connected, or connected in several shapes. */
  readonly outputShape: Shape | readonly Shape[];
  readonly inboundNodes?: readonly { readonly inboundLayers: readonly Layer[] }[];
  getClassName(): string;
}

export interface LayersModel extends Layer {
  readonly layers: readonly Layer[];
  readonly inputs?: readonly Symbolic[];
  readonly optimizer?: unknown;
}

export interface GraphModel {
  readonly inputs: readonly Symbolic[];
  readonly outputs: readonly Symbolic[];
  readonly weights: Readonly<Record<string, readonly Weight[]>>;
}

interface Optimizer {
  getClassName(): string;
  getConfig(): object;
}

const can = (value: object, ...methods: string[]): boolean =>
  methods.every((name) => typeof (value as Record<string, unknown>)[name] === "function");

export const isLayer = (value: unknown): value is Layer =>
  isObject(value) &&
  can(value, "getClassName", "countParams", "apply", "call", "getWeights") &&
  typeof value["name"] === "string";

export const isLayersModel = (value: unknown): value is LayersModel =>
  isLayer(value) && can(value, "predict") && Array.isArray((value as LayersModel).layers);

export const isGraphModel = (value: unknown): value is GraphModel =>
  isObject(value) && can(value, "predict", "execute", "executeAsync") && "modelSignature" in value;

export const isOptimizer = (value: unknown): value is Optimizer =>
  isObject(value) && can(value, "applyGradients", "minimize", "getClassName", "getConfig");

export const isSymbolic = (value: unknown): value is Symbolic =>
  isObject(value) &&
  "sourceLayer" in value &&
  "callArgs" in value &&
  Array.isArray(value["shape"]) &&
  typeof value["dtype"] === "string";

/**
 * Whether a layer has its weights. A single layer has none before its input is set. A Sequential
 * model calls itself built only after its first use, but its layers are, once it has outputs.
 */
export const isBuilt = ({ built, outputs = [] }: Layer): boolean =>
  built !== false || outputs.length > 0;

/** How many numbers the weights hold; a weight that is used twice counts once. */
export const parametersIn = (weights: readonly Weight[]): number =>
  [...new Set(weights)].reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** A layer's output shapes, usually one; undefined where it has none. */
export function outputShapes(layer: Layer): readonly Shape[] | undefined {
  try {
    const shape = layer.outputShape;
    const several = Array.isArray(shape[0]);
    return (several ? shape : [shape]) as readonly Shape[];
  } catch {
    return undefined;
  }
}
