import { accessSync, constants, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** A Chromium on this machine: the one GANVAS_CHROMIUM names, or the first found on the PATH. */
export function findChromium(): string | undefined {
  const named = process.env.GANVAS_CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return (named ? [named] : files).find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Browser {
  newPage(): Promise<Page>;
  /** Ends the browser and removes its profile. */
  close(): Promise<void>;
}

/** A headless browser with a new, empty profile. */
export async function openBrowser(
  executablePath: string,
  viewport = { width: 1280, height: 960 },
): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "ganvas-browser-"));
  // Chromium's sandbox cannot start as root.
  const root = process.getuid?.() === 0;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    viewport,
    args: root ? ["--no-sandbox", ...QUIET] : QUIET,
  });
  return {
    newPage: () => context.newPage(),
    async close() {
      await context.close();
      // Its processes may still write for a moment.
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
