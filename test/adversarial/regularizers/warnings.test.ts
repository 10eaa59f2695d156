import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  consistency,
  gradientPenalty,
  r1,
  unsoundCombinations,
  weightClipping,
} from "../../../src/adversarial/index.js";
import { hinge, nonSaturating, wasserstein } from "../../../src/losses/index.js";
import { batchNormalization } from "../../../src/layers/index.js";
import { ready } from "../../../src/tensor/index.js";

await ready();

/** Stands for any layer whose class is named for spectral normalization. */
class SpectralNormalizationStandIn extends tf.layers.Layer {
  static readonly className = "SpectralNormalizationStandIn";
}

function discriminator(...inner: tf.layers.Layer[]): tf.LayersModel {
  const network = tf.sequential();
  network.add(tf.layers.dense({ units: 3, inputShape: [4] }));
  for (const layer of inner) network.add(layer);
  network.add(tf.layers.dense({ units: 1 }));
  return network;
}

const plain = discriminator();
const normalized = discriminator(batchNormalization());
const spectral = discriminator(new SpectralNormalizationStandIn());
const clipping = weightClipping();

describe("unsound combinations", () => {
  test.each([gradientPenalty(), r1()])("$name with batch normalization", (regularizer) => {
    const [warning, ...others] = unsoundCombinations(hinge, [regularizer], normalized);
    expect(others).toEqual([]);
    expect(warning).toMatch(/with BatchNormalization in the discriminator.*whole batch.*leave/);
    expect(warning).toMatch(/^(Gradient penalty|R1) /);
  });

  test("batch normalization in a network that serves as a layer is found, too", () => {
    const inner = tf.sequential();
    inner.add(tf.layers.dense({ units: 3, inputShape: [3] }));
    inner.add(tf.layers.batchNormalization());
    expect(unsoundCombinations(hinge, [r1()], discriminator(inner))).toHaveLength(1);
  });

  test("a Wasserstein critic without bounds", () => {
    for (const regularizers of [[], [consistency()]]) {
      const warnings = unsoundCombinations(wasserstein, regularizers, plain);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(/nothing that bounds.*gradientPenalty\(\)/);
    }
  });

  test("weight clipping together with a gradient penalty", () => {
    const [warning] = unsoundCombinations(wasserstein, [clipping, gradientPenalty()], plain);
    expect(warning).toMatch(/^Weight clipping together with gradient penalty.*leave out/);
  });

  test("several at once", () => {
    expect(
      unsoundCombinations(wasserstein, [clipping, gradientPenalty()], normalized),
    ).toHaveLength(2);
  });
});

describe("sound ones get no warning", () => {
  test.each([
    ["non-saturating, no regularizer", nonSaturating, [], normalized],
    ["R1", nonSaturating, [r1()], plain],
    ["consistency and batch normalization", nonSaturating, [consistency()], normalized],
    ["WGAN-GP", wasserstein, [gradientPenalty()], plain],
    ["WGAN", wasserstein, [clipping], normalized],
    ["Wasserstein with spectral normalization", wasserstein, [], spectral],
    ["hinge with spectral normalization", hinge, [], spectral],
  ] as const)("%s", (_, loss, regularizers, network) => {
    expect(unsoundCombinations(loss, regularizers, network)).toEqual([]);
  });
});
