import * as tf from "@tensorflow/tfjs";
import { Slots, variableNamed, type Optimizer } from "./optimizer.js";

/** Settings of {@link rmsProp}. */
export interface RmsPropOptions {
  /** Step size $\alpha$ of updates that are given none; default 0.001. */
  readonly learningRate?: number;
  /** Decay $\rho$ of the mean squared gradient, in [0, 1); default 0.99. */
  readonly decay?: number;
  /** Keeps the division finite; default 1e-8. */
  readonly epsilon?: number;
}

/**
 * RMSProp (Hinton 2012, lecture 6e), as PyTorch writes it:
 * $s \leftarrow \rho s + (1 - \rho) g^2$, $\theta \leftarrow \theta - \alpha g / (\sqrt{s} + \epsilon)$.
 * The optimizer of the first Wasserstein GAN (Arjovsky, Chintala and Bottou 2017).
 *
 * @throws RangeError unless the decay is at least 0 and below 1
 */
export function rmsProp(options: RmsPropOptions = {}): Optimizer {
  const { learningRate = 1e-3, decay = 0.99, epsilon = 1e-8 } = options;
  if (!(decay >= 0 && decay < 1)) {
    throw new RangeError(
      `decay is expected to be at least 0 and below 1 but is ${decay}; pass for example 0.99.`,
    );
  }
  const squares = new Slots();
  return {
    name: "rmsProp",
    settings: { decay, epsilon },
    state: (variables) =>
      Object.fromEntries(
        Object.entries(variables).map(([name, variable]) => [
          `${name}/square`,
          squares.of(variable),
        ]),
      ),
    applyGradients(gradients, givenRate) {
      tf.tidy(() => {
        const rate = givenRate ?? tf.scalar(learningRate);
        for (const [name, gradient] of Object.entries(gradients)) {
          const variable = variableNamed(name);
          const square = squares.of(variable);
          square.assign(square.mul(decay).add(gradient.square().mul(1 - decay)));
          variable.assign(variable.sub(gradient.mul(rate).div(square.sqrt().add(epsilon))));
        }
      });
    },
    dispose: () => squares.dispose(),
  };
}
