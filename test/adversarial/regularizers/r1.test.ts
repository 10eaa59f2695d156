import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { mlpDiscriminator } from "../../../src/gan/index.js";
import { r1Penalty } from "../../../src/adversarial/index.js";
import { randomNormal, ready, trainableVariables } from "../../../src/tensor/index.js";

await ready();

describe("the R1 penalty", () => {
  test("of a linear discriminator is the squared norm of its weights", () => {
    const { network } = mlpDiscriminator({ image: [2, 3, 1], units: [], seed: 5 });
    const [kernel] = network.getWeights();
    const squaredNorm = [...kernel!.dataSync()].reduce((sum, w) => sum + w * w, 0);
    const penalty = tf.tidy(
      () => r1Penalty(network, randomNormal([4, 2, 3, 1], { seed: 1 })).dataSync()[0],
    );
    expect(penalty).toBeCloseTo(squaredNorm, 5);
    network.dispose();
  });

  test("has the gradient that finite differences find, in every variable", () => {
    const { network } = mlpDiscriminator({ image: [2, 2, 1], units: [5, 4], seed: 5 });
    const images = randomNormal<tf.Rank.R4>([6, 2, 2, 1], { seed: 1 });
    const variables = trainableVariables(network);
    const value = () => tf.tidy(() => r1Penalty(network, images).dataSync()[0]!);
    const { grads } = tf.variableGrads(() => r1Penalty(network, images), variables);
    for (const variable of variables.filter(({ rank }) => rank === 2)) {
      const weights = variable.dataSync().slice();
      const gradient = grads[variable.name]!.dataSync();
      const set = (index: number, by: number) => {
        const moved = weights.slice();
        moved[index]! += by;
        tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
      };
      weights.forEach((_, index) => {
        const at = (by: number) => (set(index, by), value());
        const difference = (at(5e-3) - at(-5e-3)) / 1e-2;
        set(index, 0);
        expect(gradient[index]).toBeCloseTo(difference, 2);
      });
    }
    tf.dispose([images, grads]);
    network.dispose();
  });
});
