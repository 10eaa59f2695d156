import { readFile, readlink, stat } from "node:fs/promises";
import { UnreadableImage } from "./picture.js";

/**
 * The content of a picture's file.
 *
 * @throws UnreadableImage that says what is in the file's place, or why it cannot be read
 */
export async function readPictureFile(path: string): Promise<Buffer> {
  try {
    const entry = await stat(path);
    if (entry.isFile()) return await readFile(path);
    const kind = entry.isDirectory() ? "is a folder" : "is a pipe, a socket or a device"; // may block
    throw new UnreadableImage(`${kind}, not a file`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UnreadableImage(await reasonFor(code, path), { cause: error });
  }
}

async function reasonFor(code: string, path: string): Promise<string> {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR": {
      const target = await readlink(path).catch(() => undefined);
      return target === undefined
        ? "is no longer there"
        : `is a link to ${target}, which does not exist`;
    }
    case "ELOOP":
      return "is a link that leads back to itself";
    case "EACCES":
    case "EPERM":
      return `cannot be read with your permissions (${code})`;
    default:
      return `cannot be read (${code})`;
  }
}
