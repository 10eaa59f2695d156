/** A notebook open in JupyterLab, driven and read as a person would. */
import type { Locator, Page } from "playwright-core";
import type { Browser } from "./chromium.js";
import type { Lab } from "./lab.js";

/** The used part of `window.jupyterapp`, which JupyterLab sets under --expose-app-in-browser. */
interface App {
  readonly commands: { execute(command: string, options: object): Promise<unknown> };
  readonly shell: {
    readonly currentWidget?: {
      readonly sessionContext?: { readonly session?: { readonly kernel?: { status: string } } };
      readonly content?: {
        readonly widgets: readonly {
          readonly model: {
            readonly id: string;
            readonly type: string;
            readonly executionCount?: number | null;
          };
        }[];
      };
    };
  };
}

/** A cell as the open notebook has it. */
export interface CellState {
  readonly id: string;
  readonly type: string;
  readonly count: number | null;
}

export class NotebookPage {
  constructor(readonly page: Page) {}

  /** Opens the notebook `name` of the lab's folder and waits for its kernel. */
  static async open(browser: Browser, lab: Lab, name: string): Promise<NotebookPage> {
    const page = await browser.newPage();
    await page.goto(`${lab.url}/lab/tree/${encodeURI(name)}?token=${lab.token}&reset`);
    const notebook = new NotebookPage(page);
    await notebook.ready();
    return notebook;
  }

  /** Saves the notebook and reloads the page; the kernel keeps running. */
  async saveAndReload(): Promise<void> {
    await this.page.keyboard.press("Control+s");
    await this.page.locator(".jp-mod-dirty").first().waitFor({ state: "detached" });
    await this.page.reload();
    await this.ready();
  }

  private async ready(): Promise<void> {
    const cells = this.page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell");
    await cells.first().waitFor({ timeout: 120_000 });
    await this.until((state) => state.kernel === "idle", 120);
  }

  /** Run menu, "Run All Cells". */
  async runAll(): Promise<void> {
    await this.page.locator(".lm-MenuBar-itemLabel", { hasText: /^Run$/ }).click();
    await this.page.locator(".lm-Menu-itemLabel", { hasText: /^Run All Cells$/ }).click();
    await this.until(({ kernel }) => kernel === "busy", 30);
  }

  /** Runs one cell, as Ctrl+Enter in it does, without waiting for its end. */
  async run(id: string): Promise<void> {
    await (await this.cell(id)).locator(".cm-content").click();
    await this.page.keyboard.press("Control+Enter");
  }

  /** Runs one cell and waits for its end, whether it fails or not. */
  async runToEnd(id: string, seconds = 120): Promise<void> {
    await this.run(id);
    const ended = ({ cells, kernel }: Awaited<ReturnType<NotebookPage["state"]>>) =>
      kernel === "idle" && cells.some((cell) => cell.id === id && cell.count !== null);
    await this.until(ended, seconds);
  }

  /** Changes JupyterLab's theme while the notebook stays open. */
  async useTheme(name: string): Promise<void> {
    await this.page.evaluate(
      (theme) =>
        (window as unknown as { jupyterapp: App }).jupyterapp.commands.execute(
          "apputils:change-theme",
          { theme },
        ),
      name,
    );
    await this.page.locator(`body[data-jp-theme-name="${name}"]`).waitFor({ state: "attached" });
  }

  /**
   * Waits until every code cell has run, or one has failed.
   *
   * @throws with the output of the cell that failed, or when `seconds` have passed
   */
  async waitForIdle(seconds = 600): Promise<void> {
    const error = this.page.locator(
      ".jp-Notebook [data-mime-type='application/vnd.jupyter.error']",
    );
    await this.until(async ({ kernel, cells }) => {
      if ((await error.count()) > 0) throw new Error(await error.first().innerText());
      return (
        kernel === "idle" && cells.every(({ type, count }) => type !== "code" || count !== null)
      );
    }, seconds);
  }

  /** The kernel's state and the cells, in order. */
  async state(): Promise<{ kernel: string | undefined; cells: CellState[] }> {
    return this.page.evaluate(() => {
      const { currentWidget } = (window as unknown as { jupyterapp: App }).jupyterapp.shell;
      return {
        kernel: currentWidget?.sessionContext?.session?.kernel?.status,
        cells: (currentWidget?.content?.widgets ?? []).map(({ model }) => ({
          id: model.id,
          type: model.type,
          count: model.executionCount ?? null,
        })),
      };
    });
  }

  /** The cell with this id. */
  async cell(id: string): Promise<Locator> {
    const { cells } = await this.state();
    const at = cells.findIndex((cell) => cell.id === id);
    if (at < 0) throw new Error(`no cell "${id}"; there are ${cells.map((c) => c.id).join(", ")}`);
    return this.page.locator(".jp-NotebookPanel .jp-Notebook .jp-Cell").nth(at);
  }

  /** Where a cell's outputs are shown. */
  async outputsOf(id: string): Promise<Locator> {
    return (await this.cell(id)).locator(".jp-Cell-outputArea");
  }

  /** The Vega chart among a cell's outputs; not the icons of its menu. */
  async chartOf(id: string): Promise<Locator> {
    return (await this.outputsOf(id)).locator(".vega-embed svg.marks, .vega-embed canvas.marks");
  }

  /** All that a chart draws, as text: it changes when and only when the drawing does. */
  async drawingOf(id: string): Promise<string> {
    const chart = (await this.chartOf(id)).first();
    return chart.evaluate((mark) =>
      mark instanceof HTMLCanvasElement ? mark.toDataURL() : mark.outerHTML,
    );
  }

  /** A PNG of the page, or of one cell's outputs; written to `path` when given. */
  async screenshot({ cell, path }: { cell?: string; path?: string } = {}): Promise<Buffer> {
    if (cell === undefined) return this.page.screenshot({ path });
    const outputs = await this.outputsOf(cell);
    await outputs.scrollIntoViewIfNeeded();
    return outputs.screenshot({ path });
  }

  private async until(
    holds: (state: Awaited<ReturnType<NotebookPage["state"]>>) => boolean | Promise<boolean>,
    seconds: number,
  ): Promise<void> {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const state = await this.state().catch(() => ({ kernel: undefined, cells: [] }));
      if (await holds(state)) return;
      if (Date.now() > end) {
        throw new Error(`after ${seconds} s the notebook was still at ${JSON.stringify(state)}`);
      }
      await this.page.waitForTimeout(200);
    }
  }
}
