import { aText, checkArgument, checkOptions, type Kind } from "../base/arguments.js";
import { readdir } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs";
import { saveNetwork, type ModelCard, type WeightOptions } from "./checkpoint.js";

/**
 * A model that can be exported: a network, an object that holds one, or a model with an EMA network. A model
 * with `toCard` adds entries to its card.
 */
export type Exportable =
  | tf.LayersModel
  | ((
      { readonly network: tf.LayersModel } | { readonly ema: { readonly network: tf.LayersModel } }
    ) & { toCard?(): ModelCard });

const FILES = ["card.json", "model.json", "weights.bin"];

/**
 * Writes a model for other programs: a standard TF.js folder, which loads in a browser by
 * `tf.loadLayersModel("…/model.json")`, after `import "ganvas/layers"` where the network has layers
 * of Ganvas. Of a model with an EMA generator, a {@link Gan} for example, it writes that one.
 *
 * Beside `model.json` and `weights.bin` there is a `card.json` with what a page needs to know: the
 * shapes of the inputs and of the output, the checksums of both files, and the entries of `card`.
 * {@link loadGenerator} reads a generator back, `loadNetwork` any network.
 *
 * @param folder is replaced when it holds an earlier export
 * @param card further entries, for example `{ name: "digits", labels: [...] }`
 * @param options `weights: "float16"` halves the download of a page; it is not part of the card
 * @throws Error when the folder holds other files, which would be lost, or cannot be written
 * @throws RangeError when a weight does not fit into float16, or the format is unknown
 */
export async function exportModel(
  folder: string,
  model: Exportable,
  card: ModelCard & { readonly weights?: never } = {},
  options: WeightOptions = {},
): Promise<void> {
  checkArgument("folder", folder, aText("models/digits"));
  checkArgument("model", model, aModel);
  checkOptions("a card", card);
  const network = networkOf(model);
  await checkReplaceable(folder);
  const sizes = ({ shape }: tf.SymbolicTensor) => shape.slice(1); // without the batch
  const inputs = network.inputs.map(sizes);
  const outputs = network.outputs.map(sizes);
  const entries = model instanceof tf.LayersModel ? {} : model.toCard?.();
  await saveNetwork(folder, network, { ...card, ...entries, inputs, outputs }, options);
}

const hasNetwork = (value: object): boolean =>
  value instanceof tf.LayersModel || ("network" in value && hasNetwork(value.network as object));
const aModel: Kind = {
  ...{ expected: "a model", example: "await digitGenerator()" },
  is: (value) =>
    typeof value === "object" &&
    value !== null &&
    (hasNetwork(value) || ("ema" in value && hasNetwork(value.ema as object))),
};

function networkOf(model: Exportable): tf.LayersModel {
  if (model instanceof tf.LayersModel) return model;
  return "ema" in model ? model.ema.network : model.network;
}

async function checkReplaceable(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return;
    throw new Error(
      `${folder} is expected to be a folder for the model but cannot be read (${code}); name another.`,
      { cause: error },
    );
  }
  const foreign = names.filter((name) => !FILES.includes(name));
  if (foreign.length === 0) return;
  throw new Error(
    `${folder} is expected to be a new folder, or one of an earlier export, but holds ` +
      `${foreign.slice(0, 3).join(", ")}; name a separate folder for the model.`,
  );
}
