/** A table of texts, as HTML and as aligned text. */
import type { MimeBundle } from "./bundle.js";
import { escapeHtml } from "./html.js";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

export interface Grid {
  readonly columns: readonly Column[];
  /** A row that is one text goes across the table. */
  readonly rows: readonly (readonly string[] | string)[];
  /** Lines above and below the table. */
  readonly above?: readonly string[];
  readonly below?: readonly string[];
}

/** The class is the one that pandas uses: frontends have a style for it. */
export function gridBundle(grid: Grid): MimeBundle {
  return { "text/html": html(grid), "text/plain": text(grid) };
}

function html({ columns, rows, above = [], below = [] }: Grid): string {
  const cell = (tag: string, content: string, { align }: Column): string =>
    `<${tag} style="text-align: ${align}">${escapeHtml(content)}</${tag}>`;
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((content, i) => cell(tag, content, columns[i]!)).join("")}</tr>`;
  const across = (content: string): string =>
    `<tr><td colspan="${columns.length}" style="text-align: center">${escapeHtml(content)}</td></tr>`;
  const titles = columns.map(({ title }) => title);
  const lines = (texts: readonly string[]): string =>
    texts.length > 0 ? `<p>${texts.map(escapeHtml).join("<br>")}</p>` : "";
  return (
    lines(above) +
    `<table class="dataframe"><thead>${row(titles, "th")}</thead><tbody>` +
    rows.map((r) => (typeof r === "string" ? across(r) : row(r, "td"))).join("") +
    `</tbody></table>${lines(below)}`
  );
}

function text({ columns, rows, above = [], below = [] }: Grid): string {
  const widths = columns.map(({ title }, i) =>
    rows.reduce(
      (w, row) => (typeof row === "string" ? w : Math.max(w, row[i]!.length)),
      title.length,
    ),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((content, i) =>
        columns[i]!.align === "right" ? content.padStart(widths[i]!) : content.padEnd(widths[i]!),
      )
      .join("  ")
      .trimEnd();
  return [
    ...above,
    line(columns.map(({ title }) => title)),
    widths.map((width) => "─".repeat(width)).join("  "),
    ...rows.map((row) => (typeof row === "string" ? row : line(row))),
    ...below,
  ].join("\n");
}
