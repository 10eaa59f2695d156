import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { python, specFolder, temporaryFolder, type Json } from "./kernel.js";

/** Runs a notebook of `cells` with nbclient. */
function notebook(cells: string[], allowErrors = false) {
  const output = execFileSync(python!, [path.join(import.meta.dirname, "run_notebook.py")], {
    input: JSON.stringify({ cells, allowErrors, folder: temporaryFolder() }),
    env: { ...process.env, JUPYTER_PATH: specFolder() },
    encoding: "utf8",
  });
  return JSON.parse(output);
}

describe.skipIf(!python)("a notebook under nbclient", { timeout: 60_000 }, () => {
  test("cells get their counts, outputs stay in their cells", () => {
    const ending = `(globalThis as any)[Symbol.for("ganvas.kernel")].beforeCellEnds(async () => {
      await new Promise((r) => setTimeout(r, 200)); console.log("end"); });`;
    const { cells, failure, metadata } = notebook(["const a = 1;", ending, "a + 1"]);
    expect(failure).toBeNull();
    expect(cells.map((cell: Json) => cell.execution_count)).toEqual([1, 2, 3]);
    expect(cells[1].outputs).toMatchObject([{ output_type: "stream", text: "end\n" }]);
    expect(cells[2].outputs).toMatchObject([
      { output_type: "execute_result", execution_count: 3, data: { "text/plain": "2" } },
    ]);
    expect(metadata.language_info).toMatchObject({ name: "typescript", file_extension: ".ts" });
  });

  test("an error fails the notebook", () => {
    const { cells, failure } = notebook(["throw new Error('stop')", "1"]);
    expect(failure).toContain("CellExecutionError");
    expect(cells[0].outputs).toMatchObject([{ output_type: "error", evalue: "stop" }]);
    expect(cells[1].execution_count).toBeNull();
  });

  test("if errors are allowed, every cell runs", () => {
    const { cells, failure } = notebook(["throw new Error('go on')", "1", "x", "2"], true);
    expect(failure).toBeNull();
    const kinds = cells.map((cell: Json) => cell.outputs.map((o: Json) => o.output_type).join());
    expect(kinds).toEqual(["error", "execute_result", "error", "execute_result"]);
    expect(cells.map((cell: Json) => cell.execution_count)).toEqual([1, 2, 3, 4]);
  });
});
