/** Models, a data set and a classifier that take no time. */
import * as tf from "@tensorflow/tfjs";
import { conditionalGan, Dataset, evaluate, mlpGan, ready } from "../../src/index.js";
import { Classifier } from "../../src/metrics/index.js";

const image = [8, 8, 1] as const;

function points(count: number, name = "bars") {
  const pixels = Uint8Array.from(
    { length: count * 64 },
    (_, i) => (i * 37 + count * (i % 11)) % 256,
  );
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  return new Dataset({ name, image, pixels, labels, classes: ["a", "b"] });
}

export async function tinyModels() {
  await ready();
  const sizes = { image, latent: 4, generatorUnits: [2], discriminatorUnits: [2] } as const;
  const network = tf.sequential({ name: "tiny" });
  network.add(tf.layers.flatten({ inputShape: [...image] }));
  network.add(tf.layers.dense({ units: 3, name: "features" }));
  network.add(tf.layers.dense({ units: 2, name: "logits" }));
  const classifier = new Classifier(image, ["a", "b"], network, { name: "tiny" } as never);
  const bars = points(16);
  const options = { extractor: classifier, reference: points(8, "reference"), samples: 8 } as const;
  return {
    ...{ image, points, classifier, bars, evaluation: await evaluate(bars, options) },
    model: mlpGan({ ...sizes, seed: 1 }),
    conditional: conditionalGan({ ...sizes, classes: 2 }),
  };
}
