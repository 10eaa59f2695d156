import { createReadStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { kernelHost } from "../display/index.js";
import { download } from "./download.js";
import { folderFault } from "./download-errors.js";
import { sizeOf } from "./files.js";
import { makeFolder } from "./folders.js";
import { withLock } from "./lock.js";
import type { DownloadOptions, RemoteFile } from "./remote-file.js";

/**
 * Downloads a `.tar.gz` and unpacks it, unless that has been done.
 *
 * The archive is unpacked atomically: under another name, which is then renamed. After that the
 * archive is removed.
 *
 * @param folder for the downloads
 * @param inside the one folder that the archive holds
 * @returns path of the unpacked folder
 * @throws Error when the archive cannot be downloaded, or the folder cannot be written
 */
export async function downloadUnpacked(
  archive: RemoteFile,
  folder: string,
  inside: string,
  options: DownloadOptions = {},
): Promise<string> {
  const unpacked = join(folder, inside);
  const isThere = async () => (await sizeOf(unpacked)) !== undefined;
  if (await isThere()) return unpacked;
  const signal = options.signal ?? kernelHost()?.signal;
  const onWait = () => console.error(`${unpacked}: waiting for another program that makes it.`);
  try {
    makeFolder(folder);
    // One lock around both, because the archive is gone as soon as it is unpacked.
    await withLock(
      `${unpacked}.lock`,
      async () => {
        if (await isThere()) return; // the other program has made it
        const packed = await download(archive, folder, options);
        const fresh = join(folder, `${inside}.unpacking`);
        await rm(fresh, { recursive: true, force: true }); // of a program that was killed
        try {
          await mkdir(fresh);
          await unpack(packed, fresh, signal);
          await rename(join(fresh, inside), unpacked);
        } finally {
          await rm(fresh, { recursive: true, force: true });
        }
        await rm(packed);
      },
      { signal, onWait },
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw folderFault(error, archive.name, folder) ?? error;
  }
  return unpacked;
}

async function unpack(packed: string, folder: string, signal?: AbortSignal): Promise<void> {
  const { unpackTar } = await import("modern-tar/fs"); // only an ES module, which few need
  const options = signal ? { signal } : {};
  await pipeline(createReadStream(packed), createGunzip(), unpackTar(folder), options);
}
