import type * as tf from "@tensorflow/tfjs";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import type { Discriminator } from "./networks.js";
import type { Generator } from "../models/generator.js";

type AnyGenerator = Generator<ImageShape, number, number>;
type AnyDiscriminator = Discriminator<ImageShape, number>;
type Shape = readonly (number | null)[];

/** @throws Error when two networks are not made for each other, or not of the shapes that they say */
export function checkFit(generator: AnyGenerator, discriminator: AnyDiscriminator): void {
  if (formatShape(generator.image) !== formatShape(discriminator.image)) {
    throw new Error(
      `The discriminator is expected to judge the generator's images of ` +
        `${formatShape(generator.image)} but is made for ${formatShape(discriminator.image)}; ` +
        `build both with the same image shape.`,
    );
  }
  if (generator.classes !== discriminator.classes) {
    throw new Error(
      `The discriminator is expected to know the generator's ${generator.classes} classes but is ` +
        `made for ${discriminator.classes}; build both with the same number of classes.`,
    );
  }
  checkConditioning(discriminator);
  checkShapes(generator, discriminator);
}

function checkConditioning({ classes, conditioning }: AnyDiscriminator): void {
  if ((classes === 0) === (conditioning === "none")) return;
  const expected = classes === 0 ? '"none"' : '"input" or "auxiliary"';
  throw new Error(
    `The conditioning of a discriminator with ${classes} classes is expected to be ${expected} ` +
      `but is "${conditioning}"; change one of the two.`,
  );
}

function checkShapes(generator: AnyGenerator, discriminator: AnyDiscriminator): void {
  const { image, latent, classes } = generator;
  const labels = (hasLabels: boolean) => (hasLabels ? [[classes]] : []);
  const { conditioning, heads = [] } = discriminator;
  const scores = [[1], ...labels(conditioning === "auxiliary"), ...heads.map((size) => [size])];
  check("generator", "inputs", generator.network, [[latent], ...labels(classes > 0)]);
  check("generator", "outputs", generator.network, [[...image]]);
  const inputs = [[...image], ...labels(conditioning === "input")];
  check("discriminator", "inputs", discriminator.network, inputs);
  check("discriminator", "outputs", discriminator.network, scores);
}

/** @param expected shapes without the batch; where the network takes any size, any will do */
function check(
  name: string,
  side: "inputs" | "outputs",
  network: tf.LayersModel,
  expected: readonly (readonly number[])[],
): void {
  const shapes = network[side].map(({ shape }) => shape.slice(1));
  const fits =
    shapes.length === expected.length &&
    shapes.every((shape, index) => fitsShape(shape, expected[index]!));
  if (fits) return;
  throw new Error(
    `The ${name}'s network is expected to have ${side} of ${written(expected)} but has ` +
      `${written(shapes)}; build the network for the shapes that stand beside it.`,
  );
}

const fitsShape = (shape: Shape, expected: Shape) =>
  shape.length === expected.length &&
  shape.every((size, axis) => size === null || size === expected[axis]);

const written = (shapes: readonly Shape[]) =>
  shapes
    .map((shape) => `[${["n", ...shape.map((size) => size ?? "any")].join(", ")}]`)
    .join(" and ");
