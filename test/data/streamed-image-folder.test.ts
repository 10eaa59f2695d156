import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  Dataset,
  imageFolder,
  streamedImageFolder,
  type ImageFolderOptions,
} from "../../src/data/index.js";
import { DISPLAY } from "../../src/display/index.js";
import { featuresOf, LayerExtractor } from "../../src/metrics/index.js";
import { fill, picture, put, reference } from "./pictures.js";

/** Each decoded picture, for as long as it is in memory. */
const decoded = vi.hoisted(() => ({ pictures: [] as WeakRef<object>[] }));
vi.mock("../../src/data/picture.js", async (load) => {
  const actual = await load<typeof import("../../src/data/picture.js")>();
  return {
    ...actual,
    async decodeOn(...parts: Parameters<typeof actual.decodeOn>) {
      const result = await actual.decodeOn(...parts);
      decoded.pictures.push(new WeakRef(result.data.buffer));
      return result;
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ganvas-streamed-"));
  decoded.pictures.length = 0;
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** Values of some images; the tensor is disposed. */
async function valuesOf(images: tf.Tensor4D | Promise<tf.Tensor4D>) {
  const tensor = await images;
  const values = tensor.dataSync<"float32">().slice();
  tensor.dispose();
  return values;
}

describe("streamedImageFolder", () => {
  test.each<[string, ImageFolderOptions<readonly [number, number, number]>]>([
    ["cover", { image: [8, 8, 3] }],
    ["contain, gray", { image: [8, 6, 1], fit: "contain", background: [9, 200, 3] }],
    ["stretch", { image: [5, 11, 3], fit: "stretch" }],
    ["in one class", { image: [8, 8, 3], classes: false }],
  ])("has the pixels, labels and files of imageFolder: %s", async (_, options) => {
    await fill(folder, 14);
    const inMemory = await imageFolder(folder, options);
    const streamed = await streamedImageFolder(folder, options);
    expect(String(streamed)).toBe(String(inMemory));
    expect([streamed.files, streamed.classes]).toEqual([inMemory.files, inMemory.classes]);
    expect(streamed.labels).toEqual(inMemory.labels);
    const before = tf.memory().numTensors;
    for (const indices of [[3], [13, 0, 0, 5], Uint32Array.of(1, 2), new Set([7, 4]), []]) {
      const expected = await valuesOf(inMemory.images(indices));
      expect(await valuesOf(streamed.images(indices))).toEqual(expected);
      streamed.prefetch([2, 9]); // of images that are not asked for next
      streamed.prefetch(indices);
      expect(await valuesOf(streamed.images(indices))).toEqual(expected);
      expect(streamed.labelsOf(indices)).toEqual(inMemory.labelsOf(indices));
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test("opening decodes only files that their heads do not judge", async () => {
    vi.spyOn(console, "error").mockReturnValue();
    await fill(folder, 6);
    await streamedImageFolder(folder, { image: [8, 8, 3] });
    expect(decoded.pictures).toHaveLength(0);
    await put(folder, "cats/a.gif", GIF);
    await put(folder, "cats/b.png", picture(1, 40, 5, "png")); // were it turned, it would be too low
    const { files } = await streamedImageFolder(folder, { image: [1, 9, 3], fit: "stretch" });
    expect(decoded.pictures).toHaveLength(2);
    expect(files).toHaveLength(7);
  });

  test("skips the files that imageFolder skips, for the same reasons", async () => {
    const warned = vi.spyOn(console, "error").mockReturnValue();
    const good = picture(1, 40, 40, "png");
    const photo = picture(2, 40, 40, "jpeg");
    const altered = Buffer.from(good);
    altered[60]! ^= 1;
    await put(folder, "a-good.png", good);
    await put(folder, "b-empty.png", "");
    await put(folder, "c-text.jpg", "this is not an image");
    await put(folder, "d-half.png", good.subarray(0, good.length / 2));
    await put(folder, "e-half.jpg", photo.subarray(0, photo.length - 30));
    await put(folder, "f-altered.png", altered);
    await put(folder, "g-small.png", picture(3, 8, 40, "png"));
    await put(folder, "h-webp.webp", "RIFF....WEBPVP8 ");
    await put(folder, "i-good.jpg", photo);
    await put(folder, "j-small.jpg", picture(3, 40, 15, "jpeg"));
    await put(folder, "notes.txt", "not an image");
    await mkdir(join(folder, "k-folder.png"));
    const inMemory = await imageFolder(folder, { image: [16, 16, 3] });
    const streamed = await streamedImageFolder(folder, { image: [16, 16, 3] });
    expect(streamed.skipped).toHaveLength(9);
    expect(streamed.skipped).toEqual(inMemory.skipped);
    expect(streamed.files).toEqual(inMemory.files);
    expect(warned.mock.calls[1]).toEqual(warned.mock.calls[0]);
  });

  test("one clear error when there is nothing to use", async () => {
    const image = [16, 16, 3] as const;
    const missing = join(folder, "missing");
    await expect(streamedImageFolder(missing, { image })).rejects.toThrow("but does not exist");
    await expect(streamedImageFolder(folder, { image })).rejects.toThrow("but has none; check");
    await put(folder, "a.png", "");
    await expect(streamedImageFolder(folder, { image })).rejects.toThrow(
      `${folder} is expected to hold images that can be used but has none: ${join(folder, "a.png")} is empty;`,
    );
    await expect(streamedImageFolder(folder, { image: [8, 8, 4] })).rejects.toThrow("1 channel");
    const fit = "fill" as "cover";
    await expect(streamedImageFolder(folder, { image, fit })).rejects.toThrow('but is "fill"');
  });

  test("a file that is gone, or another one, is named", async () => {
    await fill(folder, 6);
    const images = await streamedImageFolder(folder, { image: [8, 8, 3] });
    const [gone, altered] = [images.files[1]!, images.files[4]!];
    await rename(gone, `${gone}.old`);
    await writeFile(altered, picture(99, 12, 12, "png"));
    const before = tf.memory().numTensors;
    await expect(images.images([0, 1, 2])).rejects.toThrow(
      `${gone} is expected to be the image file that was there when the folder was opened but is missing; restore the file,`,
    );
    images.prefetch([4]);
    await expect(images.images([4])).rejects.toThrow(`${altered} is expected to be the image file`);
    await rename(`${gone}.old`, gone);
    expect(await valuesOf(images.images([0, 1]))).toHaveLength(2 * 192);
    expect(tf.memory().numTensors).toBe(before);
    await expect(images.images([6])).rejects.toThrow("has images 0 to 5 but image 6 was asked for");
  });

  test("the checksum is that of the content, the labels and the way to images", async () => {
    await fill(folder, 6);
    const open = (options: Partial<ImageFolderOptions<readonly [8, 8, 3]>> = {}) =>
      streamedImageFolder(folder, { image: [8, 8, 3], ...options });
    const images = await open();
    const checksum = images.checksum();
    await rename(images.files[2]!, `${images.files[2]!.slice(0, -5)}5.png`); // keeps the order
    expect((await open()).checksum()).toBe(checksum);
    expect((await open({ fit: "stretch" })).checksum()).not.toBe(checksum);
    expect((await open({ classes: false })).checksum()).not.toBe(checksum);
    expect(images.pick([1, 0, 2, 3, 4, 5]).checksum()).not.toBe(checksum);
    await writeFile(images.files[3]!, picture(50, 12, 12, "png"));
    expect((await open()).checksum()).not.toBe(checksum);
  });

  test("parts are those of the data set in memory, and read no file", async () => {
    await fill(folder, 12);
    const inMemory = await imageFolder(folder, { image: [8, 8, 3] });
    decoded.pictures.length = 0;
    const streamed = await streamedImageFolder(folder, { image: [8, 8, 3] });
    const parts = (set: Dataset | typeof streamed) => [
      ...set.split(0.7, { seed: 4 }),
      ...[set.take(5), set.shuffle(2), set.ofClass("dogs").shuffle(1), set.pick([7, 2])],
    ];
    const streamedParts = parts(streamed);
    expect(decoded.pictures).toHaveLength(0);
    for (const [at, part] of parts(inMemory).entries()) {
      expect(String(streamedParts[at])).toBe(String(part));
      const all = Array.from({ length: part.size }, (_, index) => index);
      expect(await valuesOf(streamedParts[at]!.images(all))).toEqual(
        await valuesOf(part.images(all)),
      );
    }
    expect(() => streamed.split(1)).toThrow("leave images of");
    expect(() => streamed.ofClass("birds")).toThrow("A class is expected");
  });

  test("classes by name: their order, and only they", async () => {
    await fill(folder, 6);
    await put(folder, "birds/a.png", picture(1, 12, 12, "png"));
    const image = [8, 8, 3] as const;
    const images = await streamedImageFolder(folder, { image, classes: ["dogs", "cats"] });
    expect(images.classes).toEqual(["dogs", "cats"]);
    expect([...images.labels]).toEqual([1, 1, 1, 0, 0, 0]);
    expect(images.skipped).toEqual([]);
    const classes = ["dogs", "cows"] as const;
    await expect(imageFolder(folder, { image, classes })).rejects.toThrow(
      `classes is expected to name sub-folders of ${folder} with images, each once (birds, cats, dogs), but names "cows"; correct the name.`,
    );
    await expect(imageFolder(folder, { image, classes: ["cats", "cats"] })).rejects.toThrow(
      'but names "cats"',
    );
  });

  test("a notebook shows it as its first images, as imageFolder", async () => {
    await fill(folder, 5);
    const inMemory = await imageFolder(folder, { image: [8, 8, 3] });
    const streamed = await streamedImageFolder(folder, { image: [8, 8, 3] });
    expect(await streamed[DISPLAY]()).toEqual(inMemory[DISPLAY]());
  });

  test("metrics read it", async () => {
    await fill(folder, 9);
    const image = [8, 8, 3] as const;
    const network = tf.sequential({
      layers: [tf.layers.flatten({ inputShape: [...image], name: "pixels" })],
    });
    const extractor = new LayerExtractor({ name: "pixels", image, network, layer: "pixels" });
    const inMemory = await featuresOf(extractor, await imageFolder(folder, { image }));
    const streamed = await streamedImageFolder(folder, { image });
    const before = tf.memory().numTensors;
    expect(await featuresOf(extractor, streamed)).toEqual(inMemory);
    await rm(streamed.files[3]!);
    await expect(featuresOf(extractor, streamed)).rejects.toThrow(streamed.files[3]);
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  test("memory does not grow with the folder", async () => {
    const collect = garbageCollector();
    const image = [256, 256, 3] as const;
    const bytes = 256 * 256 * 3;
    const batch = 4;
    /** The most bytes in array buffers, and pictures, after a batch of a folder of some size. */
    const peakOf = async (count: number) => {
      const path = join(folder, `${count}`);
      for (let i = 0; i < count; i++) await put(path, `${i}.png`, picture(i, 256, 256, "png"));
      const images = await streamedImageFolder(path, { image });
      await collect();
      const before = process.memoryUsage().arrayBuffers;
      let [peak, pictures] = [0, 0];
      for (let start = 0; start + batch <= count; start += batch) {
        const indices = (first: number) => Array.from({ length: batch }, (_, i) => first + i);
        const values = await images.images(indices(start));
        if (start + 2 * batch <= count) images.prefetch(indices(start + batch));
        values.dispose();
        await collect();
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
        const alive = decoded.pictures.filter((picture) => picture.deref() !== undefined);
        pictures = Math.max(pictures, alive.length);
      }
      return { peak, pictures };
    };
    const small = await peakOf(8);
    const large = await peakOf(32);
    expect(decoded.pictures).toHaveLength(8 + 32);
    expect(Math.max(small.pictures, large.pictures)).toBeLessThanOrEqual(2);
    // The batch that is read ahead, and pictures at work; all images of the folder are 8 batches.
    expect(Math.max(small.peak, large.peak)).toBeLessThan(3 * batch * bytes);
  });
});

const built = fileURLToPath(new URL("../../dist/data/index.js", import.meta.url));
describe.skipIf(!existsSync(built))("threads (skipped without dist/)", () => {
  const script = `
    const { streamedImageFolder } = await import(process.argv[2]);
    const { createHash } = await import("node:crypto");
    const { rm } = await import("node:fs/promises");
    const images = await streamedImageFolder(process.argv[3], { image: [6, 6, 3] });
    const hash = createHash("sha256");
    for (let round = 0; round < 3; round++) {
      images.prefetch([1, 2]);
      hash.update((await images.images([5, 0, 3, 12])).dataSync());
      hash.update((await images.images([1, 2])).dataSync());
    }
    await rm(images.files[0]);
    const message = await images.images([0, 1]).catch((error) => error.message);
    images.prefetch([3, 4]); // does not keep the process
    console.log(JSON.stringify({ hash: hash.digest("hex"), skipped: images.skipped, message }));
  `;

  test("give the same pixels and errors, and let the process end", async () => {
    await fill(folder, 14);
    await put(folder, "cats/000a.webp", await reference("lossy-transparent.webp"));
    await put(folder, "cats/000b.avif", await reference("turned-6.avif"));
    await put(folder, "cats/broken.png", "not an image");
    await put(folder, "cats/broken.webp", (await reference("lossy.webp")).subarray(0, -9));
    const file = join(folder, "script.mjs");
    await writeFile(file, script);
    vi.spyOn(console, "error").mockReturnValue();
    const images = await imageFolder(folder, { image: [6, 6, 3] });
    expect(images.files.slice(1, 3).map((file) => extname(file))).toEqual([".webp", ".avif"]);
    const hash = createHash("sha256");
    for (let round = 0; round < 3; round++) {
      hash.update(await valuesOf(images.images([5, 0, 3, 12])));
      hash.update(await valuesOf(images.images([1, 2])));
    }
    const { stdout } = await promisify(execFile)(process.execPath, [file, built, folder]);
    const result = JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, unknown>;
    expect(result.hash).toBe(hash.digest("hex"));
    expect(result.skipped).toEqual(images.skipped);
    expect(result.message).toMatch(`${images.files[0]} is expected to be the image file`);
  });
});

/** Runs the garbage collection, with the sweeping of array buffers that follows it. */
function garbageCollector(): () => Promise<void> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  return async () => {
    for (let round = 0; round < 2; round++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      collect();
    }
  };
}

/** One white pixel. */
const GIF = Buffer.from("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "base64");
