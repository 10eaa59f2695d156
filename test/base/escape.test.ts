import { expect, test } from "vitest";
import { escapeHtml, escapeMarkdown } from "../../src/base/escape.js";

test("HTML keeps its text between tags and in quoted attributes", () => {
  expect(escapeHtml(`<a title="x" rel='y'>1 & 2</a>`)).toBe(
    "&lt;a title=&quot;x&quot; rel=&#39;y&#39;&gt;1 &amp; 2&lt;/a&gt;",
  );
});

test("a cell of a Markdown table keeps its text", () => {
  expect(escapeMarkdown("a|b *c* `d` <e> [f] \\g_h")).toBe(
    "a\\|b \\*c\\* \\`d\\` \\<e\\> \\[f\\] \\\\g\\_h",
  );
});
