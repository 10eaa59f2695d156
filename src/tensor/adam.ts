import * as tf from "@tensorflow/tfjs";
import { FusedAdam } from "./fused-adam.js";
import { isNative } from "./native.js";
import type { Optimizer } from "./optimizer.js";
import type { Settings } from "./settings.js";

/** Settings of {@link adam}. */
export interface AdamOptions {
  /** Step size $\alpha$ of updates that are given none; default 0.001. */
  readonly learningRate?: number;
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
export function adam(options: AdamOptions = {}): Adam {
  const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
  return new Adam({ learningRate, beta1, beta2, epsilon });
}

/** The running moments of one variable's gradient. */
interface Moments {
  readonly mean: tf.Variable;
  readonly square: tf.Variable;
}

/** The optimizer that {@link adam} makes. */
export class Adam implements Optimizer {
  readonly name = "adam";
  readonly #options: Required<AdamOptions>;
  readonly #moments = new Map<tf.Variable, Moments>();
  readonly #kernels = new Map<tf.Variable, FusedAdam>();
  /** $\beta_1^t$ and $\beta_2^t$ of the next update. */
  #powers: [tf.Variable, tf.Variable] | undefined;

  constructor(options: Required<AdamOptions>) {
    this.#options = options;
  }

  get settings(): Settings {
    const { beta1, beta2, epsilon } = this.#options;
    return { beta1, beta2, epsilon };
  }

  /**
   * All that the optimizer remembers about variables: the two moments of each, and the two powers
   * that correct their bias. What does not exist yet is made, at its start, so that a checkpoint can
   * be put into an optimizer that has not worked yet, and a captured step creates no variables.
   *
   * @param variables by name
   * @returns `NAME/mean` and `NAME/square` for each name, `power1` and `power2`; they stay the
   *   optimizer's
   */
  state(variables: Readonly<Record<string, tf.Variable>>): Record<string, tf.Variable> {
    return tf.tidy(() => {
      const [power1, power2] = (this.#powers ??= this.#start());
      const moments = Object.entries(variables).flatMap(([name, variable]) => {
        const { mean, square } = this.#momentsOf(variable);
        return [[`${name}/mean`, mean] as const, [`${name}/square`, square] as const];
      });
      return { ...Object.fromEntries(moments), power1, power2 };
    });
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
      this.#powers ??= this.#start();
      for (const [name, gradient] of Object.entries(gradients)) {
        this.#update(tf.engine().registeredVariables[name]!, gradient, rate);
      }
      const [power1, power2] = this.#powers;
      power1.assign(power1.mul(beta1));
      power2.assign(power2.mul(beta2));
    });
  }

  #start(): [tf.Variable, tf.Variable] {
    const { beta1, beta2 } = this.#options;
    return [state(tf.scalar(beta1)), state(tf.scalar(beta2))];
  }

  #update(variable: tf.Variable, gradient: tf.Tensor, givenRate?: tf.Scalar): void {
    const { mean, square } = this.#momentsOf(variable);
    const { beta1, beta2, epsilon } = this.#options;
    const rate = givenRate ?? tf.scalar(this.#options.learningRate);
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

  #kernelOf(variable: tf.Variable): FusedAdam {
    let kernel = this.#kernels.get(variable);
    if (!kernel) this.#kernels.set(variable, (kernel = new FusedAdam(variable.shape)));
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
