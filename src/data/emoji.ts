import { aFlag, checkOptions, oneOf } from "../base/arguments.js";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { kernelHost } from "../display/index.js";
import { ready } from "../tensor/backend.js";
import type { ImageShape } from "../tensor/shape.js";
import { Dataset } from "./dataset.js";
import { fitted } from "./fit.js";
import { ownFolders } from "../files/folders.js";
import { checkColor, type Color, decodeOn, UnreadableImage } from "./picture.js";
import { ProgressLine } from "../display/progress-line.js";

/** Whose drawings of the emoji: Google's Noto (Apache-2.0) or Twitter's (CC-BY 4.0). */
export type EmojiSet = "google" | "twitter";

/** Options of {@link emoji}. */
export interface EmojiOptions<Size extends 32 | 64> {
  /** Height and width, 32 or 64 (the default, as they are drawn). */
  readonly size?: Size;
  /** Whose drawings; default `"google"`. */
  readonly set?: EmojiSet;
  /** Background of the emoji; default white. */
  readonly background?: Color;
  /** Whether to include those of the five skin tones, which double the set; default `false`. */
  readonly skinTones?: boolean;
}

/** Unicode's groups, in its order; the group "Component" (patches of color) is left out. */
const CLASSES = [
  "Smileys & Emotion",
  "People & Body",
  "Animals & Nature",
  "Food & Drink",
  "Travel & Places",
  "Activities",
  "Objects",
  "Symbols",
  "Flags",
] as const;

/** The parts used here of an entry of `emoji.json`. */
interface Entry {
  readonly image: string;
  readonly category: string;
  readonly sort_order: number;
  readonly skin_variations?: Readonly<Record<string, { readonly image: string }>>;
}

/**
 * Emoji: about 1,900 small drawings in color, in nine classes.
 *
 * They are read from the npm package `emoji-datasource-google` (or `-twitter`), which is large and
 * so not part of Ganvas: install it beside your notebook, or put it into the folder `GANVAS_DATA`.
 * Also waits for the backend.
 *
 * @throws Error when the package is not installed or a file of it is missing or damaged
 */
export async function emoji<Size extends 32 | 64 = 64>(
  options: EmojiOptions<Size> = {},
): Promise<Dataset<readonly [Size, Size, 3], 9>> {
  const { set = "google", skinTones = false } = checkOptions("emoji", options, {
    ...{ size: oneOf(32, 64), set: oneOf("google", "twitter"), skinTones: aFlag },
  });
  const size = (options.size ?? 64) as Size;
  const background = checkColor(options.background ?? [255, 255, 255]);
  const folder = packageFolder(`emoji-datasource-${set}`);
  await ready();
  const drawings = await list(join(folder, "emoji.json"), skinTones);
  const image = [size, size, 3] as const;
  const pixels = new Uint8Array(drawings.length * size * size * 3);
  const line = new ProgressLine("Reading emoji", ({ done, total }) => `${done} of ${total}`, 2000);
  for (const [at, { name }] of drawings.entries()) {
    kernelHost()?.signal.throwIfAborted();
    const path = join(folder, "img", set, "64", name);
    const rgb = await read(path, image, background); // [size, size, 3]
    pixels.set(rgb, at * rgb.length);
    line.update({ done: at + 1, total: drawings.length });
  }
  line.end({ done: drawings.length, total: drawings.length }, "done");
  const labels = Uint8Array.from(drawings, ({ label }) => label);
  return new Dataset({ name: `emoji (${set})`, image, pixels, labels, classes: CLASSES });
}

/** The package in `GANVAS_DATA`, beside the user's notebook or program, or beside Ganvas. */
function packageFolder(name: string): string {
  const userFolder = ownFolders(name).find((folder) => existsSync(join(folder, "emoji.json")));
  if (userFolder) return userFolder;
  for (const start of [join(process.cwd(), "notebook.js"), import.meta.url]) {
    try {
      return dirname(createRequire(start).resolve(`${name}/package.json`));
    } catch {
      // Not there: look further.
    }
  }
  throw new Error(
    `The npm package ${name} (about 80 MB) is expected to be installed but is not found; run ` +
      `\`npm install ${name}\` in the folder of your notebook, or set GANVAS_DATA to a folder that holds it.`,
  );
}

/** The drawings in Unicode's order, with their classes. */
async function list(path: string, skinTones: boolean): Promise<{ name: string; label: number }[]> {
  let entries: Entry[];
  try {
    entries = JSON.parse(await readFile(path, "utf8")) as Entry[];
  } catch (error) {
    throw new Error(
      `${path} is expected to be the package's list of emoji but cannot be read; install the package again.`,
      { cause: error },
    );
  }
  return entries
    .map((entry) => ({ ...entry, label: (CLASSES as readonly string[]).indexOf(entry.category) }))
    .filter(({ label }) => label >= 0)
    .sort((a, b) => a.sort_order - b.sort_order)
    .flatMap(({ image, label, skin_variations: variations = {} }) => {
      const tones = skinTones ? Object.values(variations) : [];
      return [{ image }, ...tones].map((drawing) => ({ name: drawing.image, label }));
    });
}

async function read(path: string, image: ImageShape, background: Color): Promise<Uint8Array> {
  try {
    const picture = await decodeOn(background, await readFile(path));
    return fitted(picture, image, "stretch", background);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!code && !(error instanceof UnreadableImage)) throw error;
    const fault = code ? `cannot be read (${code})` : (error as Error).message;
    throw new Error(`${path} is expected to be an emoji but ${fault}; install the package again.`, {
      cause: error,
    });
  }
}
