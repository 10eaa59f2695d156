import * as tf from "@tensorflow/tfjs";

/** How the addon describes a tensor that an operation gave out. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** How the addon takes an operation's attribute; `type` is one of its `TF_ATTR_` numbers. */
export interface OpAttr {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** The C++ addon of tfjs-node: tensors are known by number. */
export interface Binding {
  createTensor(shape: number[], dtype: number, values: ArrayBufferView): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): ArrayBufferView;
  executeOp(op: string, attributes: OpAttr[], inputs: number[], outputs: number): TensorMetadata[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(id: number): void;
  isUsingGpuDevice(): boolean;
  runSavedModel(id: number, inputs: number[], feeds: string, fetches: string): TensorMetadata[];
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
}

/** How the backend keeps the data of tensors that share it. */
export interface StoredData {
  /** The addon's number. */
  readonly id: number;
  readonly dtype: number;
  /** How many tensors, and others, hold it. */
  readonly refCount: number;
}

/** The members of tfjs-node's backend (4.22) that the engine uses. None of them is public. */
export interface NativeBackend {
  binding: Binding;
  readonly tensorMap: { get(dataId: object): StoredData; has(dataId: object): boolean };
  /** The addon's numbers of tensors; hands their values over to TensorFlow where that is due. */
  getInputTensorIds(tensors: tf.Tensor[]): number[];
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: OpAttr[],
    inputs: tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
  /** Takes values of JavaScript as new data. */
  write(values: unknown, shape: number[], dtype: string): object;
  readSync(dataId: object): unknown;
  incRef(dataId: object): void;
  disposeData(dataId: object): boolean;
}

/** The native backend, or undefined where another one computes or its internals have changed. */
export function nativeBackend(): NativeBackend | undefined {
  if (tf.getBackend() !== "tensorflow") return undefined;
  const backend = tf.backend() as unknown as Partial<NativeBackend>;
  const hasMembers =
    backend.tensorMap &&
    typeof backend.getInputTensorIds === "function" &&
    typeof backend.createOutputTensor === "function" &&
    typeof backend.binding?.executeOp === "function" &&
    typeof backend.binding.runSavedModel === "function";
  return hasMembers ? (backend as NativeBackend) : undefined;
}
