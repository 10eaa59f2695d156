/** One lesson, open in its own JupyterLab and browser. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pythonOf } from "../../scripts/notebooks/execute.mjs";
import { writeNotebook } from "../../scripts/notebooks/files.mjs";
import type { Lesson } from "../../scripts/notebooks/lesson.mjs";
import { buildNotebook } from "../../scripts/notebooks/notebook.mjs";
import { findChromium, openBrowser } from "./chromium.js";
import { labIsMissing, startLab } from "./lab.js";
import { NotebookPage } from "./notebook-page.js";

export const root = resolve(import.meta.dirname, "../..");
const chromium = findChromium();
export const python = (() => {
  try {
    return pythonOf(root);
  } catch {
    return undefined;
  }
})();

/** Why browser tests cannot run here; falsy when they can. */
export const missing = !chromium
  ? "no Chromium on the PATH and no GANVAS_CHROMIUM"
  : python
    ? labIsMissing(python)
    : 'no Python environment: run "npm start -- --check"';
if (missing) console.warn(`Browser tests are skipped: ${missing}.`);

export interface Session {
  readonly notebook: NotebookPage;
  /** Ends browser and JupyterLab, and removes the notebook's folder. */
  close(): Promise<void>;
}

/** Builds a lesson in the quick setting and opens it as a person would. */
export async function openLesson(name: string, lesson: Lesson): Promise<Session> {
  const folder = mkdtempSync(join(tmpdir(), "ganvas-notebooks-"));
  writeNotebook(folder, lesson, buildNotebook(lesson, { quick: true }));
  const lab = await startLab(folder, python as string, { GANVAS_QUICK: "1" });
  const browser = await openBrowser(chromium as string);
  const notebook = await NotebookPage.open(browser, lab, `${name}.ipynb`);
  const close = async () => {
    await browser.close();
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { notebook, close };
}
