import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { conditionalGan, ganRun, trainGan } from "../../src/gan/index.js";
import { r1 } from "../../src/adversarial/index.js";
import { ready } from "../../src/tensor/index.js";
import { forecast } from "../../src/training/index.js";
import { bars, sizes, weights } from "./support.js";

await ready();

test("a forecast says how long a GAN's run takes, and leaves the model as it was", async () => {
  const before = tf.memory().numTensors;
  const build = () => conditionalGan({ ...sizes, classes: 3 });
  const [model, twin] = [build(), build()];
  const options = { steps: 6, batch: 8, discriminatorSteps: 2, regularizers: [r1({ every: 4 })] };
  const all = (gan: typeof model) =>
    [gan.generator, gan.ema, gan.discriminator].map(({ network }) => weights(network));
  const initial = all(model);
  const count = tf.memory().numTensors;
  const prediction = await forecast({ steps: 1000 }, ganRun(model, bars, options), { trial: 4 });
  expect(tf.memory().numTensors).toBe(count);
  expect(prediction.seconds).toBeCloseTo(1000 * prediction.secondsPerStep);
  expect(String(prediction)).toMatch(/^1,000 steps take about .*; memory about .* of .*\.$/);
  expect(all(model)).toEqual(initial);

  // Nothing of the trial is left in what comes after it.
  const train = async (gan: typeof model) => {
    const figures = [];
    for await (const { metrics } of trainGan(gan, bars, options)) figures.push(metrics);
    return figures;
  };
  expect(await train(model)).toEqual(await train(twin));
  expect(all(model)).toEqual(all(twin));
  model.dispose();
  twin.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
