import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  acgan,
  conditionalGan,
  dcgan,
  deepGan,
  infoGan,
  mlpDiscriminator,
  mlpGan,
  projectionGan,
  resnetGan,
  Gan,
} from "../../../src/gan/index.js";
import type { Conditioning } from "../../../src/adversarial/index.js";
import type { DiscriminatorNormalization } from "../../../src/blocks/index.js";
import {
  adam,
  capture,
  randomNormal,
  randomUniform,
  ready,
  trainableVariables,
  type ImageShape,
} from "../../../src/tensor/index.js";
import { codes, saveNetwork } from "../../../src/models/index.js";

await ready();

type AnyGan = Gan<ImageShape, number, number>;
const sizes = { latent: 6, baseChannels: 4, seed: 3 } as const;
const classes = 3;

/** Each architecture, with the normalizations and options in which it differs from the others. */
const small: [string, Conditioning, () => unknown][] = [
  ["dcgan", "none", () => dcgan({ ...sizes, image: [8, 8, 1] })],
  [
    "dcgan, spectral, comparing images",
    "none",
    () => dcgan({ ...sizes, image: [8, 8, 3], normalization: "spectral", minibatchStdDev: true }),
  ],
  [
    "dcgan, layer norm, bilinear",
    "none",
    () => dcgan({ ...sizes, image: [16, 16, 1], normalization: "layer", upsampling: "bilinear" }),
  ],
  ["dcgan, mapping", "none", () => dcgan({ ...sizes, image: [8, 8, 1], mappingLayers: [5, 7] })],
  ["deepGan", "none", () => deepGan({ ...sizes, image: [8, 8, 1], depth: 1 })],
  [
    "infoGan",
    "none",
    () => {
      const prior = codes({ noise: 3, categories: [3] });
      const units = { mappingLayers: [5], denseUnits: 7 };
      return infoGan({ image: [8, 8, 1], baseChannels: 4, seed: 3, prior, ...units });
    },
  ],
  ["resnetGan", "none", () => resnetGan({ ...sizes, image: [14, 14, 1] })],
  [
    "resnetGan, layer norm",
    "none",
    () => resnetGan({ ...sizes, image: [8, 8, 3], normalization: "layer", minibatchStdDev: true }),
  ],
  ["conditionalGan", "input", () => conditionalGan({ ...sizes, image: [8, 8, 1], classes })],
  ["acgan", "auxiliary", () => acgan({ ...sizes, image: [8, 8, 1], classes })],
  ["projectionGan", "input", () => projectionGan({ ...sizes, image: [8, 8, 1], classes })],
  [
    "projectionGan, spectral, resnet",
    "input",
    () =>
      projectionGan({
        ...sizes,
        image: [8, 8, 1],
        classes,
        backbone: "resnet",
        normalization: "spectral",
      }),
  ],
];
const build = (make: () => unknown) => make() as AnyGan;

/** Batch of 4 with its labels. */
const labelsOf = (n: number) =>
  tf.oneHot(tf.range(0, n, 1, "int32").mod(tf.scalar(classes, "int32")), classes).toFloat();
const imagesOf = (model: AnyGan, seed: number, n = 4) =>
  randomUniform<tf.Rank.R4>([n, ...model.image] as never, { seed })
    .mul(2)
    .sub(1) as tf.Tensor4D;

/** The logits of "real" [n, 1], followed by those of classes if there are any. */
function logitsOf(model: AnyGan, images: tf.Tensor4D, training = true): tf.Tensor2D[] {
  const { network, conditioning } = model.discriminator;
  const inputs = conditioning === "input" ? [images, labelsOf(images.shape[0])] : images;
  return [network.apply(inputs, { training })].flat() as tf.Tensor2D[];
}

function generate(model: AnyGan, z: tf.Tensor2D): tf.Tensor4D {
  const inputs = model.classes === 0 ? z : [z, labelsOf(z.shape[0])];
  return model.generator.network.apply(inputs, { training: true }) as tf.Tensor4D;
}

