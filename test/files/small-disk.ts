import { spawnSync } from "node:child_process";

/**
 * Does work while a folder is a small file system in memory.
 *
 * @param options of `mount`, for example `size=128k`
 * @returns `false` where mounting is not allowed; the work is not done then
 */
export async function onSmallDisk(
  folder: string,
  options: string,
  work: (disk: string) => Promise<void>,
): Promise<boolean> {
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]);
  if (mounted.status !== 0) return false;
  try {
    await work(folder);
  } finally {
    spawnSync("umount", [folder]);
  }
  return true;
}
