/** Charts, pictures and errors in JupyterLab's light and dark theme. */
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import type { NotebookPage } from "./notebook-page.js";
import { missing, openLesson, type Session } from "./session.js";

const LESSON = `---
title: Looks
time: 1 minute
buildsOn: nothing
---

\`\`\`ts id=losses
import { barChart, check, histogram, imageGrid, lossChart, planeChart, tf } from "ganvas";
const losses = lossChart();
for (let step = 1; step <= 60; step++)
  losses.add({ step, steps: 60, metrics: { "generator loss": 1 / step, "D(x)": step / 60 } });
losses
\`\`\`

\`\`\`ts id=bars
barChart({ "0": 0.11, "1": 0.101, "2": 0.09 }, { reference: 0.05, referenceLabel: "floor" })
\`\`\`

\`\`\`ts id=plane
planeChart({ domain: { x: [-1, 1], y: [-1, 1] } }).update({
  real: [[0.5, 0.5], [0.2, 0.1]], generated: [[-0.5, -0.2]],
  field: (grid) => grid.filter((_, i) => i % 2 === 0).map((x) => 1 / (1 + Math.exp(-9 * x))),
})
\`\`\`

\`\`\`ts id=counts
histogram({ "D(x)": [0.8, 0.9, 0.7], "D(G(z))": [0.2, 0.4, 0.3] }, { domain: [0, 1] })
\`\`\`

\`\`\`ts id=images
imageGrid(tf.randomUniform([4, 28, 28, 1], -1, 1), { captions: ["one", "two", "three", "four"] })
\`\`\`

\`\`\`ts id=checked
[check("a", true), check("b", false, "a hint"), check("c", undefined)]
\`\`\`

\`\`\`ts id=named
import { Table } from "ganvas";
new Table("A caption that is longer than its table", ["a"], [["1"]])
\`\`\`

\`\`\`ts id=types
const half: number = "0.5";
\`\`\`

\`\`\`ts id=throws
function inner() { throw Object.assign(new Error("no such file"), { code: "ENOENT" }); }
inner();
\`\`\`
`;

const CHARTS = ["losses", "bars", "plane", "counts"];

/** The least contrast of what is written in `area` with what lies behind it, and its text. */
function leastContrast(area: Locator): Promise<{ contrast: number; text: string }> {
  return area.evaluate((root) => {
    type Color = [number, number, number, number];
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const parse = (css: string): Color => {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = css;
      canvas.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
      return [r!, g!, b!, a! / 255];
    };
    const over = ([r, g, b, a]: Color, below: Color): Color =>
      [r, g, b].map((c, i) => a * c + (1 - a) * below[i]!).concat(1) as Color;
    const behind = (element: Element | null): Color =>
      element
        ? over(parse(getComputedStyle(element).backgroundColor), behind(element.parentElement))
        : [255, 255, 255, 1];
    const luminance = (color: Color) =>
      color.slice(0, 3).reduce((sum, c, i) => {
        const part = c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4;
        return sum + part * [0.2126, 0.7152, 0.0722][i]!;
      }, 0);
    const written = [
      ...root.querySelectorAll("svg text, pre, pre span, .jp-RenderedHTMLCommon span"),
    ]
      .filter((element) => element.textContent.trim() && !element.closest("summary, details"))
      .filter((element) => [...element.childNodes].some((node) => node.nodeName === "#text"))
      .map((element) => {
        const style = getComputedStyle(element);
        const ground = behind(element);
        const ink = over(parse(element.tagName === "text" ? style.fill : style.color), ground);
        const [a, b] = [luminance(ink), luminance(ground)];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        return { contrast, text: element.textContent.slice(0, 60) };
      });
    if (written.length === 0) throw new Error("nothing is written here");
    return written.reduce((least, one) => (one.contrast < least.contrast ? one : least));
  });
}

describe.skipIf(missing)("outputs in JupyterLab's themes", () => {
  let session: Session | undefined;
  let notebook: NotebookPage;

  beforeAll(async () => {
    const lesson = parseLesson(LESSON, { name: "00-looks", file: "lesson.md" });
    session = await openLesson("00-looks", lesson);
    notebook = session.notebook;
    for (const { id, type } of (await notebook.state()).cells) {
      if (type === "code") await notebook.runToEnd(id);
    }
  }, 300_000);
  afterAll(() => session?.close(), 60_000);

  it("charts fit into a narrow window, also one that becomes narrow, and keep their size in a wide one", async () => {
    const sizes = async (id: string) => {
      const chart = (await notebook.chartOf(id)).first();
      return chart.evaluate((svg) => {
        const area = svg.closest(".jp-OutputArea-output")!;
        return {
          drawn: svg.getBoundingClientRect().width,
          cut: area.scrollWidth - area.clientWidth,
        };
      });
    };
    const wide = await sizes("losses");
    await notebook.page.setViewportSize({ width: 900, height: 960 });
    for (const id of ["losses", "bars", "counts"]) {
      await expect.poll(async () => (await sizes(id)).cut, { timeout: 20_000 }).toBe(0);
    }
    const folder = process.env.GANVAS_SCREENSHOTS;
    await notebook.screenshot({ path: folder && join(folder, "narrow.png") });
    await notebook.page.setViewportSize({ width: 1280, height: 960 });
    await expect.poll(() => sizes("losses"), { timeout: 20_000 }).toEqual(wide);
  }, 90_000);

  it("a caption takes one line above a narrow table", async () => {
    const caption = (await notebook.outputsOf("named")).locator("caption");
    const lines = await caption.evaluate((node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      return range.getClientRects().length;
    });
    expect(lines).toBe(1);
  });

  for (const theme of ["Light", "Dark"]) {
    describe(theme, () => {
      beforeAll(() => notebook.useTheme(`JupyterLab ${theme}`), 60_000);

      it.each([...CHARTS, "images", "checked", "types", "throws"])(
        "%s",
        async (id) => {
          const outputs = await notebook.outputsOf(id);
          await outputs.locator("svg.marks, img, pre, .jp-RenderedHTMLCommon").first().waitFor();
          const folder = process.env.GANVAS_SCREENSHOTS;
          const path = folder && join(folder, `${theme.toLowerCase()}-${id}.png`);
          await notebook.screenshot({ cell: id, path });
          if (id === "images") return; // its captions are pixels
          const { contrast, text } = await leastContrast(outputs);
          // JupyterLab's own red has a contrast of 2.6 on the ground of an error.
          expect(contrast, text).toBeGreaterThan(["types", "throws"].includes(id) ? 2.5 : 3.8);
        },
        60_000,
      );

      it("charts have no own ground", async () => {
        for (const id of CHARTS) {
          const ground = (await notebook.chartOf(id)).first();
          const color = await ground.evaluate((svg) => getComputedStyle(svg).backgroundColor);
          expect(color).toBe("rgba(0, 0, 0, 0)");
        }
      });
    });
  }
});
