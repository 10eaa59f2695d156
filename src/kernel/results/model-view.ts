/**
 * What can be read of models, layers and optimizers of TensorFlow.js, which are known by what they
 * have (see tensor-view.ts).
 */
import { isObject } from "./bundle.js";

/** Sizes; `null` is one that is only known when data come. */
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
  readonly trainable?: boolean;
  /** Throws when the layer is not connected, or connected in several shapes. */
  readonly outputShape: Shape | readonly Shape[];
  readonly inboundNodes?: readonly { readonly inboundLayers: readonly Layer[] }[];
  getClassName(): string;
  countParams(): number;
}

export interface LayersModel extends Layer {
  readonly layers: readonly Layer[];
  readonly inputs?: readonly Symbolic[];
  readonly outputs?: readonly Symbolic[];
  readonly trainableWeights: readonly Weight[];
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

/** A Sequential model, and a layer on its own, has no weights before it knows its input. */
export const isBuilt = ({ built }: Layer): boolean => built !== false;

/** A layer's output shapes, usually one; undefined where it has none. */
export function outputShapes(layer: Layer): readonly Shape[] | undefined {
  try {
    const found = layer.outputShape;
    const several = Array.isArray(found[0]);
    return (several ? found : [found]) as readonly Shape[];
  } catch {
    return undefined;
  }
}