describe("every size and option", () => {
  const sides = [28, 32, 64] as const;
  const normalizations: DiscriminatorNormalization[] = ["none", "batch", "layer", "spectral"];

  test.each(sides)(
    "builds at %i px (32 in color)",
    (side) => {
      for (const channels of side === 32 ? [3] : [1]) {
        const image = [side, side, channels] as const;
        const conditional = { ...sizes, image, classes };
        const models = [
          ...normalizations.flatMap((normalization) => [
            dcgan({ ...sizes, image, normalization }),
            resnetGan({ ...sizes, image, normalization }),
            deepGan({ ...sizes, image, normalization }),
          ]),
          ...(["dcgan", "resnet"] as const).flatMap((backbone) => [
            conditionalGan({ ...conditional, backbone }),
            acgan({ ...conditional, backbone }),
            projectionGan({ ...conditional, backbone }),
          ]),
        ] as unknown as AnyGan[];
        for (const model of models) {
          tf.tidy(() => {
            const images = generate(model, model.latents(2));
            expect(images.shape).toEqual([2, ...image]);
            expect(images.abs().max().dataSync()[0]).toBeLessThanOrEqual(1);
            const [real, ofClass] = logitsOf(model, images);
            expect(real!.shape).toEqual([2, 1]);
            expect(ofClass?.shape).toEqual(
              model.discriminator.conditioning === "auxiliary" ? [2, classes] : undefined,
            );
            const features = model.discriminator.network.getLayer("features").output;
            expect((features as tf.SymbolicTensor).shape).toHaveLength(2);
          });
          model.dispose();
        }
      }
    },
    30_000,
  );

  test("builds other multiples, also oblong", () => {
    const model = resnetGan({ ...sizes, image: [40, 24, 2] }); // from 10x6
    expect(model.sample(1).shape).toEqual([1, 40, 24, 2]);
    model.dispose();
  });
});

