import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import type { NotebookPage } from "./notebook-page.js";
import { missing, openLesson, type Session } from "./session.js";

const LESSON = `---
title: Widgets
time: 1 minute
buildsOn: nothing
---

\`\`\`ts id=slider
import { checkbox, dropdown, interact, intSlider, progress } from "ganvas";
import { button, hBox, html, intProgress, label, text, vBox } from "ganvas/widgets";

const slider = intSlider({ min: 0, max: 10, value: 3, description: "x" });
await interact({ x: slider }, ({ x }) => "the square is " + x * x);
\`\`\`

\`\`\`ts id=sets
slider.value = 8;
\`\`\`

\`\`\`ts id=waits
for await (const value of slider) {
  console.log("moved to", value);
  if (value === 10) break;
}
console.log("over");
\`\`\`

\`\`\`ts id=progress
for await (const epoch of progress(2, { description: "Epochs" })) {
  for (const step of progress(30, { description: "Steps", unit: "images" }))
    await new Promise((done) => setTimeout(done, 60));
}
\`\`\`

\`\`\`ts id=others
const start = button("Start", { style: "success" });
start.onChange((clicks) => console.log("clicked", clicks));
vBox([
  hBox([start, checkbox({ description: "check", value: true, width: "150px" }),
        dropdown({ options: ["one", "two"], description: "choose" })]),
  hBox([text({ value: "words", description: "a long description" }), label("a label"),
        html("<b>bold</b>")]),
  intProgress({ value: 30, description: "bar" }),
])
\`\`\`
`;

describe.skipIf(missing)("widgets in JupyterLab", () => {
  let session: Session | undefined;
  let notebook: NotebookPage;

  beforeAll(async () => {
    const lesson = parseLesson(LESSON, { name: "00-widgets", file: "lesson.md" });
    session = await openLesson("00-widgets", lesson);
    notebook = session.notebook;
  }, 300_000);
  afterAll(() => session?.close(), 60_000);

  const slider = async () => (await notebook.outputsOf("slider")).locator(".widget-slider");
  const number = async () => (await slider()).locator(".widget-readout").innerText();
  const outputs = async (id: string) => (await notebook.outputsOf(id)).innerText();
  const picture = async (name: string) => {
    const folder = process.env.GANVAS_SCREENSHOTS;
    if (folder) await notebook.screenshot({ path: join(folder, `widgets-${name}.png`) });
  };
  const press = async (key: string) => {
    const handle = (await slider()).locator(".noUi-handle");
    await handle.focus();
    await handle.press(key);
  };

  it("a slider that is moved drives code, and code moves the slider", async () => {
    await notebook.run("slider");
    await (await slider()).waitFor({ timeout: 60_000 });
    await expect.poll(() => outputs("slider"), { timeout: 20_000 }).toContain("square is 9");
    await press("ArrowRight");
    await expect.poll(() => outputs("slider")).toContain("square is 16");
    expect(await number()).toBe("4");
    await notebook.run("sets");
    await expect.poll(number).toBe("8");
    await expect.poll(() => outputs("slider")).toContain("square is 64");
    await picture("slider");
  }, 120_000);

  it("a cell that waits hears of each move", async () => {
    await notebook.run("waits");
    await expect.poll(async () => (await notebook.state()).kernel).toBe("busy");
    await notebook.page.waitForTimeout(500); // the loop has begun
    await press("ArrowRight");
    await expect.poll(() => outputs("waits")).toContain("moved to 9");
    await press("ArrowRight");
    await expect.poll(() => outputs("waits")).toContain("moved to 10\nover");
  }, 60_000);

  it("progress bars move while their cell runs, and are kept as text", async () => {
    await notebook.run("progress");
    const bars = (await notebook.outputsOf("progress")).locator(".progress-bar");
    await expect.poll(() => bars.count(), { timeout: 20_000 }).toBe(2);
    const widths = new Set<string>();
    const width = async () => {
      const steps = bars.nth(1);
      widths.add(await steps.evaluate((bar) => (bar as HTMLElement).style.width));
      return widths.size;
    };
    await expect.poll(width, { timeout: 5000, interval: 100 }).toBeGreaterThan(3);
    await picture("progress");
    const kept = (await notebook.outputsOf("progress")).locator("progress");
    await expect.poll(() => kept.count(), { timeout: 20_000 }).toBe(2);
    expect(await outputs("progress")).toMatch(/Epochs: 2 · .*\n.*Steps: 30 · .* images\/s · took/);
    await picture("progress-end");
  }, 60_000);

  it("what a listener prints appears in its cell; a page that is reloaded has its widgets", async () => {
    await notebook.run("others");
    const others = await notebook.outputsOf("others");
    await others.locator("button", { hasText: "Start" }).click();
    await expect.poll(() => outputs("others")).toContain("clicked 1");
    await picture("others");
    await notebook.saveAndReload();
    await (await slider()).waitFor({ timeout: 30_000 });
    expect(await number()).toBe("10");
    await press("ArrowLeft");
    await expect.poll(number).toBe("9");
    await notebook.run("sets");
    await expect.poll(number).toBe("8");
    await picture("reloaded");
  }, 120_000);
});
