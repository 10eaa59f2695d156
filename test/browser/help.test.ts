import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import type { NotebookPage } from "./notebook-page.js";
import { missing, openLesson, type Session } from "./session.js";

const LESSON = `---
title: What the kernel knows
time: 1 minute
buildsOn: nothing
---

\`\`\`ts id=declare
/** Adds two numbers. */
function add(a: number, b: number): number { return a + b }
\`\`\`

\`\`\`ts id=typed
interface Point { readonly x: number }
\`\`\`

\`\`\`ts id=ask
const name = await input("Your name: ")
"<" + name + ">"
\`\`\`
`;

/** Writing cells in JupyterLab: highlighting, completion, documentation; and questions of a cell. */
describe.skipIf(missing)("the kernel in JupyterLab", () => {
  let session: Session | undefined;
  let notebook: NotebookPage;

  beforeAll(async () => {
    const lesson = parseLesson(LESSON, { name: "00-known", file: "lesson.md" });
    session = await openLesson("00-known", lesson);
    notebook = session.notebook;
  }, 300_000);
  afterAll(() => session?.close(), 60_000);

  /** Puts the cursor into a cell and replaces its text. */
  async function write(id: string, text: string) {
    const cell = await notebook.cell(id);
    await cell.locator(".cm-content").click();
    await notebook.page.keyboard.press("Control+A");
    await notebook.page.keyboard.type(text);
    return cell;
  }

  const picture = async (name: string): Promise<void> => {
    if (!process.env.GANVAS_SCREENSHOTS) return;
    await notebook.screenshot({ path: join(process.env.GANVAS_SCREENSHOTS, `${name}.png`) });
  };

  it("highlights TypeScript, not JavaScript", async () => {
    // As JavaScript, neither of these is a keyword.
    const words = (await notebook.cell("typed")).locator(".cm-content span[class]");
    await expect.poll(() => words.allInnerTexts(), { timeout: 30_000 }).toContain("interface");
    const looks = await words.evaluateAll((spans) =>
      spans.map((span) => [span.textContent, getComputedStyle(span).color]),
    );
    const colors = Object.fromEntries(looks);
    expect(colors["readonly"]).toBe(colors["interface"]);
    expect(colors["Point"]).not.toBe(colors["interface"]);
  }, 60_000);

  it("asks a question under the cell and takes the answer", async () => {
    await notebook.runAll();
    const field = (await notebook.cell("ask")).locator(".jp-Stdin-input");
    await field.waitFor({ timeout: 60_000 });
    expect(await (await notebook.cell("ask")).locator(".jp-Stdin-prompt").innerText()).toContain(
      "Your name:",
    );
    await field.fill("Ada");
    await field.press("Enter");
    await notebook.waitForIdle(60);
    const shown = await notebook.outputsOf("ask");
    await expect.poll(() => shown.innerText(), { timeout: 10_000 }).toContain("'<Ada>'");
  }, 180_000);

  it("completes names, with their kinds", async () => {
    await write("typed", "ad");
    await notebook.page.keyboard.press("Tab");
    const item = notebook.page.locator(".jp-Completer-item", { hasText: "add" }).first();
    await item.waitFor({ timeout: 30_000 });
    expect((await item.innerText()).toLowerCase()).toContain("function");
    await picture("completion");
    await notebook.page.keyboard.press("Escape");
  }, 60_000);

  it("shows documentation beside the cursor, and under a cell that asks for it", async () => {
    await write("typed", "add(");
    await notebook.page.keyboard.press("Shift+Tab");
    const tooltip = notebook.page.locator(".jp-Tooltip");
    await tooltip.waitFor({ timeout: 30_000 });
    expect(await tooltip.innerText()).toContain("Adds two numbers.");
    await picture("tooltip");
    await notebook.page.keyboard.press("Escape");
    await write("typed", "add?");
    await notebook.page.keyboard.press("Shift+Enter");
    const shown = await notebook.outputsOf("typed");
    await expect.poll(() => shown.innerText(), { timeout: 30_000 }).toContain("Adds two numbers.");
  }, 90_000);
});
