/**
 * Long text, folded.
 *
 * Broken in bare tslab: a value of ten thousand lines fills the notebook with ten thousand lines.
 * Here the first lines are shown and the others wait behind "… more lines", which unfolds where the
 * frontend shows HTML. Can go when frontends fold results by themselves.
 */
import { escapeHtml } from "../../base/escape.js";
import type { MimeBundle } from "../../base/mime.js";
import { formatCount } from "../../base/numbers.js";
import { preformatted } from "./html.js";

/** Text up to this size is shown as it is. */
const LONGEST = { lines: 60, characters: 20_000 };
/** The shown part of longer text. */
const HEAD = { lines: 30, characters: 12_000 };
/** The limit of what can be unfolded, since a notebook file has to keep it. */
const KEPT_CHARACTERS = 500_000;

/** The bundle of a text. */
export function foldedText(text: string): MimeBundle {
  const lines = text.split("\n");
  if (lines.length <= LONGEST.lines && text.length <= LONGEST.characters)
    return { "text/plain": text };
  const head = withinCharacters(lines.slice(0, HEAD.lines).join("\n"), HEAD.characters);
  const tail = text.slice(head.length).replace(/^\n/, "");
  const kept = withinCharacters(tail, KEPT_CHARACTERS);
  const dropped = tail.slice(kept.length);
  return {
    "text/plain": `${head}\n… ${amount(tail)}`,
    "text/html":
      preformatted(head) +
      `<details><summary>… ${escapeHtml(amount(tail))}</summary>${preformatted(kept)}` +
      (dropped && `<p>… ${amount(dropped)} that the notebook does not keep</p>`) +
      "</details>",
  };
}

/** The beginning of `text`, cut at the end of a line where there is one. */
function withinCharacters(text: string, characters: number): string {
  if (text.length <= characters) return text;
  const end = text.lastIndexOf("\n", characters);
  return text.slice(0, end > 0 ? end : characters);
}

function amount(text: string): string {
  const lines = text.replace(/^\n/, "").split("\n").length;
  return lines > 1 ? formatCount(lines, "more line") : formatCount(text.length, "more character");
}
