import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cifar10 } from "../../src/data/index.js";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "ganvas-cifar-"));
  vi.stubEnv("GANVAS_DATA", root);
  vi.stubEnv("GANVAS_CACHE", join(root, "cache"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

/** An image of the official layout whose red, green and blue are `value`, + 1 and + 2. */
function image(label: number, value: number): Uint8Array {
  const bytes = new Uint8Array(3073);
  bytes[0] = label;
  for (let c = 0; c < 3; c++) bytes.fill(value + c, 1 + 1024 * c, 1 + 1024 * (c + 1));
  bytes[1 + 1024 + 33] = 200; // green of row 1, column 1
  return bytes;
}

async function put(name: string, ...parts: Uint8Array[]): Promise<string> {
  const path = join(root, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, Buffer.concat(parts));
  return path;
}

describe("cifar10", () => {
  test.each(["", "cifar-10-batches-bin", "cifar-10", "cifar-10/cifar-10-batches-bin"])(
    "is read from GANVAS_DATA, in part if need be (subfolder %j)",
    async (folder) => {
      await put(join(folder, "data_batch_2.bin"), image(9, 10), image(0, 20));
      await put(join(folder, "data_batch_5.bin"), image(3, 30));
      await put(join(folder, "test_batch.bin"), image(1, 40));
      const train = await cifar10();
      expect(train.name).toBe("CIFAR-10 train (3 of 50,000)");
      expect([...train.labels]).toEqual([9, 0, 3]);
      expect(train.classes[9]).toBe("truck");
      expect([...train.pixels.subarray(0, 6)]).toEqual([10, 11, 12, 10, 11, 12]);
      expect([...train.pixels.subarray(3 * 33, 3 * 34)]).toEqual([10, 200, 12]);
      expect([...train.pixels.subarray(-3)]).toEqual([30, 31, 32]);
      expect((await cifar10({ split: "test" })).name).toBe("CIFAR-10 test (1 of 10,000)");
    },
  );

  test("refuses truncated, empty and foreign files", async () => {
    const path = await put("data_batch_1.bin", image(0, 1), image(0, 1).subarray(1));
    await expect(cifar10()).rejects.toThrow(
      `${path} is expected to be whole images of 3073 bytes each but has 6145 bytes (1 images and ` +
        `3072 bytes): it is truncated or of another layout; get the binary version of CIFAR-10 again.`,
    );
    await put("data_batch_1.bin");
    await expect(cifar10()).rejects.toThrow("but has 0 bytes");
    await put("data_batch_1.bin", image(0, 1), image(10, 1));
    await expect(cifar10()).rejects.toThrow(
      `${path} is expected to have labels from 0 to 9 but image 1 has 10`,
    );
    await expect(cifar10({ split: "all" as "test" })).rejects.toThrow(
      '"train" or "test" but is "all"',
    );
  });

  const shared = fileURLToPath(new URL("../../../shared/data", import.meta.url));
  test.skipIf(!existsSync(join(shared, "cifar-10-batches-bin")))(
    "is the published data set, as far as it is at hand (skipped without it)",
    async () => {
      vi.stubEnv("GANVAS_DATA", shared);
      const train = await cifar10();
      expect(train.name).toBe("CIFAR-10 train (10,000 of 50,000)");
      const counts = new Array<number>(10).fill(0);
      for (const label of train.labels) counts[label]!++;
      expect(Math.min(...counts)).toBeGreaterThan(900);
      // The means of the published training set, in 0..1: 0.4914, 0.4822, 0.4465.
      const means = [0, 0, 0];
      train.pixels.forEach((value, i) => (means[i % 3]! += value / 255 / train.size / 1024));
      [0.4914, 0.4822, 0.4465].forEach((mean, c) => expect(means[c]).toBeCloseTo(mean, 2));
    },
  );
});
