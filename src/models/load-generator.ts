import { fileURLToPath } from "node:url";
import type * as tf from "@tensorflow/tfjs";
import { ready } from "../tensor/backend.js";
import { loadNetwork } from "./checkpoint.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import { TrainedGenerator } from "./trained-generator.js";

/** The expected shapes of a generator, for {@link loadGenerator}. */
export interface ExpectedGenerator<
  Image extends ImageShape,
  Latent extends number,
  Classes extends number,
> {
  readonly image: Image;
  readonly latent: Latent;
  /** Default 0: a generator without classes. */
  readonly classes?: Classes;
}

/**
 * Loads a generator from the folder that {@link exportModel} wrote.
 *
 * @param folder with `model.json`, `weights.bin` and `card.json`
 * @param expected shapes, which become part of its type; the network has to agree
 * @throws Error when files are missing, truncated or altered, or the network has other shapes
 */
export async function loadGenerator<
  const Image extends ImageShape,
  const Latent extends number,
  const Classes extends number = 0,
>(
  folder: string,
  expected: ExpectedGenerator<Image, Latent, Classes>,
): Promise<TrainedGenerator<Image, Latent, Classes>> {
  await ready();
  const { image, latent, classes = 0 as Classes } = expected;
  const { network, card } = await loadNetwork(folder);
  checkShapes(folder, network, { image, latent, classes });
  return new TrainedGenerator({ image, latent, classes, network }, { ...card });
}

function checkShapes(
  folder: string,
  network: tf.LayersModel,
  { image, latent, classes }: Required<ExpectedGenerator<ImageShape, number, number>>,
): void {
  const sizes = ({ shape }: tf.SymbolicTensor) => shape.slice(1).join("x"); // without the batch
  const describe = ([from, to]: readonly (readonly string[])[]) =>
    `${from!.join(" and ")} to ${to}`;
  const actual = [network.inputs.map(sizes), network.outputs.map(sizes)];
  const inputs = classes === 0 ? [latent] : [latent, classes];
  const expected = [inputs.map(String), [formatShape(image)]];
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  network.dispose();
  throw new Error(
    `The network in ${folder} is expected to go from ${describe(expected)} but goes from ` +
      `${describe(actual)}; give the image, latent size and classes that its card.json shows.`,
  );
}

/**
 * The generator of handwritten digits that ships with Ganvas, a DCGAN trained on MNIST by the
 * recipe of lesson 02, with a mapping of three dense layers; `card` has its command, seed, duration
 * and metrics.
 *
 * @throws Error when the shipped files are missing, truncated or altered
 */
export async function digitGenerator(): Promise<TrainedGenerator<readonly [28, 28, 1], 16, 0>> {
  const folder = fileURLToPath(new URL("../../data/digit-generator", import.meta.url));
  return loadGenerator(folder, { image: [28, 28, 1], latent: 16 });
}