describe("an architecture", () => {
  test.each(small)("%s is fixed by its seed and leaves nothing behind", (_, conditioning, make) => {
    const before = tf.memory().numTensors;
    const [model, twin] = [build(make), build(make)];
    expect(model.discriminator.conditioning).toBe(conditioning);
    const weights = (gan: AnyGan) =>
      [gan.generator, gan.ema, gan.discriminator].flatMap(({ network }) =>
        network.getWeights().map((weight) => [...weight.dataSync()]),
      );
    expect(weights(twin)).toEqual(weights(model));
    tf.tidy(() => void logitsOf(model, model.sample(4)));
    for (const gan of [model, twin]) gan.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each(small)(
    "%s names its layers the same, however many were built before",
    (_, _2, make) => {
      const [first, second] = [build(make), build(make)];
      const names = (model: typeof first) =>
        [model.generator, model.discriminator].map(({ network }) =>
          network.layers.map((layer) => layer.name),
        );
      expect(names(second)).toEqual(names(first));
      for (const model of [first, second]) model.dispose();
    },
  );

  // R1 (Mescheder et al. 2018) needs the gradient of a gradient, through every layer. At the kinks of
  // ReLU it jumps, which differences see and derivatives do not: they are made smooth for this.
  test.each(small)("%s: the gradient of R1 is that of finite differences", (_, _2, make) => {
    const model = build(make);
    const { network } = model.discriminator;
    for (const layer of network.layers) {
      if (!/ReLU/.test(layer.getClassName())) continue;
      layer.call = (x) => tf.softplus([x].flat()[0] as tf.Tensor).sub(0.4);
    }
    const variables = trainableVariables(network);
    const images = imagesOf(model, 5);
    const penalty = () => {
      const gradient = tf.grad((x) => logitsOf(model, x as tf.Tensor4D, false)[0]!.sum())(images);
      return gradient.square().sum().asScalar();
    };
    tf.tidy(() => {
      const { grads } = tf.variableGrads(penalty, variables);
      const norms = variables.map(({ name }) => grads[name]?.norm().dataSync()[0] ?? 0);
      const largest = Math.max(...norms);
      variables.forEach((variable, index) => {
        const start = variable.clone();
        const scaleOfStart = start.norm().dataSync()[0]! / Math.sqrt(start.size) || 1;
        const along = randomNormal(variable.shape as [number], { seed: 11, step: index });
        const direction = along.mul(scaleOfStart);
        const expected = grads[variable.name]?.mul(direction).sum().dataSync()[0] ?? 0;
        const at = (h: number) => {
          variable.assign(start.add(direction.mul(h)));
          return penalty().dataSync()[0]!;
        };
        const h = 0.01;
        const derivative = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        variable.assign(start);
        const scale = Math.max(norms[index]!, 0.05 * largest) * direction.norm().dataSync()[0]!;
        expect(Math.abs(derivative - expected) / scale, variable.name).toBeLessThan(0.01);
      });
    });
    images.dispose();
    model.dispose();
  });

  test.each(small)("%s trains the same captured as eager", (_, _2, make) => {
    const train = (captured: boolean) => {
      const model = build(make);
      const [dAdam, gAdam] = [adam({ learningRate: 1e-3 }), adam({ learningRate: 1e-3 })];
      const both = (logits: tf.Tensor2D[], sign: 1 | -1) =>
        tf.addN([
          tf.softplus(logits[0]!.mul(sign)).mean(),
          ...logits
            .slice(1)
            .map((ofClass) => tf.logSoftmax(ofClass).mul(labelsOf(4)).sum(-1).mean().neg()),
        ]) as tf.Scalar;
      const update = (images: tf.Tensor4D, step: tf.Scalar) => {
        const z = randomNormal<tf.Rank.R2>([4, model.latent], { seed: 1, step });
        const fakes = generate(model, z);
        const d = tf.variableGrads(() => {
          const gradient = tf.grad((x) => logitsOf(model, x as tf.Tensor4D)[0]!.sum())(images);
          const adversarial = both(logitsOf(model, images), -1).add(
            both(logitsOf(model, fakes), 1),
          );
          return adversarial.add(gradient.square().sum().mul(0.1)).asScalar();
        }, trainableVariables(model.discriminator.network));
        dAdam.applyGradients(d.grads);
        const g = tf.variableGrads(
          () => both(logitsOf(model, generate(model, z)), -1),
          trainableVariables(model.generator.network),
        );
        gAdam.applyGradients(g.grads);
        return { d: d.value, g: g.value };
      };
      const step = capture(update);
      const losses: number[] = [];
      const before: number[] = [];
      for (let i = 1; i <= 4; i++) {
        tf.tidy(() => {
          const images = imagesOf(model, i);
          const { d, g } = captured ? step(images, i) : update(images, tf.scalar(i));
          losses.push(d.dataSync()[0]!, g.dataSync()[0]!);
        });
        before.push(tf.memory().numTensors);
      }
      expect(before[3]).toBe(before[1]);
      for (const part of [step, dAdam, gAdam, model]) part.dispose();
      return losses;
    };
    const [eager, captured] = [train(false), train(true)];
    captured.forEach((loss, i) => expect(loss).toBeCloseTo(eager[i]!, 3));
  });
});

test("networks loaded in a fresh process give the same outputs", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ganvas-architectures-"));
  const card = {
    name: "test",
    command: "npm test",
    seed: 1,
    steps: 0,
    seconds: 0,
    machine: "any",
    metrics: {},
  };
  const expected: number[][] = [];
  for (const [index, [, , make]] of small.entries()) {
    const model = build(make);
    tf.tidy(() => {
      const images = imagesOf(model, 9);
      logitsOf(model, images); // updates the layers' state, as training does
      const { conditioning, network } = model.discriminator;
      const inputs = conditioning === "input" ? [images, labelsOf(4)] : images;
      const out = [network.apply(inputs)].flat() as tf.Tensor[];
      const z = randomNormal<tf.Rank.R2>([4, model.latent], { seed: 9 });
      const latents = model.classes === 0 ? z : [z, labelsOf(4)];
      out.push(model.generator.network.apply(latents) as tf.Tensor);
      expected.push(out.flatMap((tensor) => [...tensor.dataSync()]));
    });
    for (const part of ["generator", "discriminator"] as const) {
      await saveNetwork(join(folder, `${index}-${part}`), model[part].network, card);
    }
    model.dispose();
  }
  const script = fileURLToPath(new URL("./load.mjs", import.meta.url));
  const kinds = small.map(([, , make]) => {
    const model = build(make);
    const { image, latent, classes: count, discriminator } = model;
    model.dispose();
    return { image, latent, classes: count, conditioning: discriminator.conditioning };
  });
  const output = execFileSync(process.execPath, [script, folder, JSON.stringify(kinds)], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  const outputs = JSON.parse(
    output.split("\n").find((line) => line.startsWith("[["))!,
  ) as number[][];
  expect(outputs).toEqual(expected.map((values) => values.map((value) => Math.fround(value))));
  await rm(folder, { recursive: true });
}, 60_000);

describe("wrong settings are refused in one sentence", () => {
  const image = [28, 28, 1] as const;
  test.each([
    [() => dcgan({ image: [30, 30, 1], latent: 4 }), "but the images are 30x30x1; scale them"],
    [() => dcgan({ image: [1, 1, 2], latent: 4 }), "or use mlpGan"],
    [() => resnetGan({ image: [28, 27, 1], latent: 4 }), "the images are 28x27x1"],
    [
      () => mlpGan({ image: [3000, 3000, 3], latent: 4 }),
      'The layer "hidden1" of a network of dense layers is expected to be of at most 536,870,912 weights but is of 13,824,000,000 (27,000,000 inputs times 512 units); take smaller images',
    ],
    [
      () => mlpGan({ image, latent: 4, generatorUnits: [4e4, 4e4] }),
      'The layer "hidden2" of a network of dense layers',
    ],
    [() => mlpGan({ image, latent: 4, generatorUnits: [1e6] }), 'The layer "pixels"'],
    [() => dcgan({ image, latent: 0 }), "latent is expected to be a positive integer but is 0"],
    [
      () => dcgan({ image, latent: 4, baseChannels: 1.5 }),
      "baseChannels is expected to be a positive integer",
    ],
    [
      () => dcgan({ image, latent: 4, mappingLayers: [8, 0] }),
      "The number of units of mapping layer 2 is expected to be a positive integer but is 0",
    ],
    [
      () => acgan({ image, latent: 4, classes: -1 }),
      "classes is expected to be a positive integer",
    ],
    [
      () => acgan({ image, latent: 4, classes: 0 }),
      "classes is expected to be a positive integer but is 0",
    ],
    [
      // @ts-expect-error there is no backbone of this name
      () => conditionalGan({ image, latent: 4, classes, backbone: "vgg" }),
      "A backbone is expected to be dcgan or resnet but is vgg",
    ],
    [
      // @ts-expect-error there is no normalization of this name
      () => dcgan({ image, latent: 4, normalization: "instance" }),
      'normalization is expected to be "none", "batch", "layer" or "spectral" but is "instance"',
    ],
    [
      // @ts-expect-error eight halvings do not fit 64 pixels: the source's discriminator
      () => deepGan({ image: [64, 64, 3], latent: 4, depth: 8 }),
      "The depth is expected to be at most 6 for images of 64x64x3, which halve no more often, but is 8",
    ],
  ] as [() => unknown, string][])("%#", (make, message) => {
    expect(make).toThrow(message);
  });
});

test("networks that do not fit each other do not compile", () => {
  const model = dcgan({ image: [28, 28, 1], latent: 8, baseChannels: 2 });
  const digits = projectionGan({ image: [28, 28, 1], latent: 8, baseChannels: 2, classes: 10 });
  const generator = () => model.generator;
  const discriminator = mlpDiscriminator({ image: [32, 32, 1], units: [2] });
  // @ts-expect-error 28x28 against 32x32
  expect(() => new Gan({ generator, discriminator })).toThrow("28x28x1");
  // No classes against 10.
  // @ts-expect-error the numbers of classes differ: this must not compile
  expect(() => new Gan({ generator, discriminator: digits.discriminator })).toThrow("classes");
  const latent: 8 = model.latent;
  const ten: 10 = digits.classes;
  // @ts-expect-error the number of classes is part of the type
  const five: 5 = digits.classes;
  // @ts-expect-error a model without classes takes no labels
  expect(() => model.sample(1, { labels: 3 })).toThrow("no labels");
  expect([latent, ten, five]).toEqual([8, 10, 10]);
  discriminator.network.dispose();
  for (const gan of [model, digits]) gan.dispose();
});
