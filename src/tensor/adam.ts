import * as tf from "@tensorflow/tfjs";
import { isNative, nativeOp } from "./native.js";
import { assignResource, createResource, destroyResource, readResource } from "./resources.js";

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
 * The Adam optimizer (Kingma and Ba 2015), in the form of its section 2's last paragraph, where
 * `epsilon` is added to the root of the uncorrected second moment, as TensorFlow and Keras do.
 *
 * TF.js builds Adam from some fifteen operations a variable, which costs as much as the gradient of
 * a small network; on the native backend TensorFlow's fused kernel does it in one. All state is in
 * `tf.Variable`s, so that captured and ordinary steps may share an optimizer.
 */
export function adam(options: AdamOptions): Adam {
  const { rate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  return new Adam({ rate, beta1, beta2, epsilon });
}

/** The running moments of one variable's gradient. */
interface Moments {
  readonly mean: tf.Variable;
  readonly square: tf.Variable;
}

/** The optimizer that {@link adam} makes. */
export class Adam implements Optimizer {
  readonly #options: Required<AdamOptions>;
  readonly #moments = new Map<tf.Variable, Moments>();
  readonly #kernels = new Map<tf.Variable, FusedKernel>();
  /** $\beta_1^t$ and $\beta_2^t$ of the next update. */
  #powers: [tf.Variable, tf.Variable] | undefined;

  constructor(options: Required<AdamOptions>) {
    this.#options = options;
  }

  /**
   * Updates variables.
   *
   * @param gradients by the names of the variables
   * @param rate step size of this update, for schedules; default the option's
   */
  applyGradients(gradients: tf.NamedTensorMap, rate?: tf.Scalar): void {
    const { beta1, beta2 } = this.#options;
    tf.tidy(() => {
      this.#powers ??= [state(tf.scalar(beta1)), state(tf.scalar(beta2))];
      for (const [name, gradient] of Object.entries(gradients)) {
        this.#update(tf.engine().registeredVariables[name]!, gradient, rate);
      }
      const [power1, power2] = this.#powers;
      power1.assign(power1.mul(beta1));
      power2.assign(power2.mul(beta2));
    });
  }

  #update(variable: tf.Variable, gradient: tf.Tensor, givenRate?: tf.Scalar): void {
    const { mean, square } = this.#momentsOf(variable);
    const { beta1, beta2, epsilon } = this.#options;
    const rate = givenRate ?? tf.scalar(this.#options.rate);
    const [power1, power2] = this.#powers!;
    if (isNative()) {
      const settings = [power1, power2, rate, tf.scalar(beta1), tf.scalar(beta2)];
      this.#kernelOf(variable).run(
        [variable, mean, square],
        [...settings, tf.scalar(epsilon), gradient],
      );
      return;
    }
    mean.assign(mean.mul(beta1).add(gradient.mul(1 - beta1)));
    square.assign(square.mul(beta2).add(gradient.square().mul(1 - beta2)));
    // Corrects the moments' bias towards their start at zero.
    const corrected = rate.mul(tf.sub(1, power2).sqrt()).div(tf.sub(1, power1));
    variable.assign(variable.sub(corrected.mul(mean).div(square.sqrt().add(epsilon))));
  }

  #momentsOf(variable: tf.Variable): Moments {
    let moments = this.#moments.get(variable);
    if (!moments) {
      const zeros = tf.zerosLike(variable);
      moments = { mean: state(zeros), square: state(zeros) };
      this.#moments.set(variable, moments);
    }
    return moments;
  }

  #kernelOf(variable: tf.Variable): FusedKernel {
    let kernel = this.#kernels.get(variable);
    if (!kernel) this.#kernels.set(variable, (kernel = new FusedKernel(variable.shape)));
    return kernel;
  }

  dispose(): void {
    tf.dispose([...this.#moments.values()].flatMap(({ mean, square }) => [mean, square]));
    tf.dispose(this.#powers ?? []);
    for (const kernel of this.#kernels.values()) kernel.dispose();
    this.#moments.clear();
    this.#kernels.clear();
    this.#powers = undefined;
  }
}

const state = (value: tf.Tensor) => tf.variable(value, false);

/**
 * TensorFlow's kernel, which updates resources in place. The `tf.Variable`s stay the source of
 * truth: lent to the resources, updated there, read back.
 */
class FusedKernel {
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
