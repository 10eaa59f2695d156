import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium, openBrowser } from "./chromium.js";
import { startLab } from "./lab.js";
import { NotebookPage } from "./notebook-page.js";
import { missing, python, root } from "./session.js";

describe.skipIf(missing)("opening a stored lesson", { timeout: 240_000 }, () => {
  it("leaves it unchanged: it is not marked, and saving writes the same bytes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ganvas-notebooks-"));
    const name = "01-generative-adversarial-networks.ipynb";
    const stored = join(root, "notebooks", name);
    copyFileSync(stored, join(folder, name));
    const lab = await startLab(folder, python as string);
    const browser = await openBrowser(findChromium() as string);
    try {
      const { page } = await NotebookPage.open(browser, lab, name);
      await page.waitForTimeout(2000); // what is to be marked, is marked by then
      expect(await page.locator(".jp-mod-dirty").count()).toBe(0);
      const before = statSync(join(folder, name)).mtimeMs;
      await page.locator(".jp-NotebookPanel .jp-Cell").first().click();
      await page.keyboard.press("Control+s");
      await expect.poll(() => statSync(join(folder, name)).mtimeMs).toBeGreaterThan(before);
      await expect
        .poll(() => readFileSync(join(folder, name)).equals(readFileSync(stored)))
        .toBe(true);
    } finally {
      await browser.close();
      await lab.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
