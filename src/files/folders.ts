import { mkdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/**
 * Makes a folder, and those above it, unless it is there. Node's own option `recursive` says that a
 * read-only disk is not there (ENOENT), and never ends below `/proc`.
 *
 * @returns whether the folder was made
 * @throws the file system's error
 */
export function makeFolder(folder: string): boolean {
  try {
    return makeOne(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    return makeOne(folder);
  }
}

function makeOne(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return false;
    throw error;
  }
}

/**
 * The folder that downloads go to: `GANVAS_CACHE`, otherwise the platform's folder for caches
 * (`$XDG_CACHE_HOME/ganvas` or `~/.cache/ganvas`; on a Mac `~/Library/Caches/ganvas`, on Windows
 * `%LOCALAPPDATA%\ganvas\Cache`).
 */
export function cacheFolder(): string {
  const { GANVAS_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (GANVAS_CACHE) return GANVAS_CACHE;
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "ganvas");
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "ganvas", "Cache");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "ganvas");
}

/**
 * Where the user may have put a data set: the folder `GANVAS_DATA` and its sub-folders of the given
 * names.
 */
export function ownFolders(...names: string[]): string[] {
  const dataFolder = process.env.GANVAS_DATA;
  return dataFolder ? [dataFolder, ...names.map((name) => join(dataFolder, name))] : [];
}
