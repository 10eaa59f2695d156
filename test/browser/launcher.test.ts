/** The kernel in JupyterLab's launcher, as a new user sees it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findChromium, openBrowser, type Browser } from "./chromium.js";
import { startLab, type Lab } from "./lab.js";
import { NotebookPage } from "./notebook-page.js";
import { missing, python } from "./session.js";

describe.skipIf(missing)("JupyterLab's launcher", () => {
  const folder = mkdtempSync(join(tmpdir(), "ganvas-launcher-"));
  let lab: Lab | undefined;
  let browser: Browser | undefined;
  let page: Page;

  beforeAll(async () => {
    lab = await startLab(folder, python!);
    browser = await openBrowser(findChromium()!);
    page = await browser.newPage();
    await page.goto(`${lab.url}/lab?token=${lab.token}&reset`);
  }, 180_000);
  afterAll(async () => {
    await browser?.close();
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it.each(["Light", "Dark"])(
    "shows the kernel's icon in the theme %s",
    async (theme) => {
      const card = page.locator('.jp-LauncherCard[title^="TypeScript (Ganvas)"]').first();
      await card.waitFor({ timeout: 60_000 });
      await new NotebookPage(page).useTheme(`JupyterLab ${theme}`);
      await page.locator("#jupyterlab-splash").waitFor({ state: "detached" });
      const screenshots = process.env.GANVAS_SCREENSHOTS;
      const icon = card.locator("img");
      await expect
        .poll(() => icon.evaluate((img: HTMLImageElement) => img.naturalWidth))
        .toBeGreaterThan(0);
      if (screenshots)
        await page.screenshot({ path: join(screenshots, `launcher-${theme.toLowerCase()}.png`) });
    },
    90_000,
  );
});
