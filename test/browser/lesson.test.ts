import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import type { NotebookPage } from "./notebook-page.js";
import { missing, openLesson, type Session } from "./session.js";

const LESSON = `---
title: A live chart
time: 1 minute
buildsOn: nothing
---

<details>
<summary>Folded away</summary>

A hidden formula $x^2$.

</details>

\`\`\`ts id=live
import { imageGrid, lossChart, tf } from "ganvas";

const chart = lossChart();
for (let step = 1; step <= 80; step++) {
  await new Promise((done) => setTimeout(done, 100));
  chart.add({ step, metrics: { "generator loss": 1 / step } });
}
\`\`\`

\`\`\`ts id=grid folded
// A grid
imageGrid(tf.randomUniform([4, 28, 28, 1], -1, 1, "float32", 7) as tf.Tensor4D)
\`\`\`
`;

describe.skipIf(missing)("a lesson in JupyterLab", () => {
  let session: Session | undefined;
  let notebook: NotebookPage;

  beforeAll(async () => {
    const lesson = parseLesson(LESSON, { name: "00-live", file: "lesson.md" });
    session = await openLesson("00-live", lesson);
    notebook = session.notebook;
  }, 300_000);
  afterAll(() => session?.close(), 60_000);

  it("folds solutions away, in text and in code", async () => {
    const details = (await notebook.cell("text-1")).locator("details");
    await details.waitFor();
    expect(await details.locator("mjx-container, .MathJax").first().isVisible()).toBe(false);
    await details.locator("summary").click();
    await details.locator("mjx-container, .MathJax").first().waitFor({ timeout: 30_000 });
    expect(await (await notebook.cell("grid")).locator(".cm-content").count()).toBe(0);
  }, 120_000);

  it("draws a chart that moves while its cell runs", async () => {
    await notebook.runAll();
    const chart = await notebook.chartOf("live");
    await chart.first().waitFor({ timeout: 120_000 });
    const seen = new Set<string>();
    for (let look = 0; look < 200 && seen.size < 3; look++) {
      if ((await notebook.state()).kernel !== "busy") break;
      // While the chart is being replaced there may be none for a moment.
      const drawing = await notebook.drawingOf("live").catch(() => undefined);
      if (drawing) seen.add(drawing);
      await notebook.page.waitForTimeout(300);
    }
    expect(seen.size).toBe(3);
    await notebook.waitForIdle(120);
    expect(await chart.count()).toBe(1);
  }, 300_000);

  it("shows the grid of pictures, and counts every cell", async () => {
    await notebook.waitForIdle(120);
    const picture = (await notebook.outputsOf("grid")).locator("img").first();
    await picture.waitFor({ timeout: 30_000 });
    expect(await picture.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(
      28,
    );
    const { cells } = await notebook.state();
    expect(cells.filter(({ type }) => type === "code").map(({ count }) => count)).toEqual([1, 2]);
    if (process.env.GANVAS_SCREENSHOTS) {
      await notebook.screenshot({ path: join(process.env.GANVAS_SCREENSHOTS, "live-chart.png") });
    }
  }, 180_000);
});
