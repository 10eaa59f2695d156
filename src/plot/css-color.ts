import { aText, checkArgument } from "../base/arguments.js";
import { rgb } from "d3-color";
import { refusal } from "../base/errors.js";
import type { Rgba } from "../base/pixels.js";

/**
 * A CSS color as red, green, blue and opacity, 0..255.
 *
 * @throws RangeError if it is not a CSS color
 */
export function parseColor(name: string, color: string): Rgba {
  checkArgument(name, color, aText("white"));
  const { r, g, b, opacity } = rgb(color);
  if (Number.isNaN(opacity)) {
    const example = 'pass for example "white" or "#ff8000"';
    throw new RangeError(refusal(name, "a CSS color", JSON.stringify(color), example));
  }
  return opacity === 0 ? [0, 0, 0, 0] : [r, g, b, 255 * opacity];
}
