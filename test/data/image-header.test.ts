import { createCanvas } from "canvas";
import { describe, expect, test } from "vitest";
import { pixelCount, pictureSize } from "../../src/data/image-header.js";

const canvas = createCanvas(300, 7);
const baseline = canvas.toBuffer("image/jpeg");
const progressive = canvas.toBuffer("image/jpeg", { progressive: true });
const size = { width: 300, height: 7 };

/** The place of the segment that holds the size; its marker is the given one. */
function frameOf(bytes: Buffer, marker: number): number {
  const at = bytes.indexOf(Buffer.of(0xff, marker));
  expect(at).toBeGreaterThan(0);
  return at;
}

/** A copy with one byte changed. */
function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

describe("pictureSize", () => {
  test("of a PNG and of a baseline and a progressive JPEG", () => {
    expect(pictureSize(canvas.toBuffer("image/png"))).toEqual(size);
    expect(pictureSize(baseline)).toEqual(size);
    frameOf(progressive, 0xc2);
    expect(pictureSize(progressive)).toEqual(size);
  });

  test("behind segments with other data, and bytes of filling", () => {
    const exif = Buffer.concat([
      Buffer.of(0xff, 0xe1, 0, 9),
      Buffer.from("\xff\xc0Exif\0", "latin1"),
    ]);
    const bytes = [baseline.subarray(0, 2), exif, Buffer.of(0xff, 0xff), baseline.subarray(2)];
    expect(pictureSize(Buffer.concat(bytes))).toEqual(size);
  });

  test("pixels are counted of any kind of head that decoders read", () => {
    const frame = frameOf(baseline, 0xc0);
    for (const bytes of [canvas.toBuffer("image/png"), baseline, progressive]) {
      expect(pixelCount(bytes)).toBe(2100);
    }
    expect(pixelCount(changed(baseline, frame + 9, 4))).toBe(2100); // four colors
    expect(pixelCount(changed(baseline, frame + 1, 0xc9))).toBe(2100); // arithmetic coding
    const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(20)]);
    gif.writeUInt16LE(60_000, 6);
    gif.writeUInt16LE(50_000, 8);
    expect(pixelCount(gif)).toBe(3e9);
    const bmp = Buffer.concat([Buffer.from("BM"), Buffer.alloc(30)]);
    bmp.writeUInt32LE(40, 14);
    bmp.writeInt32LE(300, 18);
    bmp.writeInt32LE(-7, 22);
    expect(pixelCount(bmp)).toBe(2100);
    bmp.writeUInt32LE(12, 14);
    bmp.writeUInt16LE(7, 20);
    expect(pixelCount(bmp)).toBe(2100);
    expect(pixelCount(bmp.subarray(0, 25))).toBe(0);
    expect(pixelCount(Buffer.from("RIFF, a text of more than 24 bytes"))).toBe(0);
  });

  test("is left open where a decoder might refuse the file", () => {
    const frame = frameOf(baseline, 0xc0);
    expect(pictureSize(changed(baseline, frame + 4, 12))).toBeUndefined(); // 12 bits
    expect(pictureSize(changed(baseline, frame + 9, 4))).toBeUndefined(); // four colors, for print
    expect(pictureSize(changed(baseline, frame + 1, 0xc9))).toBeUndefined(); // arithmetic coding
    expect(pictureSize(baseline.subarray(0, frame + 4))).toBeUndefined();
    expect(pictureSize(canvas.toBuffer("image/png").subarray(0, 20))).toBeUndefined();
    expect(pictureSize(Buffer.from("GIF89a, a text of more than 24 bytes"))).toBeUndefined();
  });
});
