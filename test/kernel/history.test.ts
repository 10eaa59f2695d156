import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, temporaryFolder } from "./kernel.js";

describe.skipIf(!python)("history", { timeout: 90_000 }, () => {
  const folder = temporaryFolder();
  const stored = path.join(folder, "ganvas/history");
  /** The place of the history when nobody chose another. */
  const inFolder = { GANVAS_HISTORY: "", JUPYTER_DATA_DIR: folder };
  let kernel: Kernel;
  beforeAll(async () => {
    fs.mkdirSync(stored, { recursive: true });
    const lines = ['{"line":1,"input":"old"}', '{"line":1,"output":"7"}', '{"line":2,"inp', "null"];
    fs.writeFileSync(path.join(stored, "41.jsonl"), lines.join("\n"));
    kernel = await Kernel.start(folder, undefined, inFolder);
    await kernel.execute("1 + 1");
    await kernel.execute("const a = 'x*y'");
    await kernel.execute("0", { store_history: false });
    await kernel.execute("0", { silent: true });
    await kernel.execute("throw 1");
    await kernel.execute("1 + 1");
  }, 60_000);
  afterAll(() => kernel.stop());

  const ask = async (content: object, other = kernel) =>
    (await other.request("history_request", { raw: true, output: false, ...content })).reply
      .history;

  test("the tail reaches into earlier sessions; a broken line is skipped", async () => {
    expect(await ask({ hist_access_type: "tail", n: 2 })).toEqual([
      [42, 3, "throw 1"],
      [42, 4, "1 + 1"],
    ]);
    expect(await ask({ hist_access_type: "tail", n: 5, output: true })).toEqual([
      [41, 1, ["old", "7"]],
      [42, 1, ["1 + 1", "2"]],
      [42, 2, ["const a = 'x*y'", null]],
      [42, 3, ["throw 1", null]],
      [42, 4, ["1 + 1", "2"]],
    ]);
  });

  test("a range counts from the session's first line, up to the last", async () => {
    const range = { hist_access_type: "range", session: 0 };
    expect(await ask({ ...range, start: 2, stop: 4 })).toEqual([
      [42, 2, "const a = 'x*y'"],
      [42, 3, "throw 1"],
    ]);
    expect(await ask({ ...range, session: 42 })).toHaveLength(4);
    expect(await ask({ ...range, session: -1 })).toEqual([[41, 1, "old"]]);
    expect(await ask({ ...range, session: 99 })).toEqual([]);
  });

  test("a search takes * and ?, and nothing else, as wildcards", async () => {
    const search = async (pattern: string, more = {}) =>
      (await ask({ hist_access_type: "search", pattern, ...more })).map(
        (item: string[]) => item[2],
      );
    expect(await search("1 ? 1")).toEqual(["1 + 1", "1 + 1"]);
    expect(await search("1 ? 1", { unique: true })).toEqual(["1 + 1"]);
    expect(await search("*", { n: 2 })).toEqual(["throw 1", "1 + 1"]);
    expect(await search("1 . 1")).toEqual([]);
    expect(await search("o?d")).toEqual(["old"]);
  });

  test("kernels that run at the same time have separate sessions", async () => {
    const other = await Kernel.start(folder, undefined, inFolder);
    await other.execute("'other'");
    const tail = await ask({ hist_access_type: "tail", n: 1 }, other);
    expect(tail).toEqual([[43, 1, "'other'"]]);
    await other.stop();
  });

  test("without a writable folder, the session is kept in memory", async () => {
    const file = path.join(folder, "no-folder");
    fs.writeFileSync(file, "");
    for (const place of [file, "off"]) {
      const other = await Kernel.start(temporaryFolder(), undefined, { GANVAS_HISTORY: place });
      await other.execute("1");
      expect(await ask({ hist_access_type: "tail", n: 9 }, other)).toEqual([[1, 1, "1"]]);
      await other.stop();
    }
  });
});
