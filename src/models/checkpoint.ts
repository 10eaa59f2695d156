import { aText, anObject, checkArgument, checkOptions, oneOf } from "../base/arguments.js";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { writeFolder } from "../files/durable.js";
import { inHalfPrecision } from "./half-precision.js";
import { checkFiniteWeights, networkFrom } from "./network-files.js";

/** Facts about a network by name, in JSON. */
export type ModelCard = Readonly<Record<string, unknown>>;

/** The origin of a checkpoint: stored beside it as `card.json`. */
export interface CheckpointCard {
  /** For example `"digit classifier"`. */
  readonly name: string;
  /** The command that reproduces it. */
  readonly command: string;
  readonly seed: number;
  readonly steps: number;
  /** How long the training took. */
  readonly seconds: number;
  /** Processor and number of cores it was trained on. */
  readonly machine: string;
  /** Results by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The card as stored: with the checksums that reading verifies. */
interface StoredCard extends CheckpointCard {
  readonly sha256: Readonly<Record<"model.json" | "weights.bin", string>>;
}

/** The number format of a network's weights on disk. */
export interface WeightOptions {
  /**
   * Unchanged, or as 16-bit numbers with three to four significant digits (fewer below 6e-5), which
   * take half the space and become float32 again when they are loaded; default `"float32"`.
   */
  readonly weights?: "float32" | "float16";
}

/** The checksum of bytes or text, in hexadecimal. */
export const sha256 = (content: Uint8Array | string) =>
  createHash("sha256").update(content).digest("hex");

/**
 * Writes a network as a standard TF.js folder (`model.json`, `weights.bin`) with its card.
 *
 * The folder is written atomically; an older one is replaced.
 *
 * @param folder to write
 * @throws Error when a weight is NaN or infinite
 * @throws RangeError when a weight does not fit into float16, or the format is unknown
 */
export async function saveNetwork(
  folder: string,
  network: tf.LayersModel,
  card: CheckpointCard | ModelCard,
  options: WeightOptions = {},
): Promise<void> {
  checkArgument("folder", folder, aText("models/digits"));
  const aNetwork = anObject("a network", "model.generator.network", "save", "layers");
  checkArgument("network", network, aNetwork);
  checkOptions("The card", card);
  const format = oneOf("float32", "float16");
  const { weights = "float32" } = checkOptions("saveNetwork", options, { weights: format });
  const advice = "its training has diverged, so go back to an earlier checkpoint";
  checkFiniteWeights("Each weight of a network to save", network, advice);
  let files: Record<"model.json" | "weights.bin", Uint8Array>;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    const { weightData, weightSpecs, ...rest } = artifacts;
    const full = {
      bytes: new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData)),
      specs: weightSpecs!,
    };
    const { bytes, specs } = weights === "float16" ? inHalfPrecision(full) : full;
    const manifest = [{ paths: ["weights.bin"], weights: specs }];
    const model = JSON.stringify({ ...rest, weightsManifest: manifest });
    files = { "model.json": Buffer.from(model), "weights.bin": bytes };
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
  });
  await network.save(handler);
  const checksums = Object.entries(files!).map(([name, bytes]) => [name, sha256(bytes)]);
  const stored = { ...card, sha256: Object.fromEntries(checksums) };

  await writeFolder(folder, {
    ...files!,
    "card.json": `${JSON.stringify(stored, null, 2)}\n`,
  });
}

/**
 * Reads a network that {@link saveNetwork} wrote, and verifies it.
 *
 * @returns the network and its card
 * @throws Error when a file is missing, truncated or altered, `model.json` is not that of a layers
 *   model, or a weight is not finite
 */
export async function loadNetwork(
  folder: string,
): Promise<{ network: tf.LayersModel; card: CheckpointCard }> {
  checkArgument("folder", folder, aText("models/digits"));
  const card = await readCard(folder);
  const model = await verified(folder, "model.json", card);
  const weights = await verified(folder, "weights.bin", card);
  const network = await networkFrom({ file: join(folder, "model.json"), model, weights });
  return { network, card };
}

/** @throws Error when `card.json` is missing, is not a JSON object or has no checksums */
async function readCard(folder: string): Promise<StoredCard> {
  const text = (await read(folder, "card.json")).toString();
  const refused = (actual: string, cause?: unknown) =>
    new Error(
      `${join(folder, "card.json")} is expected to be the card of a model with the checksums of its ` +
        `files but ${actual}; copy the whole folder again or export the model again.`,
      { cause },
    );
  let card: unknown;
  try {
    card = JSON.parse(text);
  } catch (error) {
    throw refused(`is not valid JSON (${text.length} characters)`, error);
  }
  const checksums = (card as Partial<StoredCard> | null)?.sha256;
  for (const name of ["model.json", "weights.bin"] as const) {
    if (typeof checksums?.[name] !== "string") throw refused(`has no checksum of ${name}`);
  }
  return card as StoredCard;
}

async function verified(folder: string, name: keyof StoredCard["sha256"], card: StoredCard) {
  const bytes = await read(folder, name);
  if (sha256(bytes) === card.sha256[name]) return bytes;
  throw new Error(
    `${join(folder, name)} is expected to be the file that its card.json describes but is ` +
      `truncated or altered (${bytes.length} bytes); ` +
      (typeof card.command === "string"
        ? `get it again or train it with: ${card.command}`
        : "copy the whole folder again or export the model again."),
  );
}

async function read(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      `${join(folder, name)} is expected to be part of a saved network but cannot be read (${code}); ` +
        "check the folder's name.",
      { cause: error },
    );
  }
}
