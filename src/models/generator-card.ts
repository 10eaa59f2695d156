import { refusal } from "../base/errors.js";
import { formatShape, type ImageShape } from "../tensor/shape.js";
import type { ModelCard } from "./checkpoint.js";
import { codes, type CodesOptions } from "./codes.js";
import { standardNormal, type Prior, type PriorSettings } from "./prior.js";

/** The version of {@link GeneratorCard}; it rises when older readers would misread a newer card. */
export const GENERATOR_VERSION = 1;

/** The entry `generator` of the `card.json` of a saved generator. */
export interface GeneratorCard {
  readonly version: number;
  readonly image: ImageShape;
  readonly latent: number;
  readonly classes: number;
  readonly prior: PriorSettings;
}

/** Sizes of a generator. */
export type GeneratorSizes = Pick<GeneratorCard, "image" | "latent" | "classes">;

/**
 * `latent 16 to images of 28x28x1`, with the number of classes if there are any.
 *
 * @param latents describes the latent vectors
 */
export const describeSizes = (
  { image, latent, classes }: GeneratorSizes,
  latents = `latent ${latent}`,
) =>
  `${latents}${classes === 0 ? "" : ` and ${classes} classes`} to images of ${formatShape(image)}`;

/**
 * The entry `generator` of a card, of which a folder that another program exported has none.
 *
 * @param file path of the card, for messages
 * @throws Error when a newer version of Ganvas wrote it, or it is not of that form
 */
export function readGeneratorCard(file: string, card: ModelCard): GeneratorCard | undefined {
  const entry = card.generator;
  if (entry === undefined) return undefined;
  const { version, image, latent, classes, prior } = (entry ?? {}) as Partial<GeneratorCard>;
  if (typeof version === "number" && version > GENERATOR_VERSION) {
    throw new Error(
      refusal(
        `The generator in ${file}`,
        `of version ${GENERATOR_VERSION} or older`,
        `of version ${version}`,
        "install a newer Ganvas",
      ),
    );
  }
  const isSize = (value: unknown) => Number.isInteger(value);
  const valid =
    isSize(version) &&
    Array.isArray(image) &&
    image.length === 3 &&
    image.every(isSize) &&
    isSize(latent) &&
    isSize(classes) &&
    typeof prior?.kind === "string";
  if (valid) return entry as GeneratorCard;
  throw new Error(
    refusal(
      `The entry "generator" of ${file}`,
      "an object with version, image, latent, classes and prior",
      JSON.stringify(entry).slice(0, 200),
      "export the model again",
    ),
  );
}

/**
 * The prior that a card describes.
 *
 * @param file path of the card, for messages
 * @throws Error when it is not one of this library, or its sizes do not add up to `latent`
 */
export function priorFrom(settings: PriorSettings, latent: number, file: string): Prior {
  const prior = parsePrior(settings, latent);
  if (prior?.latent === latent) return prior;
  throw new Error(
    refusal(
      `The prior in ${file}`,
      `"standard normal" or "codes" of latent size ${latent}`,
      JSON.stringify(settings),
      "export the model again, or pass the prior with which it was trained",
    ),
  );
}

function parsePrior(settings: PriorSettings, latent: number): Prior | undefined {
  if (settings.kind === "standard normal") return standardNormal(latent);
  const { kind, noise, categories, continuous } = settings as PriorSettings & CodesOptions;
  const valid = [noise, continuous, ...(Array.isArray(categories) ? categories : [NaN])];
  if (kind !== "codes" || !valid.every((size) => Number.isInteger(size))) return undefined;
  try {
    return codes({ noise, categories, continuous });
  } catch {
    return undefined; // a size out of its range
  }
}
