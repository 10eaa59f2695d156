import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import { createCanvas } from "canvas";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { imageFolder, streamedImageFolder } from "../../src/data/index.js";
import { readPictureFile } from "../../src/data/picture-file.js";

let folder: string;
let warned: ReturnType<typeof vi.spyOn>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ganvas-images-"));
  warned = vi.spyOn(console, "error").mockReturnValue();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

/** A picture with the left half in one color and the right half in another. */
function halves(width: number, height: number, left: string, right: string) {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = left;
  context.fillRect(0, 0, width / 2, height);
  context.fillStyle = right;
  context.fillRect(width / 2, 0, width / 2, height);
  return canvas;
}
const png = (...parts: Parameters<typeof halves>) => halves(...parts).toBuffer("image/png");
const jpeg = (...parts: Parameters<typeof halves>) =>
  halves(...parts).toBuffer("image/jpeg", { quality: 1 });

async function put(name: string, bytes: Uint8Array | string): Promise<void> {
  const path = join(folder, name);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, bytes);
}

/** A gray PNG of 1 bit: 2x2, black and white in a chessboard. */
const GRAY = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACAQAAAABazTCJAAAADElEQVR4nGNwYGgAAAFEAME6ehxWAAAAAElFTkSuQmCC",
  "base64",
);

