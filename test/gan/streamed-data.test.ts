import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { imageFolder, streamedImageFolder, type ImageSet } from "../../src/data/index.js";
import {
  conditionalGan,
  dcgan,
  mlpGan,
  trainGan,
  type TrainGanOptions,
} from "../../src/gan/index.js";
import { ready } from "../../src/tensor/index.js";
import { checkpoints, forecast } from "../../src/training/index.js";
import { ganRun } from "../../src/gan/train.js";
import { fill } from "../data/pictures.js";
import { sizes, type AnyGan } from "./support.js";

await ready();

const image = [8, 8, 3] as const;
const kinds = { image, classes: ["cats", "dogs"] } as const;
let folder: string;
let photos: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "ganvas-streamed-"))));
beforeEach(async (context) => {
  photos = join(folder, String(context.task.id));
  await fill(photos, 14); // batches of 4: three an epoch, and two images left over
});
afterAll(() => rm(folder, { recursive: true }));

/** All steps' metrics and diagnostics, and the values of all networks. */
async function train(model: AnyGan, data: ImageSet, options: Partial<TrainGanOptions> = {}) {
  const steps = [];
  for await (const { metrics, diagnostics } of trainGan(model, data, {
    ...{ steps: 5, batch: 4, doctor: false },
    ...options,
  })) {
    steps.push({ ...metrics, ...diagnostics });
  }
  const networks = [model.generator, model.ema, model.discriminator];
  const weights = networks.flatMap(({ network }) =>
    network.getWeights().map((weight) => weight.dataSync<"float32">().slice()),
  );
  return { steps, weights };
}

const models: Record<string, () => AnyGan> = {
  mlpGan: () => mlpGan({ ...sizes, image, generatorUnits: [8], discriminatorUnits: [8] }),
  dcgan: () => dcgan({ ...sizes, image }),
  conditionalGan: () => conditionalGan({ ...sizes, image, classes: 2 }),
};

describe("training on images that are streamed from a folder", () => {
  test.each(Object.keys(models))("is that on the same images in memory: %s", async (name) => {
    const [a, b] = [models[name]!(), models[name]!()];
    const [inMemory, streamed] = [
      await imageFolder(photos, kinds),
      await streamedImageFolder(photos, kinds),
    ];
    const options = { discriminatorSteps: name === "dcgan" ? 3 : 1 };
    const expected = await train(a, inMemory, options);
    const before = tf.memory().numTensors;
    expect(await train(b, streamed, options)).toEqual(expected);
    expect(tf.memory().numTensors).toBe(before);
    expect(expected.steps).toHaveLength(5);
    a.dispose();
    b.dispose();
  });

  test("resumes from a checkpoint; other content is another run", async () => {
    const [whole, halves] = [models.conditionalGan!(), models.conditionalGan!()];
    const data = await streamedImageFolder(photos, kinds);
    const expected = await train(whole, data);
    const saved = () => ({ checkpoints: checkpoints(join(photos, ".run"), { every: 100 }) });
    const first = await train(halves, data, { steps: 2, ...saved() });
    const again = models.conditionalGan!();
    const second = await train(again, await streamedImageFolder(photos, kinds), saved());
    expect([...first.steps, ...second.steps]).toEqual(expected.steps);
    expect(second.weights).toEqual(expected.weights);
    await fill(photos, 15);
    const other = await streamedImageFolder(photos, kinds);
    await expect(train(again, other, saved())).rejects.toThrow("data");
    for (const model of [whole, halves, again]) model.dispose();
  });

  test("ends when a file has gone, with its name and without a tensor left", async () => {
    const model = models.dcgan!();
    const data = await streamedImageFolder(photos, kinds);
    const before = tf.memory().numTensors;
    const options = { steps: 20, batch: 4, discriminatorSteps: 2 };
    let steps = 0;
    const training = async () => {
      for await (const { step } of trainGan(model, data as ImageSet, options)) {
        steps = step;
        if (step === 1) await rm(data.files[6]!);
      }
    };
    await expect(training()).rejects.toThrow(
      `${data.files[6]!} is expected to be the image file that was there when the folder was opened but is missing;`,
    );
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(6); // two epochs
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  test("can be forecast", async () => {
    const model = models.mlpGan!();
    const data = await streamedImageFolder(photos, kinds);
    const before = tf.memory().numTensors;
    const run = ganRun(model, data as ImageSet, { steps: 10, batch: 4 });
    expect((await forecast({ steps: 10 }, run, { trial: 2 })).steps).toBe(10);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  test("is refused like data in memory", async () => {
    const data = await streamedImageFolder(photos, kinds);
    const name = data.name;
    const wide = mlpGan({ ...sizes, image: [8, 16, 3] }) as unknown as AnyGan;
    expect(() => trainGan(wide, data as ImageSet, { steps: 1 })).toThrow(
      `The model is expected to get images of 8x16x3 but ${name} has 8x8x3; build the model with image: [8, 8, 3].`,
    );
    const three = conditionalGan({ ...sizes, image, classes: 3 }) as unknown as AnyGan;
    expect(() => trainGan(three, data as ImageSet, { steps: 1, batch: 4 })).toThrow(
      `one of its 3 classes but ${name} has 2; build the model with classes: 2.`,
    );
    for (const model of [wide, three]) model.dispose();
  });
});
