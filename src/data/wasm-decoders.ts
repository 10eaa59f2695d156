/**
 * Decoders of WebP and AVIF, as WebAssembly: the same on every platform, on any thread, and in a
 * sandbox. (sharp takes 19 MB, and its copy of GLib conflicts with that of the package canvas.)
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Picture } from "./resample.js";

/** The package of a decoder; its types leave out the first argument of `init`, which its README describes. */
interface Decoder {
  init(program: WebAssembly.Module, settings: { printErr(line: string): void }): Promise<void>;
  default(bytes: Uint8Array): Promise<Picture>;
}

type Format = "webp" | "avif";

const DECODERS = {
  webp: async () => (await import("@jsquash/webp/decode.js")) as unknown as Decoder,
  avif: async () => (await import("@jsquash/avif/decode.js")) as unknown as Decoder,
};

/** Pixels from which on a decoder is replaced after its work, because it never gives memory back. */
const LARGE = 2 ** 22;

/** Errors are thrown, not printed. */
const SILENT = { printErr() {} };

interface Loaded {
  readonly decoder: Decoder;
  readonly program: WebAssembly.Module;
}
const loaded = new Map<Format, Promise<Loaded>>();

async function load(format: Format): Promise<Loaded> {
  const name = `@jsquash/${format}/codec/dec/${format}_dec.wasm`;
  const path = createRequire(import.meta.url).resolve(name);
  const [decoder, program] = await Promise.all([
    DECODERS[format](),
    readFile(path).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  await decoder.init(program, SILENT);
  return { decoder, program };
}

/** @throws Error when a file is damaged, or of a kind that the decoder does not take */
export async function decodeInWasm(format: Format, bytes: Buffer): Promise<Picture> {
  if (!loaded.has(format)) loaded.set(format, load(format));
  const { decoder, program } = await loaded.get(format)!;
  let isReusable = false;
  try {
    const picture = await decoder.default(bytes);
    isReusable = picture.width * picture.height <= LARGE;
    return picture;
  } catch (error) {
    throw new Error("it is damaged, or takes more than 2 GiB", { cause: error });
  } finally {
    if (!isReusable) await decoder.init(program, SILENT);
  }
}
