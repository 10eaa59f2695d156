import { expect, test } from "vitest";
import { tableHtml, tableLines, type TextTable } from "../../src/base/table.js";

const table: TextTable = {
  columns: [
    { title: "name", align: "left" },
    { title: "n", align: "right" },
  ],
  rows: [["a<b", "1"], "… 3 more rows …", ["c", "1,234"]],
};

test("lines are aligned, and a row that is one text spans the table", () => {
  expect(tableLines(table)).toEqual([
    "name      n",
    "────  ─────",
    "a<b       1",
    "… 3 more rows …",
    "c     1,234",
  ]);
});

test("HTML has the same cells, escaped", () => {
  const html = tableHtml(table, "<caption>t</caption>");
  expect(html).toMatch(/^<table class="dataframe"><caption>t<\/caption><thead><tr><th style=/);
  expect(html).toContain('<td style="text-align: left">a&lt;b</td>');
  expect(html).toContain('<td style="text-align: right">1,234</td>');
  expect(html).toContain('<td colspan="2" style="text-align: center">… 3 more rows …</td>');
});
