import { describeValue } from "../base/arguments.js";
import type { ImageShape } from "../tensor/shape.js";
import { type Color, UnreadableImage } from "./picture.js";
import { luminance, type Picture, reduceArea } from "./resample.js";

/** How a picture gets other proportions: cut off, framed, or distorted. */
export type Fit = "cover" | "contain" | "stretch";

const FITS: readonly Fit[] = ["cover", "contain", "stretch"];

/** @throws RangeError when `fit` is none of the three */
export function checkFit(fit: Fit): Fit {
  if (FITS.includes(fit)) return fit;
  throw new RangeError(
    `fit is expected to be "cover", "contain" or "stretch" but is ${describeValue(fit)}; pass one of them.`,
  );
}

/**
 * A picture reduced to the shape of a data set's images.
 *
 * @returns bytes [height, width, channels], with 1 channel (gray) or 3 (RGB)
 * @throws UnreadableImage when the picture would have to be enlarged
 */
export function fitted(
  picture: Picture,
  [height, width, channels]: ImageShape,
  fit: Fit,
  background: Color,
): Uint8Array {
  const rgb = fittedRgb(picture, height, width, fit, background);
  return channels === 1 ? luminance(rgb) : rgb;
}

function fittedRgb(
  picture: Picture,
  height: number,
  width: number,
  fit: Fit,
  background: Color,
): Uint8Array {
  const [down, across] = [height / picture.height, width / picture.width]; // scales
  const scale = fit === "contain" ? Math.min(down, across) : Math.max(down, across);
  if (scale > 1) {
    throw new UnreadableImage(
      `is ${picture.height}x${picture.width}, smaller than ${height}x${width}`,
    );
  }
  switch (fit) {
    case "stretch": {
      const box = { left: 0, top: 0, width: picture.width, height: picture.height };
      return reduceArea(picture, box, width, height);
    }
    case "cover": {
      const [w, h] = [width / scale, height / scale];
      const [left, top] = [(picture.width - w) / 2, (picture.height - h) / 2];
      return reduceArea(picture, { left, top, width: w, height: h }, width, height);
    }
    case "contain": {
      const box = { left: 0, top: 0, width: picture.width, height: picture.height };
      const w = Math.max(1, Math.round(picture.width * scale));
      const h = Math.max(1, Math.round(picture.height * scale));
      return framed(reduceArea(picture, box, w, h), [h, w], [height, width], background);
    }
  }
}

/** An image [h, w, 3] in the middle of a larger one [height, width, 3]. */
function framed(
  rgb: Uint8Array,
  [h, w]: readonly [number, number],
  [height, width]: readonly [number, number],
  background: Color,
): Uint8Array {
  const frame = new Uint8Array(height * width * 3);
  for (let i = 0; i < frame.length; i++) frame[i] = background[i % 3]!;
  const [top, left] = [Math.floor((height - h) / 2), Math.floor((width - w) / 2)];
  for (let y = 0; y < h; y++) {
    frame.set(rgb.subarray(3 * y * w, 3 * (y + 1) * w), 3 * ((top + y) * width + left));
  }
  return frame;
}
