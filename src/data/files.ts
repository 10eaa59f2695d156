import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

/** A data file with the checksum that its content must have. */
export interface CheckedFile {
  readonly name: string;
  /** SHA-256 in hexadecimal, of the content without compression. */
  readonly sha256: string;
}

/**
 * Reads a data file from the first folder that has it, as it is or as `.gz`, and verifies it.
 *
 * @param folders where to look, in this order
 * @returns `undefined` when no folder has it
 * @throws Error when the file's content is not the expected one
 */
export async function findChecked(
  file: CheckedFile,
  folders: readonly string[],
): Promise<Uint8Array | undefined> {
  for (const folder of folders) {
    for (const name of [file.name, `${file.name}.gz`]) {
      const path = join(folder, name);
      const stored = await readIfThere(path);
      if (stored)
        return verified(path, file, name === file.name ? stored : await unzip(path, stored));
    }
  }
  return undefined;
}

/** @throws Error when the file is there but cannot be read */
export async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new Error(
      `${path} is expected to be a readable file but is not (${code}); check what it is, and its permissions.`,
      { cause: error },
    );
  }
}

async function unzip(path: string, bytes: Buffer): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes);
  } catch (error) {
    throw new Error(
      `${path} is expected to be a whole gzip file but cannot be unpacked (${bytes.length} bytes): ` +
        `it is truncated or altered; get it again.`,
      { cause: error },
    );
  }
}

function verified(path: string, file: CheckedFile, bytes: Buffer): Buffer {
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found === file.sha256) return bytes;
  throw new Error(
    `${path} is expected to have the SHA-256 ${file.sha256.slice(0, 12)}… but has ` +
      `${found.slice(0, 12)}… (${bytes.length} bytes): it is truncated or altered; get it again.`,
  );
}
