import { checkOptions } from "../base/arguments.js";
import { join } from "node:path";
import type { Dataset } from "./dataset.js";
import { download } from "../files/download.js";
import { findChecked, type CheckedFile } from "../files/files.js";
import { cacheFolder, ownFolders } from "../files/folders.js";
import { FASHION_MNIST, idxSet, others, SPLIT, type Split } from "./idx-set.js";
import type { MnistShape } from "./mnist.js";
import type { RemoteFile } from "../files/remote-file.js";

/** Options of {@link fashionMnist}. */
export interface FashionMnistOptions {
  /** The 60,000 training images (the default) or the 10,000 test images. */
  readonly split?: Split;
}

const CLASSES = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

/** The home of the published files, and their copy in the authors' repository. */
const HOMES = [
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
  "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
];

/** Size and SHA-256 of the published files, which are compressed. */
const PUBLISHED: Record<string, readonly [bytes: number, sha256: string]> = {
  "train-images-idx3-ubyte": [
    26_421_880,
    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
  ],
  "train-labels-idx1-ubyte": [
    29_515,
    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
  ],
  "t10k-images-idx3-ubyte": [
    4_422_102,
    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
  ],
  "t10k-labels-idx1-ubyte": [
    5_148,
    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
  ],
};

/** Where Debian's package `dataset-fashion-mnist` puts them. */
const DEBIAN = "/usr/share/datasets/fashion-mnist";

/**
 * Fashion-MNIST: ten kinds of clothes, 28x28, gray (Xiao, Rasul and Vollgraf 2017; MIT license).
 *
 * Read from the folder `GANVAS_DATA` (or its folder `fashion-mnist`) when that is set and has the
 * files, as they are or as `.gz`; otherwise from Debian's package `dataset-fashion-mnist` when it is
 * installed; otherwise downloaded once (31 MB) into the folder `GANVAS_CACHE` or the platform's for
 * caches. Also waits for the backend.
 *
 * @throws Error when a file is truncated or altered, or cannot be downloaded
 */
export async function fashionMnist(
  options: FashionMnistOptions = {},
): Promise<Dataset<MnistShape, 10>> {
  checkOptions("fashionMnist", options, { split: SPLIT });
  return idxSet("Fashion-MNIST", options.split ?? "train", FASHION_MNIST, CLASSES, read);
}

async function read(file: CheckedFile): Promise<Uint8Array> {
  const folders = [...ownFolders("fashion-mnist"), DEBIAN];
  const bytes = await findChecked(file, folders, others(file));
  if (bytes) return bytes;
  const folder = join(cacheFolder(), "fashion-mnist");
  await download(publishedFile(file.name), folder);
  return (await findChecked(file, [folder]))!;
}

/** A file as its authors publish it, compressed. */
export function publishedFile(name: string): RemoteFile {
  const [bytes, sha256] = PUBLISHED[name]!;
  const packed = `${name}.gz`;
  return { name: packed, urls: HOMES.map((home) => `${home}/${packed}`), bytes, sha256 };
}
