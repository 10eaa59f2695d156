import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEditions } from "../../scripts/notebooks/files.mjs";
import type { NotebookPage } from "./notebook-page.js";
import { missing, openLesson, root, type Session } from "./session.js";

const NAME = "01-generative-adversarial-networks";

describe.skipIf(missing)("lesson 01 in JupyterLab, in the quick setting", () => {
  let session: Session | undefined;
  let notebook: NotebookPage;

  beforeAll(async () => {
    const [english] = readEditions(root, NAME);
    session = await openLesson(NAME, english);
    notebook = session.notebook;
  }, 300_000);
  afterAll(() => session?.close(), 60_000);

  it("runs from top to bottom, and the loss chart moves while it trains", async () => {
    await notebook.runAll();
    const seen = new Set<string>();
    for (let look = 0; look < 2000; look++) {
      const { cells } = await notebook.state();
      if (cells.find(({ id }) => id === "train")?.count) break; // its number comes at its end
      const drawing = await notebook.drawingOf("train").catch(() => undefined);
      if (drawing) seen.add(drawing);
      await notebook.page.waitForTimeout(150);
    }
    expect(seen.size).toBeGreaterThanOrEqual(2);
    await notebook.waitForIdle(300); // fails when a cell has failed
    const { cells } = await notebook.state();
    const counts = cells.filter(({ type }) => type === "code").map(({ count }) => count);
    expect(counts).toEqual(counts.map((_, index) => index + 1));
  }, 600_000);

  it.each(["digits", "train", "film", "samples", "walk"])(
    "cell %s shows a grid",
    async (id) => {
      const cell = await notebook.cell(id);
      await cell.scrollIntoViewIfNeeded();
      const picture = (await notebook.outputsOf(id)).locator("img").first();
      await picture.waitFor({ timeout: 30_000 });
      const width = await picture.evaluate((img) => (img as HTMLImageElement).naturalWidth);
      expect(width).toBeGreaterThan(10 * 28);
      if (process.env.GANVAS_SCREENSHOTS) {
        await notebook.screenshot({ path: join(process.env.GANVAS_SCREENSHOTS, `${id}.png`) });
      }
    },
    60_000,
  );
});
