import { escapeHtml } from "./escape.js";

/** One column of a table of texts. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** A table of texts. A row that is one text spans all columns. */
export interface TextTable {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[] | string)[];
}

/**
 * The table as HTML. Frontends have a style for its class, which is the one that pandas uses.
 *
 * @param caption a line above the table, as HTML
 */
export function tableHtml({ columns, rows }: TextTable, caption = ""): string {
  const cell = (tag: string, text: string, { align }: Column): string =>
    `<${tag} style="text-align: ${align}">${escapeHtml(text)}</${tag}>`;
  const line = (tag: string, cells: readonly string[]): string =>
    `<tr>${cells.map((text, i) => cell(tag, text, columns[i]!)).join("")}</tr>`;
  const across = (text: string): string =>
    `<tr><td colspan="${columns.length}" style="text-align: center">${escapeHtml(text)}</td></tr>`;
  const titles = columns.map(({ title }) => title);
  const body = rows.map((row) => (typeof row === "string" ? across(row) : line("td", row)));
  return (
    `<table class="dataframe">${caption}<thead>${line("th", titles)}</thead>` +
    `<tbody>${body.join("")}</tbody></table>`
  );
}

/** The table as lines of aligned text, with a rule under the titles. */
export function tableLines({ columns, rows }: TextTable): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = titles.map((title, i) =>
    rows.reduce(
      (width, row) => (typeof row === "string" ? width : Math.max(width, row[i]!.length)),
      title.length,
    ),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, i) =>
        columns[i]!.align === "right" ? text.padStart(widths[i]!) : text.padEnd(widths[i]!),
      )
      .join("  ")
      .trimEnd();
  return [
    line(titles),
    widths.map((width) => "─".repeat(width)).join("  "),
    ...rows.map((row) => (typeof row === "string" ? row : line(row))),
  ];
}
