import * as tf from "@tensorflow/tfjs";
import { isNative, nativeOp } from "./native.js";

/** What training needs of an optimizer; every TF.js optimizer fits. */
export interface Optimizer {
  applyGradients(gradients: tf.NamedTensorMap): void;
  dispose(): void;
}

/** Settings of {@link adam}. */
export interface AdamOptions {
  /** Step size $\alpha$. */
  readonly rate: number;
  /** Decay of the mean gradient; default 0.9. */
  readonly beta1?: number;
  /** Decay of the mean squared gradient; default 0.999. */
  readonly beta2?: number;
  /** Keeps the division finite; default 1e-7. */
  readonly epsilon?: number;
}

/**
 * The Adam optimizer (Kingma and Ba 2015).
 *
 * TF.js builds Adam from some fifteen operations a variable, which costs as much as the gradient of
 * a small network; on the native backend TensorFlow's fused kernel does it in one.
 */
export function adam(options: AdamOptions): Optimizer {
  const { rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  if (isNative()) return new FusedAdam({ rate, beta1, beta2, epsilon });
  // Its parameter is typed as a map of variables, but what it reads are gradients: tensors.
  return tf.train.adam(rate, beta1, beta2, epsilon) as unknown as Optimizer;
}

/** TensorFlow's own copies of one variable and its moments, as resource handles. */
interface Slots {
  readonly weights: tf.Tensor;
  readonly mean: tf.Tensor;
  readonly square: tf.Tensor;
}

const FLOAT = { dtype: "float32" } as const;
let created = 0;

class FusedAdam implements Optimizer {
  readonly #options: Required<AdamOptions>;
  readonly #slots = new Map<tf.Variable, Slots>();
  #updates = 0;

  constructor(options: Required<AdamOptions>) {
    this.#options = options;
  }

  applyGradients(gradients: tf.NamedTensorMap): void {
    const { rate, beta1, beta2, epsilon } = this.#options;
    this.#updates++;
    const variables = tf.engine().registeredVariables;
    tf.tidy(() => {
      const power1 = tf.scalar(beta1 ** this.#updates);
      const power2 = tf.scalar(beta2 ** this.#updates);
      const settings = [rate, beta1, beta2, epsilon].map((value) => tf.scalar(value));
      for (const [name, gradient] of Object.entries(gradients)) {
        const variable = variables[name]!;
        const { weights, mean, square } = this.#slotsOf(variable);
        // The variable stays the source of truth: lent to the kernel, updated there, read back.
        nativeOp("AssignVariableOp", FLOAT, [weights, variable], 0);
        const inputs = [weights, mean, square, power1, power2, ...settings, gradient];
        nativeOp("ResourceApplyAdam", { T: "float32" }, inputs, 0);
        variable.assign(nativeOp("ReadVariableOp", FLOAT, [weights])[0]!);
      }
    });
  }

  #slotsOf(variable: tf.Variable): Slots {
    const known = this.#slots.get(variable);
    if (known) return known;
    const slot = (value?: tf.Tensor) => tf.keep(resource(variable.shape, value));
    const zeros = tf.zerosLike(variable);
    const slots = { weights: slot(), mean: slot(zeros), square: slot(zeros) };
    this.#slots.set(variable, slots);
    return slots;
  }

  dispose(): void {
    for (const { weights, mean, square } of this.#slots.values()) {
      for (const handle of [weights, mean, square]) {
        nativeOp("DestroyResourceOp", {}, [handle], 0);
        handle.dispose();
      }
    }
    this.#slots.clear();
  }
}

/** A TensorFlow resource variable; its name must be new, because equal names share one resource. */
function resource(shape: number[], value?: tf.Tensor): tf.Tensor {
  const shared_name = { text: `ganvas-adam-${created++}` };
  const [handle] = nativeOp("VarHandleOp", { ...FLOAT, shape, shared_name }, []);
  if (value) nativeOp("AssignVariableOp", FLOAT, [handle!, value], 0);
  return handle!;
}
