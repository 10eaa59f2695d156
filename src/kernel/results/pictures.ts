/**
 * Values that are pictures: a canvas, the pixels of one, or bytes of a picture file.
 *
 * Broken in bare tslab: they are shown as objects and numbers. Deno's kernel shows canvases and
 * picture files in the same way. Can go when tslab does.
 */
import type { MimeBundle } from "../../base/mime.js";
import { formatCount } from "../../base/numbers.js";
import { encodePng } from "../../base/png.js";
import { isObject } from "./bundle.js";

interface Canvas {
  readonly width: number;
  readonly height: number;
  toDataURL(): string;
  /** The packages canvas, @napi-rs/canvas and skia-canvas have this, a browser's canvas has not. */
  toBuffer?(type: string): Uint8Array | Promise<Uint8Array>;
}

export const isPicture = (value: unknown): boolean =>
  value instanceof Uint8Array
    ? fileType(value) !== undefined
    : isCanvas(value) || isImageData(value);

/** Shows pictures as pictures. */
export function pictureBundle(value: unknown): Promise<MimeBundle> | MimeBundle | undefined {
  if (value instanceof Uint8Array) return fileBundle(value);
  if (isCanvas(value)) return canvasBundle(value);
  return isImageData(value) ? imageDataBundle(value) : undefined;
}

const isCanvas = (value: unknown): value is Canvas =>
  isObject(value) &&
  typeof value["toDataURL"] === "function" &&
  typeof value["getContext"] === "function";

async function canvasBundle(canvas: Canvas): Promise<MimeBundle> {
  const png = canvas.toBuffer
    ? Buffer.from(await canvas.toBuffer("image/png")).toString("base64")
    : canvas.toDataURL().replace(/^data:image\/png;base64,/, "");
  return { "image/png": png, "text/plain": `Canvas ${canvas.width}×${canvas.height}` };
}

interface ImageData {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

function isImageData(value: unknown): value is ImageData {
  if (!isObject(value) || !(value["data"] instanceof Uint8ClampedArray)) return false;
  const { width, height, data } = value as unknown as ImageData;
  return width > 0 && height > 0 && data.length === width * height * 4;
}

function imageDataBundle({ width, height, data }: ImageData): MimeBundle {
  const png = encodePng({ width, height, data }).toString("base64");
  return { "image/png": png, "text/plain": `ImageData ${width}×${height}` };
}

/** How picture files begin; `.` stands for any byte. */
const FILES: readonly (readonly [type: string, name: string, beginning: RegExp])[] = [
  ["image/png", "PNG", /^\x89PNG\r\n\x1a\n/], // eslint-disable-line no-control-regex
  ["image/jpeg", "JPEG", /^\xff\xd8\xff/],
  ["image/gif", "GIF", /^GIF8[79]a/],
  ["image/webp", "WebP", /^RIFF[^]{4}WEBP/],
];

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

function fileType(bytes: Uint8Array): readonly [type: string, name: string] | undefined {
  const beginning = viewOf(bytes).toString("latin1", 0, 12);
  const file = FILES.find(([, , pattern]) => pattern.test(beginning));
  return file && [file[0], file[1]];
}

function fileBundle(bytes: Uint8Array): MimeBundle | undefined {
  const [type, name] = fileType(bytes) ?? [];
  if (type === undefined) return undefined;
  const text = `${name} file, ${formatCount(bytes.length, "byte")}`;
  return { [type]: viewOf(bytes).toString("base64"), "text/plain": text };
}
