import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAlive } from "../base/process.js";
import { makeFolder } from "./folders.js";

/** A name for what is not finished, beside the final one, that tells which process makes it. */
export function unfinished(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.${randomUUID()}.tmp`);
}

/** Clears a folder of what killed processes have left unfinished in it, as far as it may. */
export async function clearUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = makerOf(name);
    if (maker === undefined || isAlive(maker)) continue;
    // What cannot be deleted does no harm.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
  }
}

/** The process that a file's or folder's name says is making it; `undefined` for other names. */
function makerOf(name: string): number | undefined {
  const pid = /^\..+\.(\d+)\.[0-9a-f-]{36}\.tmp$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

/**
 * Writes a folder atomically, even if the process is killed, the disk is full or the machine loses
 * power. An older folder of that name is replaced, and deleted only when the new one is durable.
 *
 * @param files contents by name
 * @throws the file system's error; nothing of the new folder is left then
 */
export async function writeFolder(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  async function make(fresh: string): Promise<void> {
    await mkdir(fresh);
    for (const [name, content] of Object.entries(files)) {
      await writeDurably(join(fresh, name), content);
    }
    await sync(fresh);
  }
  await atomically(folder, make, (fresh) => replace(folder, fresh));
}

/**
 * Writes a file atomically; an older one of that name is replaced.
 *
 * @throws the file system's error; nothing of the new file is left then
 */
export async function writeFileAtomic(file: string, content: Uint8Array | string): Promise<void> {
  await atomically(
    file,
    (fresh) => writeDurably(fresh, content),
    (fresh) => rename(fresh, file),
  );
}

/** Makes what is to have a path under another name, and then puts it there. */
async function atomically(
  path: string,
  make: (fresh: string) => Promise<void>,
  put: (fresh: string) => Promise<void>,
): Promise<void> {
  const fresh = unfinished(path);
  makeFolder(dirname(path));
  try {
    await make(fresh);
    await put(fresh);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true }).catch(() => {}); // the first error is to be told
    throw error;
  }
  await sync(dirname(path));
}

async function replace(folder: string, fresh: string): Promise<void> {
  const old = unfinished(folder);
  const replaces = await rename(folder, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
  await rename(fresh, folder).catch(async (error) => {
    if (replaces) await rename(old, folder);
    throw error;
  });
  if (replaces) await rm(old, { recursive: true, force: true });
}

/** Deletes a folder so that it is never seen in part. */
export async function removeFolder(folder: string): Promise<void> {
  const doomed = unfinished(folder);
  await rename(folder, doomed);
  await rm(doomed, { recursive: true, force: true });
}

async function writeDurably(file: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The errors of file systems that cannot sync folders, or do not allow it. */
const NOT_ASKED = ["EINVAL", "ENOTSUP", "EACCES", "EPERM", "EISDIR"];

/** Makes a folder's entries durable, where the file system can be asked for it. */
async function sync(folder: string): Promise<void> {
  try {
    const handle = await open(folder, "r");
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!NOT_ASKED.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
