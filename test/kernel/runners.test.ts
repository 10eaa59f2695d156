/** Notebooks from the command line: nbconvert and papermill. */
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { python, root, specFolder, temporaryFolder, type Json } from "./kernel.js";

/** Writes a notebook of `cells` into a new folder. */
function notebook(cells: string[]): { folder: string; file: string } {
  const folder = temporaryFolder();
  const file = path.join(folder, "in.ipynb");
  const kernelspec = { name: "tslab", display_name: "TypeScript", language: "typescript" };
  const content = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec, language_info: { name: "typescript" } },
    cells: cells.map((source, i) => ({
      cell_type: "code",
      id: `cell-${i}`,
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
  };
  fs.writeFileSync(file, JSON.stringify(content));
  return { folder, file };
}

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, JUPYTER_PATH: specFolder() });

function run(folder: string, ...words: string[]) {
  const options = { cwd: folder, env: environment(), encoding: "utf8" } as const;
  return spawnSync(python!, ["-m", ...words], options);
}

const cellsIn = (file: string): Json[] => JSON.parse(fs.readFileSync(file, "utf8")).cells;
const kinds = (file: string): string[] =>
  cellsIn(file).map((cell) => cell.outputs.map((o: Json) => o.output_type).join());

describe.skipIf(!python)("notebooks from the command line", { timeout: 60_000 }, () => {
  const failing = ["let n = 1; n", "n = 2; throw new Error('stop')", "n"];

  test("nbconvert stops at an error, or goes on with --allow-errors", () => {
    const { folder, file } = notebook(failing);
    const convert = ["nbconvert", "--to", "notebook", "--execute", file, "--output", "out.ipynb"];
    const stopped = run(folder, ...convert);
    expect(stopped.status).not.toBe(0);
    expect(stopped.stderr).toMatch(/Error\S*: stop/);
    expect(run(folder, ...convert, "--allow-errors").status).toBe(0);
    const out = path.join(folder, "out.ipynb");
    expect(kinds(out)).toEqual(["execute_result", "error", "execute_result"]);
    expect(cellsIn(out)[2].outputs[0].data["text/plain"]).toEqual(["2"]);
  });

  test("nbconvert writes pages and scripts", () => {
    const { folder, file } = notebook(["const greeting: string = 'hello'; greeting"]);
    run(folder, "nbconvert", "--to", "html", "--execute", file);
    expect(fs.readFileSync(path.join(folder, "in.html"), "utf8")).toContain("<pre>'hello'</pre>");
    execFileSync(python!, ["-m", "nbconvert", "--to", "notebook", "--inplace", "--execute", file], {
      cwd: folder,
      env: environment(),
      stdio: "ignore",
    });
    run(folder, "nbconvert", "--to", "script", file);
    expect(fs.readFileSync(path.join(folder, "in.ts"), "utf8")).toContain("const greeting: string");
  });

  test("pages show a walk as a picture, charts in their size, and alternative texts", () => {
    const { folder, file } = notebook([
      'import { animation, barChart, imageGrid, tf } from "ganvas"; const images = tf.zeros([3, 8, 8, 1]) as tf.Tensor4D;',
      "animation(images)",
      "imageGrid(images)",
      'barChart({ "a<b": 1 }, { width: 300 })',
    ]);
    const prefix = path.join(folder, "share");
    const cli = path.join(root, "dist/cli/index.js");
    execFileSync(process.execPath, [cli, "kernel", "install", "--prefix", folder]);
    const words = ["--to", "html", "--template", "ganvas", "--execute", file];
    const { stderr } = spawnSync(python!, ["-m", "nbconvert", ...words], {
      cwd: folder,
      env: { ...process.env, JUPYTER_PATH: path.join(prefix, "jupyter") },
      encoding: "utf8",
    });
    expect(stderr).not.toContain("Alternative text is missing");
    const page = fs.readFileSync(path.join(folder, "in.html"), "utf8");
    expect(page).toContain('<img alt="animation of 3 images of 8×8×1, 0.25 s" src="data:image/gif');
    expect(page).toContain('alt="3 images of 8×8×1 in 3 columns"');
    const [, chart] = /alt="Frequencies: a&lt;b 1"[^>]*base64,([^"]*)"/.exec(page)!;
    const width = Buffer.from(chart!, "base64").readUInt32BE(16);
    expect(width).toBeGreaterThan(300); // a pixel for each of CSS: nbconvert shows pictures so
    expect(width).toBeLessThan(400);
  });

  test("papermill passes parameters, in C#'s notation", () => {
    const { folder, file } = notebook(["let steps = 10, name = ''; steps", "[steps * 2, name]"]);
    const json = JSON.parse(fs.readFileSync(file, "utf8"));
    json.cells[0].metadata.tags = ["parameters"];
    fs.writeFileSync(file, JSON.stringify(json));
    const words = [file, "out.ipynb", "--language", ".net-csharp", "-p", "steps", "60"];
    const { status, stderr } = run(folder, "papermill", ...words, "-p", "name", "GAN");
    expect(status, stderr).toBe(0);
    const last = cellsIn(path.join(folder, "out.ipynb")).at(-1);
    expect(last.outputs[0].data["text/plain"]).toEqual(["[ 120, 'GAN' ]"]);
  });

  test("papermill runs a notebook, and fails with its error", () => {
    const { folder, file } = notebook(["let n = 1; n", "n + 1"]);
    const good = run(folder, "papermill", file, "out.ipynb", "--no-progress-bar");
    expect(good.status, good.stderr).toBe(0);
    expect(kinds(path.join(folder, "out.ipynb"))).toEqual(["execute_result", "execute_result"]);
    const bad = notebook(failing);
    const { status, stderr } = run(bad.folder, "papermill", bad.file, "out.ipynb");
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/Error\S*: stop/);
  });
});
