import { readdir } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { shortList } from "./dataset-parts.js";

/** A file that may be an image, and its class. */
export interface ImageFile {
  readonly path: string;
  readonly label: number;
}

/** The files of a folder of images. */
export interface ImageFiles {
  readonly files: readonly ImageFile[];
  /** Names of the classes; `undefined` when there are none. */
  readonly classes: readonly string[] | undefined;
  /** Images that are in no class, where there are classes. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Names of files that are meant to be images, also of formats that cannot be decoded. */
const EXTENSIONS = new Set(
  ".png .jpg .jpeg .jpe .jfif .gif .bmp .webp .avif .heic .heif .tif .tiff .jxl".split(" "),
);

/**
 * Finds the images of a folder and its sub-folders, in the order of their names (of the code units,
 * the same on every computer). Hidden files and other files are passed over.
 *
 * @param wanted whether sub-folders are classes, or which; default whether there are sub-folders with
 *   images
 * @throws Error when the folder cannot be read, or has no file that is named as an image, or none of
 *   a class
 */
export async function imageFiles(
  path: string,
  wanted?: boolean | readonly string[],
): Promise<ImageFiles> {
  const names = (await list(path))
    .map((name) => name.split(sep))
    .filter((parts) => !parts.some((part) => part.startsWith(".")))
    .filter((parts) => EXTENSIONS.has(extname(parts.at(-1)!).toLowerCase()))
    .sort((a, b) => (a.join("/") < b.join("/") ? -1 : 1));
  if (names.length === 0) {
    throw new Error(
      `${path} is expected to be a folder of images (PNG, JPEG, GIF or BMP) but has none; check the path.`,
    );
  }
  const inFolders = names.filter((parts) => parts.length > 1);
  if (!(wanted ?? inFolders.length > 0)) {
    const files = names.map((parts) => ({ path: join(path, ...parts), label: 0 }));
    return { files, classes: undefined, skipped: [] };
  }
  const folders = [...new Set(inFolders.map(([folder]) => folder!))];
  if (typeof wanted === "object") checkNames(path, wanted, folders);
  const classes = typeof wanted === "object" ? wanted : folders;
  if (classes.length === 0 || classes.length > 256) {
    throw new Error(
      `${path} is expected to have 1 to 256 sub-folders with images, one for each class, but has ` +
        `${classes.length}; pass classes: false to take all images together.`,
    );
  }
  const hasClass = (parts: readonly string[]) => parts.length > 1 && classes.includes(parts[0]!);
  return {
    files: names
      .filter(hasClass)
      .map((parts) => ({ path: join(path, ...parts), label: classes.indexOf(parts[0]!) })),
    classes,
    skipped: names
      .filter((parts) => !hasClass(parts) && !(typeof wanted === "object" && parts.length > 1))
      .map((parts) => ({
        path: join(path, ...parts),
        reason: "is in no sub-folder, so of no class",
      })),
  };
}

/** @throws Error unless there are images of each class, and each is named once */
function checkNames(path: string, classes: readonly string[], folders: readonly string[]): void {
  const wrong = classes.find(
    (name, index) => !folders.includes(name) || classes.indexOf(name) !== index,
  );
  if (wrong === undefined) return;
  throw new Error(
    `classes is expected to name sub-folders of ${path} with images, each once ` +
      `(${shortList(folders)}), but names ${JSON.stringify(wrong)}; correct the name.`,
  );
}

/** Names of all files in a folder, relative to it. */
async function list(path: string): Promise<string[]> {
  try {
    return await readdir(path, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const fault = { ENOENT: "does not exist", ENOTDIR: "is a file" }[code ?? ""];
    throw new Error(
      `${path} is expected to be a folder of images but ${fault ?? `cannot be read (${code})`}; check the path.`,
      { cause: error },
    );
  }
}

/** How far the reading of a folder is, as text. */
export const imagesRead = ({ done, total }: { done: number; total: number }): string =>
  `${done} of ${total} images`;