describe("imageFolder", () => {
  test("reads images in the order of their names, and classes by sub-folders", async () => {
    await put("cats/b.png", png(8, 8, "#f00", "#f00"));
    await put("cats/a.PNG", png(4, 4, "#0f0", "#0f0"));
    await put("Birds/deep/c.jpg", jpeg(4, 4, "#00f", "#00f"));
    await put("cats/.hidden.png", "no image");
    await put("notes.txt", "no image");
    const images = await imageFolder(folder, { image: [2, 2, 3] });
    expect(images.classes).toEqual(["Birds", "cats"]);
    expect([...images.labels]).toEqual([0, 1, 1]);
    expect(images.files).toEqual(
      ["Birds/deep/c.jpg", "cats/a.PNG", "cats/b.png"].map((name) => join(folder, name)),
    );
    expect([...images.pixels.subarray(12, 15)]).toEqual([0, 255, 0]);
    expect([...images.pixels.subarray(24, 27)]).toEqual([255, 0, 0]);
    expect(images.skipped).toEqual([]);
    expect(warned).not.toHaveBeenCalled();
    const together = await imageFolder(folder, { image: [2, 2, 3], classes: false });
    expect(together.classes).toHaveLength(1);
    expect(together.size).toBe(3);
  });

  test("skips what cannot be used, lists it and says so in one line", async () => {
    const good = png(40, 40, "#123", "#456");
    const photo = jpeg(40, 40, "#123", "#456");
    const altered = Buffer.from(good);
    altered[60]! ^= 1;
    await put("a-good.png", good);
    await put("b-empty.png", "");
    await put("c-text.jpg", "this is text");
    await put("d-half.png", good.subarray(0, good.length / 2));
    await put("e-half.jpg", photo.subarray(0, photo.length - 30));
    await put("f-altered.png", altered);
    await put("g-tiny.png", png(8, 40, "#000", "#fff"));
    await put("h-webp.webp", "RIFF....WEBPVP8 ");
    await put("i-good.jpg", photo);
    await mkdir(join(folder, "j-folder.png"));
    const images = await imageFolder(folder, { image: [16, 16, 3] });
    expect(images.files.map((file) => file.slice(folder.length + 1))).toEqual([
      "a-good.png",
      "i-good.jpg",
    ]);
    expect(images.pixels).toHaveLength(2 * 16 * 16 * 3);
    expect(
      images.skipped.map(({ path, reason }) => [path.slice(folder.length + 1, -4), reason]),
    ).toEqual([
      ["b-empty", "is empty"],
      ["c-text", "is not a picture in a known format (PNG, JPEG, GIF, BMP, WebP or AVIF)"],
      ["d-half", "is truncated"],
      ["e-half", "is truncated"],
      ["f-altered", "is altered (a checksum in it is wrong)"],
      ["g-tiny", "is 40x8, smaller than 16x16"],
      ["h-webp.", "is truncated"],
      ["j-folder", "is a folder, not a file"],
    ]);
    expect(warned.mock.calls).toEqual([
      [
        expect.stringMatching(
          /: 8 of 10 files skipped: .*b-empty\.png is empty; .*c-text\.jpg is not a picture in .*d-half\.png is truncated; and 5 more\.$/,
        ),
      ],
    ]);
  });

  test("gray, transparent and rotated images become as they are seen", async () => {
    await put("1-gray.png", GRAY);
    await put("2-transparent.png", png(2, 2, "rgba(255, 0, 0, 0.5)", "rgba(0, 255, 0, 0)"));
    await put("3-turned.jpg", turned(jpeg(32, 16, "#f00", "#00f")));
    const images = await imageFolder(folder, {
      image: [2, 1, 3],
      background: [0, 0, 255],
      fit: "stretch",
    });
    // rows of black and white, and of white and black: the mean is gray
    expect([...images.pixels.subarray(0, 6)]).toEqual([128, 128, 128, 128, 128, 128]);
    // half red over blue beside blue: (127.5, 0, 127.5) and (0, 0, 255)
    const [red, green, blue] = images.pixels.subarray(6, 9);
    expect([Math.round(red! / 2), green, Math.round(blue! / 2)]).toEqual([32, 0, 96]);
    // turned by a quarter: red above blue
    const turnedPixels = [...images.pixels.subarray(12, 18)].map((value) => Math.round(value / 16));
    expect(turnedPixels).toEqual([16, 0, 0, 0, 0, 16]);
  });

  test("turns colors to gray by their luminance", async () => {
    await put("a.png", png(4, 2, "#f00", "#0f0"));
    const { pixels } = await imageFolder(folder, { image: [1, 2, 1] });
    expect([...pixels]).toEqual([Math.round(0.299 * 255), Math.round(0.587 * 255)]);
  });

  test.each([
    // 4x2, red left and blue right
    ["cover", [2, 2, 3], [255, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 255]],
    ["stretch", [1, 2, 3], [255, 0, 0, 0, 0, 255]],
    ["contain", [2, 2, 3], [255, 0, 0, 0, 0, 255, 9, 9, 9, 9, 9, 9]],
  ] as const)("%s", async (fit, image, expected) => {
    await put("a.png", png(4, 2, "#f00", "#00f"));
    const { pixels } = await imageFolder(folder, { image, fit, background: [9, 9, 9] });
    expect([...pixels]).toEqual(expected);
  });

  test("an image beside class folders is skipped", async () => {
    await put("cats/a.png", png(4, 4, "#f00", "#f00"));
    await put("b.png", png(4, 4, "#f00", "#f00"));
    const images = await imageFolder(folder, { image: [4, 4, 3] });
    expect(images.skipped[0]!.reason).toBe("is in no sub-folder, so of no class");
  });

  test("one clear error when there is nothing to use", async () => {
    const image = [16, 16, 3] as const;
    const missing = join(folder, "missing");
    await expect(imageFolder(missing, { image })).rejects.toThrow(
      `${missing} is expected to be a folder of images but does not exist; check the path.`,
    );
    await expect(imageFolder(folder, { image })).rejects.toThrow("but has none; check the path");
    await put("a.png", "");
    await expect(imageFolder(join(folder, "a.png"), { image })).rejects.toThrow("but is a file");
    await put("b.png", png(8, 8, "#000", "#000"));
    await expect(imageFolder(folder, { image })).rejects.toThrow(
      `${folder} is expected to hold images that can be used but has none: ${join(folder, "a.png")} is ` +
        `empty; ${join(folder, "b.png")} is 8x8, smaller than 16x16; correct the files`,
    );
  });

  test("pictures of more pixels than memory may hold are not decoded", async () => {
    await put("a.png", png(8, 8, "#000", "#000"));
    await put("b.png", blank(12_000, 12_000)); // 144 million
    const photo = jpeg(16, 16, "#000", "#000");
    const frame = photo.indexOf("ffc0", "hex");
    photo.writeUInt16BE(40_000, frame + 5);
    photo.writeUInt16BE(10_000, frame + 7);
    await put("c.jpg", photo);
    const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(40)]);
    gif.fill(0xff, 6, 10);
    await put("d.gif", gif);
    const image = [8, 8, 3] as const;
    const images = await imageFolder(folder, { image });
    const reason = (millions: string) =>
      `has ${millions} million pixels, more than the 134 million that are decoded`;
    const skipped = [
      { path: join(folder, "b.png"), reason: reason("144") },
      { path: join(folder, "c.jpg"), reason: reason("400") },
      { path: join(folder, "d.gif"), reason: reason("4,295") },
    ];
    expect(images.skipped).toEqual(skipped);
    expect((await streamedImageFolder(folder, { image })).skipped).toEqual(skipped);
  });

  test("formats that are not read are named, with those that are and a way", async () => {
    const container = (brand: string) => `\0\0\0\x18ftyp${brand}\0\0\0\0mif1heic`;
    const contents: Record<string, readonly [format: string, start: string]> = {
      "a.tif": ["TIFF", "II*\0\x08\0\0\0"],
      "b.tiff": ["TIFF", "MM\0*\0\0\0\x08"],
      "c.heic": ["HEIC", container("heic")],
      "d.heif": ["HEIC", container("mif1")],
      "e.svg": ["SVG", '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'],
      "f.png": ["SVG", '<svg width="9" height="9"></svg>'], // the content counts, not the name
      "g.jxl": ["JPEG XL", "\xff\x0a"],
      "h.jxl": ["JPEG XL", "\0\0\0\x0cJXL \r\n\x87\n"],
      "i.jp2": ["JPEG 2000", "\0\0\0\x0cjP  \r\n\x87\n"],
      "j.j2k": ["JPEG 2000", "\xff\x4f\xff\x51"],
      "k.ico": ["ICO (icon)", "\0\0\x01\0\x01\0"],
      "l.psd": ["PSD (Photoshop)", "8BPS\0\x01"],
      "m.ppm": ["PNM", "P6\n2 2\n255\n"],
    };
    await put("good.png", png(8, 8, "#000", "#000"));
    for (const [name, [, start]] of Object.entries(contents)) {
      await put(name, Buffer.from(start, "latin1"));
    }
    const video = container("isom").replace("mif1heic", "mp41mp42");
    await put("movie.gif", Buffer.from(video, "latin1"));
    await put("page.jpg", "<!DOCTYPE html>\n<html><body>404 <svg></svg></body></html>");
    const { skipped } = await imageFolder(folder, { image: [8, 8, 3] });
    expect(skipped).toEqual([
      ...Object.entries(contents).map(([name, [format]]) => ({
        path: join(folder, name),
        reason:
          `is in ${format} format, which is not read: convert it to PNG, for example with ` +
          `ImageMagick (PNG, JPEG, GIF, BMP, WebP and AVIF are read)`,
      })),
      { path: join(folder, "movie.gif"), reason: "is a video, not a picture" },
      {
        path: join(folder, "page.jpg"),
        reason: "is a web page (HTML) instead of a picture: download the picture again",
      },
    ]);
    // one file for each reason: TIFF, HEIC, SVG
    expect(warned.mock.calls[0]![0]).toMatch(
      /: 15 of 16 .*\/a\.tif is in .*\/c\.heic is .*; and 12 more\.$/,
    );
    expect(warned.mock.calls[0]![0]).not.toContain("b.tiff");
    expect((await streamedImageFolder(folder, { image: [8, 8, 3] })).skipped).toEqual(skipped);
  });

  test("links that lead nowhere, folders and pipes are named as what they are", async () => {
    await put("good.png", png(8, 8, "#000", "#000"));
    await symlink("nowhere/b.png", join(folder, "a-dangling.png"));
    await symlink("c-loop.png", join(folder, "b-loop.png"));
    await symlink("b-loop.png", join(folder, "c-loop.png"));
    await mkdir(join(folder, "d-folder.png"));
    await symlink("d-folder.png", join(folder, "e-link.png"));
    await symlink("good.png/a.png", join(folder, "f-below.png"));
    execFileSync("mkfifo", [join(folder, "g-pipe.png")]); // reading it would never end
    const { skipped } = await imageFolder(folder, { image: [8, 8, 3] });
    expect(skipped.map(({ path, reason }) => [path.slice(folder.length + 1), reason])).toEqual([
      ["a-dangling.png", "is a link to nowhere/b.png, which does not exist"],
      ["b-loop.png", "is a link that leads back to itself"],
      ["c-loop.png", "is a link that leads back to itself"],
      ["d-folder.png", "is a folder, not a file"],
      ["e-link.png", "is a folder, not a file"],
      ["f-below.png", "is a link to good.png/a.png, which does not exist"],
      ["g-pipe.png", "is a pipe, a socket or a device, not a file"],
    ]);
    expect((await streamedImageFolder(folder, { image: [8, 8, 3] })).skipped).toEqual(skipped);
    await expect(readPictureFile(join(folder, "gone.png"))).rejects.toThrow(/^is no longer there$/);
  });

  test.skipIf(process.getuid?.() === 0)("permissions (root has all)", async () => {
    await put("a.png", png(8, 8, "#000", "#000"));
    await put("b.png", png(8, 8, "#000", "#000"));
    await chmod(join(folder, "b.png"), 0);
    const { skipped } = await imageFolder(folder, { image: [8, 8, 3] });
    expect(skipped[0]!.reason).toBe("cannot be read with your permissions (EACCES)");
    await mkdir(join(folder, "secret"), { mode: 0 });
    await expect(imageFolder(folder, { image: [8, 8, 3] })).rejects.toThrow(
      `${join(folder, "secret")} is expected to be a folder of images but cannot be read (EACCES); check its permissions.`,
    );
  });

  test("each folder is read once, whatever links lead to it", async () => {
    const picture = png(8, 8, "#0f0", "#0f0");
    for (const name of ["cats/a.png", "cats/b.png", "dogs/c.png", "dogs/deep/d.png"]) {
      await put(name, picture);
    }
    const elsewhere = await mkdtemp(join(tmpdir(), "ganvas-elsewhere-"));
    await writeFile(join(elsewhere, "e.png"), picture);
    await symlink("..", join(folder, "cats", "up"));
    await symlink(folder, join(folder, "a-loop"));
    await symlink("dogs", join(folder, "again")); // sorted before the folder itself
    await symlink(elsewhere, join(folder, "birds"));
    await symlink(elsewhere, join(folder, "zebras"));
    await symlink("a.png", join(folder, "cats", "link.png")); // a file, which may be meant
    await symlink("nowhere.png", join(folder, "cats", "broken.png"));
    const image = [2, 2, 3] as const;
    const images = await imageFolder(folder, { image });
    const expected = ["birds/e.png", "cats/a.png", "cats/b.png", "cats/link.png", "dogs/c.png"];
    expect(images.files).toEqual(
      [...expected, "dogs/deep/d.png"].map((name) => join(folder, name)),
    );
    expect(images.classes).toEqual(["birds", "cats", "dogs"]);
    expect(images.skipped.map(({ path }) => path)).toEqual([join(folder, "cats/broken.png")]);
    const streamed = await streamedImageFolder(folder, { image });
    expect([streamed.files, streamed.classes]).toEqual([images.files, images.classes]);
    await rm(elsewhere, { recursive: true });
  });

  test("wrong options are refused", async () => {
    await put("a.png", png(8, 8, "#000", "#000"));
    await expect(imageFolder(folder, { image: [8, 8, 4] })).rejects.toThrow(
      "1 channel (gray) or 3 (RGB)",
    );
    await expect(imageFolder(folder, { image: [8, 0, 3] })).rejects.toThrow("in positive integers");
    const fit = "fill" as "cover";
    await expect(imageFolder(folder, { image: [8, 8, 3], fit })).rejects.toThrow('but is "fill"');
    const background = [0, 0, 256] as const;
    await expect(imageFolder(folder, { image: [8, 8, 3], background })).rejects.toThrow(
      "[0, 0, 256]",
    );
    await expect(imageFolder(folder, { image: [8, 8, 3], classes: true })).rejects.toThrow(
      "1 to 256 sub-folders",
    );
  });

  const paintings = fileURLToPath(new URL("../../../shared/data/paintings", import.meta.url));
  test.skipIf(!existsSync(paintings))("reads photographs (skipped without them)", async () => {
    const images = await imageFolder(paintings, { image: [64, 64, 3] });
    expect(images.size).toBe(9);
    expect(images.skipped).toEqual([]);
  });
});

/** A whole PNG of 1 bit and one color: large pictures are small files. */
function blank(width: number, height: number): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1; // bit, gray
  const rows = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))));
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    ...[chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))],
  ]);
}

/** A JPEG with EXIF data that say: turn by a quarter, clockwise (orientation 6). */
function turned(bytes: Buffer): Buffer {
  const tiff = Buffer.from("49492a0008000000010012010300010000000600000000000000", "hex");
  const data = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, data.length + 2]);
  return Buffer.concat([bytes.subarray(0, 2), head, data, bytes.subarray(2)]);
}
