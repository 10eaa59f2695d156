/** A table with lines above and below it, as HTML and as text. */
import { escapeHtml } from "../../base/escape.js";
import type { MimeBundle } from "../../base/mime.js";
import { tableHtml, tableLines, type TextTable } from "../../base/table.js";

export interface FramedTable extends TextTable {
  /** Lines above and below the table. */
  readonly above?: readonly string[];
  readonly below?: readonly string[];
}

export function textTableBundle({ above = [], below = [], ...table }: FramedTable): MimeBundle {
  return {
    "text/html": paragraph(above) + tableHtml(table) + paragraph(below),
    "text/plain": [...above, ...tableLines(table), ...below].join("\n"),
  };
}

const paragraph = (lines: readonly string[]): string =>
  lines.length > 0 ? `<p>${lines.map(escapeHtml).join("<br>")}</p>` : "";
