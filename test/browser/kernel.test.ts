/** Running cells in JupyterLab: the buttons, live charts, errors. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import type { NotebookPage } from "./notebook-page.js";
import { missing, openLesson, type Session } from "./session.js";

const LESSON = `---
title: The kernel
time: 1 minute
buildsOn: nothing
---

\`\`\`ts id=train
import { Dataset, imageGrid, lossChart, mlpGan, trainGan } from "ganvas";

const [pixels, labels] = [new Uint8Array(8 * 64), new Uint8Array(8)];
const dots = new Dataset({ name: "dots", image: [8, 8, 1], pixels, labels, classes: ["dot"] });
const model = mlpGan({ image: [8, 8, 1], latent: 2, generatorUnits: [8], discriminatorUnits: [8] });
const chart = lossChart();
for await (const step of trainGan(model, dots, { steps: 150, batch: 4 })) {
  chart.add(step);
  await new Promise((done) => setTimeout(done, 100));
}
\`\`\`

\`\`\`ts id=after
imageGrid(model.sample(4))
\`\`\`

\`\`\`ts id=broken
const half: number = "0.5";
\`\`\`
`;

describe.skipIf(missing)("the kernel in JupyterLab", () => {
  let session: Session | undefined;
  let notebook: NotebookPage;

  beforeAll(async () => {
    const lesson = parseLesson(LESSON, { name: "00-kernel", file: "lesson.md" });
    session = await openLesson("00-kernel", lesson);
    notebook = session.notebook;
  }, 300_000);
  afterAll(() => session?.close(), 60_000);

  const picture = async (name: string): Promise<void> => {
    if (!process.env.GANVAS_SCREENSHOTS) return;
    await notebook.screenshot({ path: join(process.env.GANVAS_SCREENSHOTS, `${name}.png`) });
  };

  it("stops a training by the button, and goes on with the next cell", async () => {
    await notebook.run("train");
    const chart = await notebook.chartOf("train");
    await chart.first().waitFor({ timeout: 120_000 });
    await notebook.page.locator('[data-command="notebook:interrupt-kernel"]').first().click();
    const outputs = await notebook.outputsOf("train");
    await outputs.getByText("KeyboardInterrupt: Training was stopped after step").waitFor();
    await picture("interrupted-training");
    await notebook.run("after");
    const samples = (await notebook.outputsOf("after")).locator("img").first();
    await samples.waitFor({ timeout: 30_000 });
  }, 240_000);

  it("shows an error with its line", async () => {
    await notebook.run("broken");
    const outputs = await notebook.outputsOf("broken");
    await outputs.getByText('> 1 | const half: number = "0.5";').waitFor({ timeout: 30_000 });
    expect(await outputs.innerText()).toMatch(/Cell\[\d+\]\.ts:1:7 - error TS2322/);
    await picture("type-error");
  }, 120_000);

  it("restarts and runs all cells", async () => {
    await (await notebook.cell("broken")).locator(".cm-content").click();
    await notebook.page.keyboard.press("Control+A");
    await notebook.page.keyboard.type("const half: number = 0.5; half");
    const restart =
      '[data-command="notebook:restart-run-all"], [data-command="runmenu:restart-and-run-all"]';
    await notebook.page.locator(restart).first().click();
    await notebook.page.locator(".jp-Dialog .jp-mod-accept").click();
    const half = (await notebook.outputsOf("broken")).getByText("0.5", { exact: true });
    await half.waitFor({ timeout: 120_000 });
    await notebook.waitForIdle(120);
    const { cells } = await notebook.state();
    const counts = cells.filter(({ type }) => type === "code").map(({ count }) => count);
    expect(counts).toEqual([1, 2, 3]);
    await picture("restarted");
  }, 300_000);
});
