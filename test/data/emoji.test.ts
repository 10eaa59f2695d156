import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCanvas } from "canvas";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emoji } from "../../src/data/index.js";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "ganvas-emoji-"));
  vi.stubEnv("GANVAS_DATA", root);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

/** A disc in one color; the area around it is red and fully transparent. */
function drawing(color: string): Buffer {
  const canvas = createCanvas(64, 64);
  const context = canvas.getContext("2d");
  context.fillStyle = color;
  context.arc(32, 32, 20, 0, 2 * Math.PI);
  context.fill();
  const pixels = context.getImageData(0, 0, 64, 64);
  for (let i = 0; i < pixels.data.length; i += 4) if (!pixels.data[i + 3]) pixels.data[i] = 255;
  context.putImageData(pixels, 0, 0);
  return canvas.toBuffer("image/png");
}

/** The package in small: four emoji, one of them in two skin tones, and a patch of color. */
async function put(set: string): Promise<string> {
  const folder = join(root, `emoji-datasource-${set}`);
  const images = join(folder, "img", set, "64");
  await mkdir(images, { recursive: true });
  const variations = { "1F3FB": { image: "hand-1.png" }, "1F3FC": { image: "hand-2.png" } };
  const entries = [
    { image: "flag.png", category: "Flags", sort_order: 9 },
    { image: "hand.png", category: "People & Body", sort_order: 2, skin_variations: variations },
    { image: "patch.png", category: "Component", sort_order: 3 },
    { image: "smile.png", category: "Smileys & Emotion", sort_order: 1 },
  ];
  await writeFile(join(folder, "emoji.json"), JSON.stringify(entries));
  const colors = { flag: "#00f", hand: "#ff0", "hand-1": "#fe0", "hand-2": "#840", smile: "#0f0" };
  for (const [name, color] of Object.entries(colors))
    await writeFile(join(images, `${name}.png`), drawing(color));
  return images;
}

describe("emoji", () => {
  test("come in Unicode's order and classes, on a background", async () => {
    await put("google");
    const set = await emoji();
    const shape: readonly [64, 64, 3] = set.image;
    expect(shape).toEqual([64, 64, 3]);
    expect([...set.labels].map((label) => set.classes[label])).toEqual([
      "Smileys & Emotion",
      "People & Body",
      "Flags",
    ]);
    const pixel = (image: number, y: number, x: number) => {
      const start = ((image * 64 + y) * 64 + x) * 3;
      return [...set.pixels.subarray(start, start + 3)];
    };
    expect(pixel(0, 32, 32)).toEqual([0, 255, 0]);
    expect(pixel(2, 32, 32)).toEqual([0, 0, 255]);
    expect(pixel(0, 1, 1)).toEqual([255, 255, 255]);
  });

  test("at 32 px show no color of transparent pixels", async () => {
    await put("twitter");
    const set = await emoji({ set: "twitter", size: 32, background: [0, 0, 0] });
    expect(set.image).toEqual([32, 32, 3]);
    const reds = set.pixels.subarray(0, 32 * 32 * 3).filter((_, i) => i % 3 === 0);
    expect(Math.max(...reds)).toBe(0); // the first is green
  });

  test("may have skin tones", async () => {
    await put("google");
    const set = await emoji({ skinTones: true });
    expect([...set.labels]).toEqual([0, 1, 1, 1, 8]);
  });

  test("say what is missing or damaged", async () => {
    const images = await put("google");
    await writeFile(join(images, "hand.png"), drawing("#000").subarray(0, 100));
    await expect(emoji()).rejects.toThrow(
      `${join(images, "hand.png")} is expected to be an emoji but is truncated; install the package again.`,
    );
    await rm(join(images, "hand.png"));
    await expect(emoji()).rejects.toThrow("but cannot be read (ENOENT); install the package again");
    await writeFile(join(images, "../../../emoji.json"), "[");
    await expect(emoji()).rejects.toThrow("is expected to be the package's list of emoji");
    await expect(emoji({ size: 16 as 32 })).rejects.toThrow(
      "size is expected to be 32 or 64 but is 16",
    );
    await expect(emoji({ set: "apple" as "google" })).rejects.toThrow('"google" or "twitter"');
    await expect(emoji({ background: [0, 0, -1] })).rejects.toThrow("background is expected");
  });

  test.skipIf(isInstalled("twitter"))("say how to install them", async () => {
    await expect(emoji({ set: "twitter" })).rejects.toThrow(
      "The npm package emoji-datasource-twitter (about 80 MB) is expected to be installed but is not " +
        "found; run `npm install emoji-datasource-twitter` in the folder of your notebook",
    );
  });

  test.skipIf(!isInstalled("google"))("are the package's (skipped without it)", async () => {
    const set = await emoji({ size: 32 });
    expect(set.size).toBeGreaterThan(1800);
    expect(new Set(set.labels).size).toBe(9);
  });
});

function isInstalled(set: string): boolean {
  try {
    createRequire(import.meta.url).resolve(`emoji-datasource-${set}/package.json`);
    return true;
  } catch {
    return false;
  }
}
