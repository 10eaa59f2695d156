import { checkOptions } from "../base/arguments.js";
import { join } from "node:path";
import { ready } from "../tensor/backend.js";
import { downloadUnpacked } from "../files/archive.js";
import { Dataset } from "./dataset.js";
import { readIfThere } from "../files/files.js";
import { cacheFolder, ownFolders } from "../files/folders.js";
import { SPLIT, type Split } from "./idx-set.js";
import type { RemoteFile } from "../files/remote-file.js";

/** The shape of one CIFAR-10 image. */
export type Cifar10Shape = readonly [32, 32, 3];

/** Options of {@link cifar10}. */
export interface Cifar10Options {
  /** The 50,000 training images (the default) or the 10,000 test images. */
  readonly split?: Split;
}

const CLASSES = [
  "airplane",
  "automobile",
  "bird",
  "cat",
  "deer",
  "dog",
  "frog",
  "horse",
  "ship",
  "truck",
] as const;

const FILES: Record<Split, readonly string[]> = {
  train: [1, 2, 3, 4, 5].map((batch) => `data_batch_${batch}.bin`),
  test: ["test_batch.bin"],
};
const PUBLISHED: Record<Split, number> = { train: 50_000, test: 10_000 };
const INSIDE = "cifar-10-batches-bin";
const ARCHIVE: RemoteFile = {
  name: "cifar-10-binary.tar.gz",
  urls: ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"],
  bytes: 170_052_171,
  sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
};

/** Pixels of an image, in one color. */
const PLANE = 32 * 32;
/** An image in a file: its class, then 1,024 bytes red, 1,024 green, 1,024 blue. */
const RECORD = 1 + 3 * PLANE;

/**
 * CIFAR-10: ten kinds of animals and vehicles, 32x32, in color (Krizhevsky 2009).
 *
 * Read in the official binary layout (`data_batch_1.bin` …) from the folder `GANVAS_DATA` or its
 * folder `cifar-10-batches-bin`, when that is set and has files of the split: fewer or shorter
 * batches than published will do, and the name of the data set says how many images there are.
 * Otherwise downloaded once (170 MB) into the folder `GANVAS_CACHE` or the platform's for caches.
 * Also waits for the backend.
 *
 * @throws Error when a file is not in this layout, or the archive cannot be downloaded
 */
export async function cifar10(options: Cifar10Options = {}): Promise<Dataset<Cifar10Shape, 10>> {
  const { split = "train" } = checkOptions("cifar10", options, { split: SPLIT });
  await ready();
  for (const folder of ownFolders(INSIDE, "cifar-10", join("cifar-10", INSIDE))) {
    const dataset = await readFolder(folder, split);
    if (dataset) return dataset;
  }
  const folder = await downloadUnpacked(ARCHIVE, join(cacheFolder(), "cifar-10"), INSIDE);
  const dataset = await readFolder(folder, split);
  if (dataset) return dataset;
  throw new Error(
    `${folder} is expected to hold ${FILES[split].join(", ")} but does not; delete the folder, so ` +
      `that it is downloaded again.`,
  );
}

async function readFolder(
  folder: string,
  split: Split,
): Promise<Dataset<Cifar10Shape, 10> | undefined> {
  const records: Uint8Array[] = [];
  for (const name of FILES[split]) {
    const bytes = await readIfThere(join(folder, name));
    if (bytes) records.push(checkedRecords(bytes, join(folder, name)));
  }
  if (records.length === 0) return undefined;
  const size = records.reduce((sum, { length }) => sum + length / RECORD, 0);
  const labels = new Uint8Array(size);
  const pixels = new Uint8Array(size * 3 * PLANE);
  let image = 0;
  for (const batch of records) {
    for (let at = 0; at < batch.length; at += RECORD, image++) {
      labels[image] = batch[at]!;
      interleave(batch.subarray(at + 1, at + RECORD), pixels, image * 3 * PLANE);
    }
  }
  const count = (images: number) => images.toLocaleString("en-US");
  const all = PUBLISHED[split];
  const part = size === all ? "" : ` (${count(size)} of ${count(all)})`;
  const name = `CIFAR-10 ${split}${part}`;
  return new Dataset({ name, image: [32, 32, 3], pixels, labels, classes: CLASSES });
}

/** @throws Error when the file is not made of whole images of ten classes */
function checkedRecords(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes.length === 0 || bytes.length % RECORD !== 0) {
    throw new Error(
      `${path} is expected to be whole images of ${RECORD} bytes each but has ${bytes.length} bytes ` +
        `(${Math.floor(bytes.length / RECORD)} images and ${bytes.length % RECORD} bytes): it is ` +
        `truncated or of another layout; get the binary version of CIFAR-10 again.`,
    );
  }
  for (let at = 0; at < bytes.length; at += RECORD) {
    if (bytes[at]! < CLASSES.length) continue;
    throw new Error(
      `${path} is expected to have labels from 0 to 9 but image ${at / RECORD} has ${bytes[at]}: it ` +
        `is altered or of another layout; get the binary version of CIFAR-10 again.`,
    );
  }
  return bytes;
}

/** From planes of red, green and blue [3, 32, 32] to pixels [32, 32, 3]. */
function interleave(planes: Uint8Array, pixels: Uint8Array, start: number): void {
  for (let pixel = 0; pixel < PLANE; pixel++) {
    for (let c = 0; c < 3; c++) pixels[start + 3 * pixel + c] = planes[c * PLANE + pixel]!;
  }
}
