import * as tf from "@tensorflow/tfjs";
import { Slots, variableNamed, type Optimizer } from "./optimizer.js";

/** Settings of {@link sgd}. */
export interface SgdOptions {
  /** Step size $\alpha$ of updates that are given none; default 0.001. */
  readonly learningRate?: number;
  /** Share of the last update that is repeated, in [0, 1); default 0. */
  readonly momentum?: number;
}

/**
 * Stochastic gradient descent, with momentum if asked for: $v \leftarrow \mu v + g$,
 * $\theta \leftarrow \theta - \alpha v$ (Sutskever et al. 2013, as PyTorch writes it).
 *
 * @throws RangeError unless the momentum is at least 0 and below 1
 */
export function sgd({ learningRate = 1e-3, momentum = 0 }: SgdOptions = {}): Optimizer {
  if (!(momentum >= 0 && momentum < 1)) {
    throw new RangeError(
      `momentum is expected to be at least 0 and below 1 but is ${momentum}; pass for example 0.9.`,
    );
  }
  const velocities = new Slots();
  return {
    name: "sgd",
    settings: { momentum },
    state: (variables) =>
      Object.fromEntries(
        Object.entries(momentum === 0 ? {} : variables).map(([name, variable]) => [
          `${name}/velocity`,
          velocities.of(variable),
        ]),
      ),
    applyGradients(gradients, givenRate) {
      tf.tidy(() => {
        const rate = givenRate ?? tf.scalar(learningRate);
        for (const [name, gradient] of Object.entries(gradients)) {
          const variable = variableNamed(name);
          let direction = gradient;
          if (momentum > 0) {
            const velocity = velocities.of(variable);
            direction = velocity.mul(momentum).add(gradient);
            velocity.assign(direction);
          }
          variable.assign(variable.sub(direction.mul(rate)));
        }
      });
    },
    dispose: () => velocities.dispose(),
  };
}
