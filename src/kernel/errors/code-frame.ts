/** The lines of code around an error, with a mark under the place. */
import type { Place } from "./place.js";

/** Characters of a line that are shown. */
const MAX_WIDTH = 160;

/** The only color: no gray reads on the backgrounds that light and dark themes give to errors. */
export const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;

/** The line of `place` with one line around it, and a mark under the `length` characters there. */
export function codeFrame(source: string, { line, column }: Place, length = 1): string[] {
  const lines = source.split("\n");
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  // Of a very long line, show the part around the place.
  const left = column > MAX_WIDTH ? column - MAX_WIDTH / 2 : 0;
  const visible = (text = ""): string => {
    const tail = text.slice(left);
    return (left ? "…" : "") + (tail.length > MAX_WIDTH ? `${tail.slice(0, MAX_WIDTH)}…` : tail);
  };
  const frame: string[] = [];
  for (let n = Math.max(1, line - 1); n <= last; n++) {
    const marker = n === line ? red(">") : " ";
    frame.push(`${marker} ${String(n).padStart(width)} | ${visible(lines[n - 1])}`);
    if (n !== line) continue;
    const indent = " ".repeat(Math.max(0, column - 1 - left + (left ? 1 : 0)));
    const marks = Math.max(1, Math.min(length, MAX_WIDTH));
    frame.push(`  ${" ".repeat(width)} | ${indent}${red("^".repeat(marks))}`);
  }
  return frame;
}
