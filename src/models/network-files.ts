import * as tf from "@tensorflow/tfjs";
import { refusal } from "../base/errors.js";

/** A folder's files, read and verified against their checksums. */
export interface NetworkFiles {
  /** Path of `model.json`, for messages. */
  readonly file: string;
  readonly model: Uint8Array;
  readonly weights: Uint8Array;
}

/** The content of `model.json`, as far as Ganvas reads it. */
interface ModelJson extends tf.io.ModelArtifacts {
  readonly modelTopology: object;
  readonly weightsManifest: readonly [{ readonly weights: readonly tf.io.WeightsManifestEntry[] }];
}

/**
 * The network of a `model.json` and its weights.
 *
 * @throws Error when `model.json` is not that of a layers model, `weights.bin` is of another length,
 *   a layer's class is unknown, or a weight is not finite
 */
export async function networkFrom({ file, model, weights }: NetworkFiles): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest, ...others } = modelJson(file, model);
  const specs = [...weightsManifest[0].weights];
  const expected = specs.reduce((sum, spec) => sum + bytesOf(spec), 0);
  if (weights.length !== expected) {
    throw new Error(
      refusal(
        file.replace(/model\.json$/, "weights.bin"),
        `${expected} bytes long, the size of the weights in model.json,`,
        `${weights.length} bytes long`,
        "export the model again",
      ),
    );
  }
  const weightData = Uint8Array.from(weights).buffer;
  let network: tf.LayersModel;
  try {
    network = await tf.loadLayersModel(
      tf.io.fromMemory({ ...others, modelTopology, weightSpecs: specs, weightData }),
    );
  } catch (error) {
    const { message } = error as Error;
    throw new Error(
      `${file} is expected to describe a network of known layers with all their weights but ` +
        `TensorFlow.js refuses it: ${message.split("\n")[0]!.slice(0, 300)} Import the module that ` +
        "registers its layers, or export the model again.",
      { cause: error },
    );
  }
  try {
    checkFiniteWeights(`Each weight beside ${file}`, network, "export an earlier checkpoint");
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}

function modelJson(file: string, bytes: Uint8Array): ModelJson {
  const refused = (actual: string, cause?: unknown) =>
    new Error(
      refusal(
        file,
        "a TF.js layers model with one group of weights",
        actual,
        "export the model again",
      ),
      { cause },
    );
  let json: Partial<ModelJson> | null;
  try {
    json = JSON.parse(Buffer.from(bytes).toString()) as Partial<ModelJson> | null;
  } catch (error) {
    throw refused("not valid JSON", error);
  }
  const { format, modelTopology, weightsManifest } = json ?? {};
  if (format === "graph-model") throw refused("a graph model");
  if (typeof modelTopology !== "object") throw refused("without modelTopology");
  if (!Array.isArray(weightsManifest?.[0]?.weights)) throw refused("without weightsManifest");
  const groups: number = weightsManifest.length;
  if (groups !== 1) throw refused(`one with ${groups} groups`);
  return json as ModelJson;
}

function bytesOf({ shape, dtype, quantization }: tf.io.WeightsManifestEntry): number {
  const stored = quantization?.dtype ?? dtype;
  const size = stored === "float16" || stored === "uint16" ? 2 : stored === "uint8" || stored === "bool" ? 1 : 4; // prettier-ignore
  return tf.util.sizeFromShape(shape) * size;
}

/**
 * A network whose training diverged draws nothing but NaN.
 *
 * @param advice ends the message
 * @throws Error when a weight is NaN or infinite
 */
export function checkFiniteWeights(name: string, network: tf.LayersModel, advice: string): void {
  const isFinite = (weight: tf.LayerVariable) =>
    tf.tidy(() => weight.read().isFinite().all().dataSync()[0] === 1);
  const wrong = network.weights.find((weight) => !isFinite(weight));
  if (!wrong) return;
  throw new Error(
    refusal(name, "finite", `NaN or infinite in ${wrong.name} [${wrong.shape.join(", ")}]`, advice),
  );
}
