import type * as tf from "@tensorflow/tfjs";
import { nativeOp } from "./native.js";
import { assignResource, createResource, destroyResource, readResource } from "./resources.js";

/**
 * TensorFlow's kernel of Adam for one variable, which updates resources in place. The `tf.Variable`s stay the source of
 * truth: lent to the resources, updated there, read back.
 */
export class FusedAdam {
  readonly #resources: readonly tf.Tensor[];

  constructor(shape: readonly number[]) {
    this.#resources = [0, 1, 2].map(() => createResource(shape));
  }

  /**
   * @param variables the weights and their two moments, assigned
   * @param settings the kernel's other inputs, the gradient last
   */
  run(variables: readonly tf.Variable[], settings: readonly tf.Tensor[]): void {
    this.#resources.forEach((resource, index) => assignResource(resource, variables[index]!));
    nativeOp("ResourceApplyAdam", { T: "float32" }, [...this.#resources, ...settings], 0);
    variables.forEach((variable, index) => variable.assign(readResource(this.#resources[index]!)));
  }

  dispose(): void {
    for (const resource of this.#resources) destroyResource(resource);
  }
}
