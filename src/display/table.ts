import { escapeHtml, escapeMarkdown } from "./html.js";
import { DISPLAY, type MimeBundle } from "./mime.js";
import { Shown } from "./shown.js";

/** A number, also in scientific notation, or the dash that stands for none. */
const NUMBER = /^([−-]?[\d,.]+(e[+−-]?\d+)?|–)$/;

/** A small table of text that shows itself; columns of numbers are aligned to the right. */
export class Table extends Shown {
  constructor(
    readonly title: string,
    readonly header: readonly string[],
    readonly rows: readonly (readonly string[])[],
    /** A line under the table. */
    readonly note = "",
  ) {
    super();
  }

  [DISPLAY](): MimeBundle {
    return {
      "text/html": this.#html(),
      "text/markdown": this.#markdown(),
      "text/plain": this.toString(),
    };
  }

  toString(): string {
    const lines = [this.header, ...this.rows];
    const widths = this.header.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
    const text = lines.map((line) =>
      line
        .map((cell, i) =>
          this.#isNumeric(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
        )
        .join("  ")
        .trimEnd(),
    );
    text.splice(1, 0, widths.map((width) => "─".repeat(width)).join("  "));
    return [this.title, ...text, this.note].filter(Boolean).join("\n");
  }

  #html(): string {
    const cell = (tag: string, text: string, i: number) =>
      `<${tag} style="text-align:${this.#isNumeric(i) ? "right" : "left"}">${escapeHtml(text)}</${tag}>`;
    const row = (tag: string, cells: readonly string[]) =>
      `<tr>${cells.map((text, i) => cell(tag, text, i)).join("")}</tr>`;
    return (
      `<table><caption style="text-align:left;font-weight:600">${escapeHtml(this.title)}</caption>` +
      `<thead>${row("th", this.header)}</thead>` +
      `<tbody>${this.rows.map((cells) => row("td", cells)).join("")}</tbody></table>` +
      (this.note && `<p style="margin:4px 0 0">${escapeHtml(this.note)}</p>`)
    );
  }

  #markdown(): string {
    const row = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
    const rule = `|${this.header.map((_, i) => (this.#isNumeric(i) ? " ---: " : " --- ")).join("|")}|`;
    const table = [row(this.header), rule, ...this.rows.map(row)].join("\n");
    return [`**${escapeMarkdown(this.title)}**`, table, escapeMarkdown(this.note)]
      .filter(Boolean)
      .join("\n\n");
  }

  #isNumeric(column: number): boolean {
    return this.rows.length > 0 && this.rows.every((row) => NUMBER.test(row[column]!));
  }
}
