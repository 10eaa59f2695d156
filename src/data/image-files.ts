import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { shortList } from "./dataset-parts.js";
import { readFormats } from "./file-format.js";

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
  (
    ".png .jpg .jpeg .jpe .jfif .gif .bmp .dib .webp .avif .heic .heif .tif .tiff .jxl " +
    ".jp2 .j2k .jpx .jpf .svg .ico .cur .psd .exr .hdr .dds .qoi .pbm .pgm .ppm .pnm .tga"
  ).split(" "),
);

/**
 * Finds the images of a folder and its sub-folders, in the order of their names (of the code units,
 * the same on every computer). Hidden files and other files are passed over. Links to folders are
 * followed, but each folder is read once, under its own name if that is in the folder, too.
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
    .filter((parts) => EXTENSIONS.has(extname(parts.at(-1)!).toLowerCase()))
    .sort((a, b) => (a.join("/") < b.join("/") ? -1 : 1));
  if (names.length === 0) {
    throw new Error(
      `${path} is expected to be a folder of images (${readFormats("or")}) but has none; check the path.`,
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

/** The path of each file and sub-folder, in parts relative to the folder. */
async function list(path: string): Promise<string[][]> {
  const names: string[][] = [];
  const visited = new Set<string>(); // a link may lead to a folder that it lies in
  let folders: string[][] = [[]];
  try {
    while (folders.length > 0) {
      const links: string[][] = [];
      for (const folder of folders) await walk(path, folder, { names, links, visited });
      folders = links.sort((a, b) => (a.join("/") < b.join("/") ? -1 : 1));
    }
    return names;
  } catch (error) {
    const { code, path: where = path } = error as NodeJS.ErrnoException; // it may be a sub-folder
    const isDenied = code === "EACCES" || code === "EPERM";
    const fault = { ENOENT: "does not exist", ENOTDIR: "is a file" }[code ?? ""];
    throw new Error(
      `${where} is expected to be a folder of images but ${fault ?? `cannot be read (${code})`}; ` +
        `check ${isDenied ? "its permissions" : "the path"}.`,
      { cause: error },
    );
  }
}

/** Lists what is in a folder and its sub-folders, and the links to other folders. */
async function walk(
  path: string,
  folder: string[],
  found: { names: string[][]; links: string[][]; visited: Set<string> },
): Promise<void> {
  const here = join(path, ...folder);
  const real = await realpath(here);
  if (found.visited.has(real)) return;
  found.visited.add(real);
  for (const entry of await readdir(here, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue; // hidden
    const parts = [...folder, entry.name];
    found.names.push(parts);
    if (entry.isDirectory()) await walk(path, parts, found);
    else if (entry.isSymbolicLink() && (await isFolder(join(path, ...parts)))) {
      found.links.push(parts);
    }
  }
}

/** False for a link that leads nowhere, which is reported when it is read as a file. */
const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** How far the reading of a folder is, as text. */
export const imagesRead = ({ done, total }: { done: number; total: number }): string =>
  `${done} of ${total} images`;
