import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar/fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { downloadUnpacked } from "../../src/files/archive.js";
import { serve, whole } from "./server.js";
import { onSmallDisk } from "./small-disk.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ganvas-archive-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** A server of one archive, and how often it was asked. */
async function serveArchive(names: string[], damaged = false) {
  const content = "content ".repeat(20_000);
  const files = names.map((target) => ({ type: "content" as const, target, content }));
  const packed = gzipSync(await buffer(packTar(files)));
  const bytes = damaged ? packed.subarray(0, packed.length - 40) : packed;
  const server = await serve((response) => response.end(bytes));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    ...server,
    content,
    archive: { ...server.file, name: "a.tar.gz", bytes: bytes.length, sha256 },
  };
}

test("an archive is downloaded and unpacked once", async () => {
  const { archive, content, ranges, close } = await serveArchive(["inside/a.bin", "inside/b.txt"]);
  const paths = await Promise.all([1, 2].map(() => downloadUnpacked(archive, folder, "inside")));
  close();
  expect(paths).toEqual([join(folder, "inside"), join(folder, "inside")]);
  expect(await readFile(join(folder, "inside/a.bin"), "utf8")).toBe(content);
  expect(await readdir(folder)).toEqual(["inside"]);
  expect(await downloadUnpacked(archive, folder, "inside")).toBe(paths[0]);
  expect(ranges.length).toBe(1);
});

test("an archive that cannot be unpacked leaves nothing half done", async () => {
  const { archive, close } = await serveArchive(["inside/a.bin"], true);
  await expect(downloadUnpacked(archive, folder, "inside")).rejects.toThrow(
    "unexpected end of file",
  );
  close();
  expect(await readdir(folder)).toEqual(["a.tar.gz"]);
});

test("a disk without room for what is inside is said to be full, and the archive is kept", async ({
  skip,
}) => {
  const mounted = await onSmallDisk(folder, "size=200k", async (disk) => {
    const { archive, content, ranges, close } = await serveArchive([
      "inside/a.bin",
      "inside/b.bin",
    ]);
    await expect(downloadUnpacked(archive, disk, "inside")).rejects.toThrow(
      `${disk} is expected to have room for a.tar.gz but its disk is full`,
    );
    expect(await readdir(disk)).toEqual(["a.tar.gz"]);
    spawnSync("mount", ["-o", "remount,size=1m", disk]);
    await downloadUnpacked(archive, disk, "inside");
    expect(await readFile(join(disk, "inside/b.bin"), "utf8")).toBe(content);
    expect(ranges).toHaveLength(1);
    close();
  });
  if (!mounted) skip("a small file system can be mounted only by root");
});

test("an archive that never comes is said to be", async () => {
  const { file, close } = await serve(whole);
  close();
  const options = { backoff: 0.001, attempts: 1 };
  await expect(downloadUnpacked(file, folder, "inside", options)).rejects.toThrow(
    "cannot be reached",
  );
});
