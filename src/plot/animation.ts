import type * as tf from "@tensorflow/tfjs";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { encodeGif } from "./gif.js";
import { rgb, writePixels } from "./pixels.js";
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

  /** The animation as a GIF that repeats for ever. */
  async toGif(): Promise<Buffer> {
    return this.#encode();
  }

  [DISPLAY](): MimeBundle {
    return { "image/gif": this.#encode().toString("base64"), "text/plain": this.toString() };
  }

  toString(): string {
    const { shape, settings } = this.#frames;
    const [count, ...image] = shape;
    const seconds = Number((count / settings.fps).toPrecision(2));
    return `animation of ${count} image${count === 1 ? "" : "s"} of ${image.join("×")}, ${seconds} s`;
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
  const background = rgb(BACKGROUND);
  const size = height * width * channels;
  for (let frame = 0; frame < count; frame++) {
    const pixels = new Uint8ClampedArray(height * width * 4);
    const image = values.subarray(frame * size, (frame + 1) * size);
    writePixels(image, channels, settings.range, pixels);
    for (let at = 0; channels === 4 && at < pixels.length; at += 4) {
      const opacity = pixels[at + 3]! / 255; // a GIF's pixel is opaque or not there
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
 * Images as an animated picture, enlarged without blur, which shows itself in a notebook.
 *
 * Grey images, and colour images of at most 256 colours, are drawn exactly; those of more colours
 * in 256 that suit each frame, which is what a GIF can hold. The tensor is read once, at the call;
 * it is neither kept nor disposed. Values outside the range are drawn as its nearest end, NaN in
 * magenta.
 *
 * ```ts
 * const walk = animation(images, { fps: 12 });
 * await writeFile("walk.gif", await walk.toGif());
 * ```
 *
 * @param images [n, h, w, c], a frame each; c is 1 (grey), 3 (RGB) or 4 (RGBA, drawn over white)
 * @throws RangeError if the shape or an option is not as described
 */
export function animation(images: tf.Tensor4D, options: AnimationOptions = {}): Animation {
  const shape = images.shape;
  const [count = 0, height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 4 || ![1, 3, 4].includes(channels) || images.size === 0) {
    throw new RangeError(
      `The images of an animation are expected as [n, h, w, c] with 1, 3 or 4 channels but are ` +
        `[${shape.join(", ")}]; pass for example model.sample(12).`,
    );
  }
  const { fps = 12, range = [-1, 1] } = options;
  const scale = options.scale ?? Math.ceil(SMALLEST_SIDE / Math.min(height, width, SMALLEST_SIDE));
  if (!(fps >= 1 && fps <= 50)) {
    throw new RangeError(
      `fps is expected to be from 1 to 50 but is ${fps}; pass for example 12 (browsers slow faster ones down).`,
    );
  }
  if (!Number.isInteger(scale) || scale < 1) {
    throw new RangeError(
      `scale is expected to be a whole number from 1 on but is ${scale}; pass for example 6.`,
    );
  }
  if (Math.max(height, width) * scale > 0xffff) {
    throw new RangeError(
      `An animation is expected to be at most 65535 pixels wide and high but is ` +
        `${width * scale}x${height * scale}; pass a smaller scale.`,
    );
  }
  if (!(range[0] < range[1])) {
    throw new RangeError(
      `range is expected as [low, high] but is [${range.join(", ")}]; pass for example [-1, 1].`,
    );
  }
  return new Animation({
    values: Float32Array.from(images.dataSync()),
    shape: [count, height, width, channels],
    settings: { fps, range, scale },
  });
}
