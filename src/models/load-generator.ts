import { aNumber, aText, checkArgument, checkOptions, required } from "../base/arguments.js";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as tf from "@tensorflow/tfjs";
import { refusal } from "../base/errors.js";
import { ready } from "../tensor/backend.js";
import { anImageShape, type ImageShape } from "../tensor/shape.js";
import { loadNetwork, type ModelCard } from "./checkpoint.js";
import {
  describeSizes,
  priorFrom,
  readGeneratorCard,
  type GeneratorSizes,
} from "./generator-card.js";
import { standardNormal, type Prior } from "./prior.js";
import { TrainedGenerator } from "./trained-generator.js";

/** The sizes of a generator, for {@link loadGenerator}. */
export interface ExpectedGenerator<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
> {
  readonly image: Image;
  readonly latent: Latent;
  /** Default 0: an unconditional generator. */
  readonly classes?: Classes;
  /** The prior with which it was trained; default that of its card, or `standardNormal(latent)`. */
  readonly prior?: Prior<Latent>;
}

/**
 * Loads a generator from the folder that {@link exportModel} or `model.save` wrote.
 *
 * @param folder with `model.json`, `weights.bin` and `card.json`
 * @param expected sizes, which become part of its type and are compared with the network's; without
 *   them the network's own sizes hold
 * @throws Error when files are missing, truncated or altered, the network is not a generator or has
 *   other sizes, its weights are not finite, or the prior of its card is unknown
 */
export async function loadGenerator<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number = 0,
>(
  folder: string,
  expected: ExpectedGenerator<Image, Latent, Classes>,
): Promise<TrainedGenerator<Image, Latent, Classes>>;
export async function loadGenerator(folder: string): Promise<TrainedGenerator>;
export async function loadGenerator(
  folder: string,
  expected?: ExpectedGenerator<ImageShape, number, number>,
): Promise<TrainedGenerator> {
  checkArgument("folder", folder, aText("models/digits"));
  if (expected !== undefined) {
    const kinds = { image: required(anImageShape), latent: required(aNumber(64)) };
    checkOptions("loadGenerator", expected, kinds);
  }
  await ready();
  const { network, card: entries } = await loadNetwork(folder);
  const card: ModelCard = { ...entries };
  try {
    const sizes = sizesOf(folder, network);
    const prior = expected?.prior ?? priorOf(folder, card, sizes);
    if (expected) checkSizes(folder, sizes, { classes: 0, ...expected });
    return new TrainedGenerator({ ...sizes, prior, network }, card);
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** @throws Error when the network is not one from latent vectors, and classes, to images */
function sizesOf(folder: string, network: tf.LayersModel): GeneratorSizes {
  const sizes = ({ shape }: tf.SymbolicTensor) => shape.slice(1); // without the batch
  const [latent, classes = [0], ...others] = network.inputs.map(sizes);
  const [image, ...outputs] = network.outputs.map(sizes);
  if (
    latent?.length === 1 &&
    classes.length === 1 &&
    image?.length === 3 &&
    [...latent, ...classes, ...image].every((size) => size !== null) &&
    others.length + outputs.length === 0
  ) {
    return {
      image: image as unknown as ImageShape,
      latent: latent[0]!,
      classes: classes[0]!,
    };
  }
  const written = (side: readonly tf.SymbolicTensor[]) =>
    side.map((tensor) => `[n, ${sizes(tensor).join(", ")}]`).join(" and ");
  throw new Error(
    refusal(
      `The network in ${folder}`,
      "a generator, from latent vectors [n, latent] to images [n, height, width, channels]",
      `one from ${written(network.inputs)} to ${written(network.outputs)}`,
      "read it with loadNetwork",
    ),
  );
}

/** @throws Error when the card describes another network, or an unknown prior */
function priorOf(folder: string, card: ModelCard, sizes: GeneratorSizes): Prior {
  const file = join(folder, "card.json");
  const entry = readGeneratorCard(file, card);
  if (!entry) return standardNormal(sizes.latent);
  if (describeSizes(entry) !== describeSizes(sizes)) {
    throw new Error(
      refusal(
        `The generator in ${file}`,
        `that of the network beside it, ${describeSizes(sizes)},`,
        describeSizes(entry),
        "export the model again",
      ),
    );
  }
  return priorFrom(entry.prior, entry.latent, file);
}

function checkSizes(folder: string, sizes: GeneratorSizes, expected: GeneratorSizes): void {
  const [found, wanted] = [describeSizes(sizes), describeSizes(expected)];
  if (found === wanted) return;
  throw new Error(
    refusal(
      `The generator in ${folder}`,
      `one of ${wanted}`,
      `one of ${found}`,
      "pass its own image, latent size and classes, or none of them",
    ),
  );
}

/**
 * The generator of handwritten digits that ships with Ganvas, a DCGAN trained on MNIST by the
 * recipe of lesson 02, with three dense layers before the first grid; `card` has its command, seed,
 * duration and metrics.
 *
 * @throws Error when the shipped files are missing, truncated or altered
 */
export async function digitGenerator(): Promise<TrainedGenerator<readonly [28, 28, 1], 16, 0>> {
  const folder = fileURLToPath(new URL("../../data/digit-generator", import.meta.url));
  return loadGenerator(folder, { image: [28, 28, 1], latent: 16 });
}
