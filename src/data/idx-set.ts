import { oneOf } from "../base/arguments.js";
import { ready } from "../tensor/backend.js";
import { Dataset } from "./dataset.js";
import type { CheckedFile } from "../files/files.js";
import { parseIdx } from "./idx.js";

/** The two parts that a data set is published in. */
export type Split = "train" | "test";

export const SPLIT = oneOf("train", "test");

/** The four files of MNIST, and of the data sets that were made to take its place. */
export type IdxFiles = Readonly<Record<Split, { images: CheckedFile; labels: CheckedFile }>>;

/** The four files by their SHA-256 sums: they have the same names in every such data set. */
export function idxFiles(sums: Record<Split, { images: string; labels: string }>): IdxFiles {
  const file = (name: string, sha256: string): CheckedFile => ({ name, sha256 });
  return {
    train: {
      images: file("train-images-idx3-ubyte", sums.train.images),
      labels: file("train-labels-idx1-ubyte", sums.train.labels),
    },
    test: {
      images: file("t10k-images-idx3-ubyte", sums.test.images),
      labels: file("t10k-labels-idx1-ubyte", sums.test.labels),
    },
  };
}

/** MNIST (LeCun, Cortes and Burges). */
export const MNIST = idxFiles({
  train: {
    images: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    labels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  },
  test: {
    images: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    labels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
});

/** Fashion-MNIST (Xiao, Rasul and Vollgraf 2017). */
export const FASHION_MNIST = idxFiles({
  train: {
    images: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    labels: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  },
  test: {
    images: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    labels: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
  },
});

/** A file of the same name that belongs to the other data set: no reason to call it damaged. */
export function others(file: CheckedFile): string[] {
  return [MNIST, FASHION_MNIST]
    .flatMap(({ train, test }) => [train.images, train.labels, test.images, test.labels])
    .filter(({ name, sha256 }) => name === file.name && sha256 !== file.sha256)
    .map(({ sha256 }) => sha256);
}

/**
 * Reads images and labels of a split, and waits for the backend.
 *
 * @param read gives a file's verified bytes
 * @throws Error when a file is not a complete IDX file
 */
export async function idxSet<Classes extends number>(
  name: string,
  split: Split,
  files: IdxFiles,
  classes: readonly string[] & { readonly length: Classes },
  read: (file: CheckedFile) => Promise<Uint8Array>,
): Promise<Dataset<readonly [28, 28, 1], Classes>> {
  const { images, labels } = files[split];
  const [pixels, labelBytes] = [await read(images), await read(labels)];
  await ready();
  return new Dataset({
    name: `${name} ${split}`,
    image: [28, 28, 1],
    pixels: parseIdx(pixels, images.name).values,
    labels: parseIdx(labelBytes, labels.name).values,
    classes,
  });
}
