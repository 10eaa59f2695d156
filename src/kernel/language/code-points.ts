/**
 * Converts positions in a cell's text. Jupyter counts characters (code points), JavaScript counts
 * UTF-16 units, of which an emoji has two.
 *
 * Broken in bare tslab: it does not convert them, so after an emoji every position is off by one.
 * Can go when it counts as Jupyter does.
 */

/** The index in `text` of its code point number `position`. */
export function fromCodePoints(text: string, position: number): number {
  let index = 0;
  for (let n = 0; n < position && index < text.length; n++)
    index += text.codePointAt(index)! > 0xffff ? 2 : 1;
  return index;
}

/** The number of code points in `text` before `index`. */
export function toCodePoints(text: string, index: number): number {
  let count = 0;
  for (let unit = 0; unit < index; count++) unit += text.codePointAt(unit)! > 0xffff ? 2 : 1;
  return count;
}
