import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { pictureSize, pixelCount } from "../../src/data/image-header.js";
import { type Color, decodeOn, UnreadableImage } from "../../src/data/picture.js";

/** Files and the pixels of Pillow (see webp-avif.reference.py). */
interface Reference {
  readonly background: Color;
  readonly files: Readonly<
    Record<string, { file: string; width: number; height: number; rgb: number[] }>
  >;
}
const path = new URL("webp-avif.reference.json", import.meta.url);
const { background, files } = JSON.parse(await readFile(path, "utf8")) as Reference;
const bytesOf = (name: string) => Buffer.from(files[name]!.file, "base64");
const names = Object.keys(files);

async function rgbOf(bytes: Buffer) {
  const { width, height, data } = await decodeOn(background, bytes);
  return { width, height, rgb: [...data].filter((_, at) => at % 4 !== 3), alpha: data[3] };
}

const farthest = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));

/**
 * WebP defines each decoded value; mixing with the background rounds. Colors of AVIF are converted from
 * YUV in fixed-point numbers by one decoder, and in floating-point numbers by the other.
 */
const toleranceOf = (name: string) =>
  name.endsWith(".avif") ? 2 : /transparent|inset|animated/.test(name) ? 1 : 0;

describe("decodeOn", () => {
  test.each(names)("has the pixels of Pillow: %s", async (name) => {
    const expected = files[name]!;
    const actual = await rgbOf(bytesOf(name));
    expect([actual.width, actual.height]).toEqual([expected.width, expected.height]);
    expect(actual.rgb).toHaveLength(expected.rgb.length);
    expect(farthest(actual.rgb, expected.rgb)).toBeLessThanOrEqual(toleranceOf(name));
    expect(actual.alpha).toBe(255);
  });

  test("the reference has the cases that it is meant to have", () => {
    const frame = bytesOf("inset.webp").indexOf("ANMF") + 8;
    expect([...bytesOf("inset.webp").subarray(frame, frame + 6)]).toEqual([2, 0, 0, 1, 0, 0]);
    expect(bytesOf("lossy-animated.webp").includes("ALPH")).toBe(true);
    expect(bytesOf("turned-5.avif").includes("imir")).toBe(true);
    // the same picture, however it is stored
    expect(farthest(files["turned-7.avif"]!.rgb, files["turned-7.webp"]!.rgb)).toBeLessThan(100);
  });

  test.each(names)(
    "refuses a file that is cut off anywhere, or has its pixels: %s",
    async (name) => {
      const bytes = bytesOf(name);
      const whole = await rgbOf(bytes);
      for (let length = 0; length < bytes.length; length++) {
        const actual = await rgbOf(bytes.subarray(0, length)).catch((error: unknown) => error);
        if (actual instanceof Error) expect(actual).toBeInstanceOf(UnreadableImage);
        else expect(actual).toEqual(whole);
      }
    },
  );

  test.each(["animated.webp", "lossy-transparent.webp", "turned-5.avif", "turned-6.webp"])(
    "blames an altered file, and nothing else: %s",
    async (name) => {
      const bytes = bytesOf(name);
      for (let at = 0; at < bytes.length; at++) {
        const altered = Buffer.from(bytes);
        altered[at]! ^= 0xff;
        if (pixelCount(altered) > 1e6) continue; // may be whole, and large
        const actual = await decodeOn(background, altered).catch((error: unknown) => error);
        if (actual instanceof Error) expect(actual).toBeInstanceOf(UnreadableImage);
      }
      await expect(rgbOf(bytes)).resolves.toBeDefined();
    },
  );

  test("pictures of too many pixels are refused by their heads", async () => {
    const reason = (most: number) =>
      `million pixels, more than the ${most} million that are decoded`;
    const avif = bytesOf("lossy.avif");
    avif.writeUInt32BE(100_000, avif.indexOf("ispe") + 8);
    avif.writeUInt32BE(100_000, avif.indexOf("ispe") + 12);
    await expect(rgbOf(avif)).rejects.toThrow(`has 10,000 ${reason(67)}`);
    for (const name of ["lossless.webp", "lossy.webp", "animated.webp"]) {
      const webp = bytesOf(name);
      const [extended, lossless, lossy] = ["VP8X", "VP8L", "VP8 "].map((type) =>
        webp.indexOf(type, 12),
      );
      if (extended! > 0) webp.fill(0xff, extended! + 12, extended! + 18);
      else if (lossless! > 0) webp.fill(0xff, lossless! + 9, lossless! + 13);
      else webp.writeUInt32LE(0x3fff3fff, lossy! + 14);
      await expect(rgbOf(webp)).rejects.toThrow(reason(134));
    }
  });
});

describe("pixelCount", () => {
  test.each(names)("of a file's head: %s", (name) => {
    expect(pixelCount(bytesOf(name))).toBe(8 * 6);
    expect(pictureSize(bytesOf(name))).toBeUndefined(); // damage is seen by decoding alone
  });
});
