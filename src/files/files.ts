import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
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
 * @param others SHA-256 sums of other data sets' files of that name: they are passed over
 * @returns `undefined` when no folder has it
 * @throws Error when the file's content is not the expected one
 */
export async function findChecked(
  file: CheckedFile,
  folders: readonly string[],
  others: readonly string[] = [],
): Promise<Uint8Array | undefined> {
  for (const folder of folders) {
    for (const name of [file.name, `${file.name}.gz`]) {
      const path = join(folder, name);
      const stored = await readIfThere(path);
      if (!stored) continue;
      const bytes = name === file.name ? stored : await unzip(path, stored);
      const checksum = createHash("sha256").update(bytes).digest("hex");
      if (checksum === file.sha256) return bytes;
      if (!others.includes(checksum)) throw altered(path, file, checksum, bytes.length);
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

function altered(path: string, file: CheckedFile, found: string, bytes: number): Error {
  return new Error(
    `${path} is expected to have the SHA-256 ${file.sha256.slice(0, 12)}… but has ` +
      `${found.slice(0, 12)}… (${bytes} bytes): it is truncated or altered; get it again.`,
  );
}

/** The size of a file in bytes; `undefined` when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    (found) => found.size,
    () => undefined,
  );
}

/** The SHA-256 of a file of any size, in hexadecimal; `undefined` when there is none. */
export async function checksumOf(path: string): Promise<string | undefined> {
  if ((await sizeOf(path)) === undefined) return undefined;
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
