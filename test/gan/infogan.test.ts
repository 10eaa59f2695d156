import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { mutualInformation } from "../../src/adversarial/index.js";
import { Dataset } from "../../src/data/index.js";
import { dcgan, infoGan, trainGan } from "../../src/gan/index.js";
import { codes, loadGenerator } from "../../src/models/index.js";
import { ready } from "../../src/tensor/index.js";

await ready();

const prior = codes({ noise: 3, categories: [2], continuous: 1 });
const image = [8, 8, 1] as const;
const sizes = { image, baseChannels: 4, seed: 7 };
const build = () => infoGan({ ...sizes, prior, mappingLayers: [6], denseUnits: 8 });
/** Images that are dark or bright: a category to find. */
const data = new Dataset({
  name: "dark and bright",
  image,
  pixels: Uint8Array.from({ length: 32 * 64 }, (_, i) => (i < 16 * 64 ? 20 : 230) + (i % 7)),
  labels: new Uint8Array(32),
  classes: ["any"],
});

test("a category comes to be recognized, and draws images of one kind", async () => {
  const model = build();
  const losses: number[] = [];
  const options = { steps: 150, batch: 16, terms: [mutualInformation(prior)] };
  const rates = { generatorLearningRate: 2e-3, discriminatorLearningRate: 1e-3, emaDecay: 0.9 };
  for await (const { diagnostics } of trainGan(model, data, { ...options, ...rates })) {
    losses.push(diagnostics["mutual information loss of G"]!);
    expect(diagnostics["mutual information loss of D"]).toBeTypeOf("number");
  }
  const last = losses.slice(-10).reduce((sum, loss) => sum + loss / 10, 0);
  expect(last).toBeLessThan(-0.5 * Math.log(2)); // half of the information, at least
  const folder = join(mkdtempSync(join(tmpdir(), "ganvas-")), "infogan");
  await model.save(folder);
  const loaded = await loadGenerator(folder, { image, latent: 6 });
  expect(loaded.card).toMatchObject({
    generator: { prior: { kind: "codes", noise: 3, categories: [2], continuous: 1 } },
  });
  tf.tidy(() => {
    const drawn = [loaded.latents(4, { seed: 7 }), model.latents(4)].map((z) => z.arraySync());
    expect(drawn[0]).toEqual(drawn[1]); // codes, not normal numbers
    const [first, second] = [0, 1].map(
      (category) =>
      loaded.decode(prior.withCodes(model.latents(8), { categories: [category] })).mean().dataSync()[0]!, // prettier-ignore
    );
    expect(Math.abs(first! - second!)).toBeGreaterThan(0.05);
  });
  loaded.dispose();
  model.dispose();
});

test("the term refuses a model without a recognition network", async () => {
  const model = dcgan({ ...sizes, latent: 6 });
  const training = trainGan(model, data, { steps: 1, batch: 4, terms: [mutualInformation(prior)] });
  await expect(training.next()).rejects.toThrow(
    "discriminator with the outputs category_1 [n, 2], continuous [n, 1] but has [n, 6] and no " +
      "outputs beside the logits; build it with infoGan and the same prior.",
  );
  model.dispose();
});
