import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createCanvas } from "canvas";

/** A picture of stripes whose colors depend on a number, so that no two are alike. */
export function picture(number: number, width: number, height: number, type: "png" | "jpeg") {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  for (let x = 0; x < width; x++) {
    const [hue, light] = [(47 * number + 5 * x) % 360, 20 + ((13 * number + 7 * x) % 60)];
    context.fillStyle = `hsl(${hue}, 80%, ${light}%)`;
    context.fillRect(x, number % 5, 1, height);
  }
  return type === "png" ? canvas.toBuffer("image/png") : canvas.toBuffer("image/jpeg");
}

/** A file of webp-avif.reference.json. */
export async function reference(name: string): Promise<Buffer> {
  const path = new URL("webp-avif.reference.json", import.meta.url);
  const { files } = JSON.parse(await readFile(path, "utf8")) as {
    files: Record<string, { file: string }>;
  };
  return Buffer.from(files[name]!.file, "base64");
}

/** Writes a file of a folder, whose sub-folders need not be there. */
export async function put(folder: string, name: string, bytes: Uint8Array | string): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

/** Fills a folder with PNG and JPEG files of several sizes in the classes `cats` and `dogs`. */
export async function fill(folder: string, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    const type = number % 3 === 0 ? "jpeg" : "png";
    const [width, height] = [12 + (number % 4), 12 + (number % 7)];
    const kind = number % 2 === 0 ? "cats" : "dogs";
    const name = `${kind}/${String(number).padStart(3, "0")}.${type}`;
    await put(folder, name, picture(number, width, height, type));
  }
}
