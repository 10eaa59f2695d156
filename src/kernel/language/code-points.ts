/**
 * Positions in a cell's text. Jupyter counts characters (code points), JavaScript counts UTF-16
 * units, of which an emoji has two.
 *
 * Broken in bare tslab: it takes the one for the other, so after an emoji everything is off by one.
 * Can go when it counts as Jupyter does.
 */

/** The index in `text` of its code point number `position`. */
export function fromCodePoints(text: string, position: number): number {
  let index = 0;
  for (let left = position; left > 0 && index < text.length; left--)
    index += text.codePointAt(index)! > 0xffff ? 2 : 1;
  return index;
}

/** How many code points `text` has before `index`. */
export function toCodePoints(text: string, index: number): number {
  let count = 0;
  for (let at = 0; at < index; count++) at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  return count;
}
