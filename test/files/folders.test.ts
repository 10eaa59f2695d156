import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../src/files/folders.js";

test("a folder is made with those above it, once", async () => {
  const parent = await mkdtemp(join(tmpdir(), "ganvas-"));
  const folder = join(parent, "a", "b", "c");
  expect([makeFolder(folder), makeFolder(folder), makeFolder(join(parent, "a", "d"))]).toEqual([
    ...[true, false, true],
  ]);
  await writeFile(join(parent, "file"), "");
  expect(() => makeFolder(join(parent, "file"))).toThrow("EEXIST");
  expect(() => makeFolder(join(parent, "file", "below"))).toThrow("ENOTDIR");
  await rm(parent, { recursive: true });
});

test.runIf(existsSync("/proc/self"))("a folder that nobody can make is an error at once", () => {
  expect(() => makeFolder("/proc/ganvas/deep")).toThrow("ENOENT");
});
