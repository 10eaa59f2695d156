import { refusal } from "../base/errors.js";
import { aList, aText, checkArgument } from "../base/arguments.js";
import { escapeHtml, escapeMarkdown } from "../base/escape.js";
import { DISPLAY, type MimeBundle } from "../base/mime.js";
import { tableHtml, tableLines, type TextTable } from "../base/table.js";
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
    checkArgument("title", title, aText("Results"));
    const list = aList("a list of texts", '["name", "value"]', aText("name"));
    checkArgument("header", header, list);
    checkArgument("rows", rows, aList("a list of rows", '[["loss", "0.7"]]', list));
    const long = rows.findIndex(({ length }) => length > header.length);
    if (long >= 0) {
      const expected = `of at most ${header.length} cells, as the header`;
      const advice = "name every column";
      throw new RangeError(refusal(`rows[${long}]`, expected, `of ${rows[long]!.length}`, advice));
    }
    checkArgument("note", note, aText(""));
  }

  [DISPLAY](): MimeBundle {
    return {
      "text/html": this.#html(),
      "text/markdown": this.#markdown(),
      "text/plain": this.toString(),
    };
  }

  toString(): string {
    return [this.title, ...tableLines(this.#table()), this.note].filter(Boolean).join("\n");
  }

  #table(): TextTable {
    const columns = this.header.map(
      (title, i) => ({ title, align: this.#isNumeric(i) ? "right" : "left" }) as const,
    );
    return { columns, rows: this.rows };
  }

  #html(): string {
    const style = "text-align: left; font-weight: 600; white-space: nowrap";
    const caption = `<caption style="${style}">${escapeHtml(this.title)}</caption>`;
    const note = this.note && `<p style="margin: 4px 0 0">${escapeHtml(this.note)}</p>`;
    return tableHtml(this.#table(), caption) + note;
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
