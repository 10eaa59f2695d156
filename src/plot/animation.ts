import { aTensor, checkArgument, checkOptions } from "../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { checkInterval, checkNumber, checkPositiveInteger, refusal } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import { escapeHtml } from "../base/escape.js";
import { drawSheet } from "../base/image-sheet.js";
import { plainPixels, writePixels } from "../base/pixels.js";
import { encodePng } from "../base/png.js";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { parseColor } from "./css-color.js";
import { encodeGif } from "./gif.js";
import { BACKGROUND } from "./theme.js";

export interface AnimationOptions {
  /** Frames a second, from 1 to 50; default 12. A GIF counts in hundredths of a second. */
  readonly fps?: number;
  /** Pixels drawn for each pixel of an image, a whole number. Default: images of at least 168 px. */
  readonly scale?: number;
  /** The values drawn as black and as full brightness. Default [-1, 1]. */
  readonly range?: readonly [low: number, high: number];
}

/** The frames of an {@link Animation}: values of n images [h, w, c], one after the other. */
interface Frames {
  readonly values: Float32Array;
  readonly shape: readonly [count: number, height: number, width: number, channels: number];
  readonly settings: Required<AnimationOptions>;
}

/** Images one after another in one place, see {@link animation}. */
export class Animation extends Shown {
  readonly #frames: Frames;
  #gif: Buffer | undefined;

  constructor(frames: Frames) {
    super();
    this.#frames = frames;
  }

  /** The animation as a GIF that repeats forever. */
  async toGif(): Promise<Buffer> {
    return this.#encode();
  }

  [DISPLAY](): MimeBundle {
    const text = this.toString();
    const source = `data:image/gif;base64,${this.#encode().toString("base64")}`;
    return {
      // As HTML, since exporters of notebooks do not know GIF files.
      "text/html": `<img alt="${escapeHtml(text)}" src="${source}">`,
      "image/png": this.#firstFrame().toString("base64"), // for viewers without HTML
      "text/plain": text,
    };
  }

  toString(): string {
    const { shape, settings } = this.#frames;
    const [count, ...image] = shape;
    const seconds = Number((count / settings.fps).toPrecision(2));
    return `animation of ${formatCount(count, "image")} of ${image.join("×")}, ${seconds} s`;
  }

  #firstFrame(): Buffer {
    const { values, shape, settings } = this.#frames;
    const [, height, width, channels] = shape;
    const { range, scale } = settings;
    const images = { values, count: 1, height, width, channels, range };
    const layout = { columns: 1, scale, gap: 0 };
    const sheet = plainPixels(width * scale, height * scale, parseColor("background", BACKGROUND));
    drawSheet(images, layout, sheet);
    return encodePng(sheet);
  }

  #encode(): Buffer {
    const [, height, width] = this.#frames.shape;
    const { scale, fps } = this.#frames.settings;
    const sizes = { width, height, scale, delay: 1000 / fps };
    return (this.#gif ??= Buffer.from(encodeGif(pixelsOf(this.#frames), sizes)));
  }
}

function* pixelsOf({ values, shape, settings }: Frames): Generator<Uint8Array> {
  const [count, height, width, channels] = shape;
  const background = parseColor("background", BACKGROUND).slice(0, 3);
  const size = height * width * channels;
  for (let frame = 0; frame < count; frame++) {
    const pixels = new Uint8ClampedArray(height * width * 4);
    const image = values.subarray(frame * size, (frame + 1) * size);
    writePixels(image, channels, settings.range, pixels);
    for (let at = 0; channels === 4 && at < pixels.length; at += 4) {
      const opacity = pixels[at + 3]! / 255; // a GIF has no partial opacity
      background.forEach((color, c) => {
        pixels[at + c] = opacity * pixels[at + c]! + (1 - opacity) * color;
      });
      pixels[at + 3] = 255;
    }
    yield new Uint8Array(pixels.buffer);
  }
}

const SMALLEST_SIDE = 168;

/**
 * Images as an animated picture that shows itself in a notebook, enlarged without blur.
 *
 * Images of at most 256 colors, as all gray ones are, are drawn exactly. A GIF holds no more: other
 * images are drawn in the 256 colors that suit each frame best. The tensor is read once, at the call;
 * it is neither kept nor disposed. Values outside the range are drawn as its nearest end, NaN in
 * magenta.
 *
 * ```ts
 * import { writeFile } from "node:fs/promises";
 *
 * const images = (await digitGenerator()).sample(24); // [24, 28, 28, 1]
 * const frames = animation(images, { fps: 12 });
 * await writeFile("frames.gif", await frames.toGif());
 * ```
 *
 * @param images [n, h, w, c], one for each frame; c is 1 (gray), 3 (RGB) or 4 (RGBA, drawn over white)
 * @throws RangeError if the shape or an option is not as described
 */
export function animation(images: tf.Tensor4D, options: AnimationOptions = {}): Animation {
  checkArgument("images", images, aTensor("model.sample(12)"));
  checkOptions("animation", options);
  const shape = images.shape;
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 4 || ![1, 3, 4].includes(channels) || images.size === 0) {
    const expected = "[n, h, w, c] with at least one pixel and 1, 3 or 4 channels";
    const actual = `[${shape.join(", ")}]`;
    throw new RangeError(
      refusal("The shape of images", expected, actual, "pass for example model.sample(12)"),
    );
  }
  const { fps = 12, range = [-1, 1] } = options;
  const scale = options.scale ?? Math.ceil(SMALLEST_SIDE / Math.min(height, width, SMALLEST_SIDE));
  checkNumber("fps", fps, [1, 50], 12); // browsers slow faster animations down
  checkPositiveInteger("scale", scale, 6);
  if (Math.max(height, width) * scale > 0xffff) {
    const actual = `${width * scale}x${height * scale}`;
    const expected = "at most 65535 pixels wide and high";
    throw new RangeError(refusal("An animation", expected, actual, "pass a smaller scale"));
  }
  checkInterval("range", range, [-1, 1]);
  return new Animation({
    values: Float32Array.from(images.dataSync()),
    shape: [count, height, width, channels],
    settings: { fps, range, scale },
  });
}
