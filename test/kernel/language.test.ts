import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, temporaryFolder, type Json } from "./kernel.js";

/** The notebook's first cell. */
const CELL = `
/**
 * Adds two numbers.
 *
 * @param a the first
 * @param b the second, see {@link Math}
 * @returns their sum
 * @deprecated use plus
 * @example
 * add(1, 2)
 */
function add(a: number, b = 2): number { return a + b }
/** A net. */
class Net {
  /** how wide */
  width = 1;
  forward(x: number): string { return String(x) }
}
const net = new Net();
const config = { units: 3, "odd-key": 1 };
function layer(options: { units: number; activation?: "relu" | "tanh"; bias?: boolean }) {}
const later = Promise.resolve({ inner: 1 });
const maybe = Math.random() > 2 ? undefined : { deep: 1 };
const größe = 5;
`;

describe.skipIf(!python)("completion and inspection", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  let kernel: Kernel;
  beforeAll(async () => {
    fs.mkdirSync(path.join(folder, "parts"));
    for (const name of ["helper.ts", "types.d.ts", "table.json", "parts/inner.ts", "notes.txt"])
      fs.writeFileSync(path.join(folder, name), "{}");
    kernel = await Kernel.start(folder);
    const { reply } = await kernel.execute(CELL);
    expect(reply.status).toBe("ok");
  }, 60_000);
  afterAll(() => kernel.stop());

  /** The text and the cursor in code points; `¦` marks the cursor, otherwise it is at the end. */
  function at(marked: string): { code: string; cursor_pos: number } {
    const [before, after = ""] = marked.split("¦");
    return { code: before! + after, cursor_pos: [...before!].length };
  }

  async function complete(marked: string): Promise<Json> {
    const { reply } = await kernel.request("complete_request", at(marked));
    expect(reply.status).toBe("ok");
    return reply;
  }

  test.each([
    ["members", "net.", ["forward", "width"]],
    ["what was typed comes first in any case", "net.FO", ["forward"]],
    ["members of an awaited value", "(await later).", ["inner"]],
    ["members that may be missing", "maybe?.", ["deep"]],
    ["the question mark, where it is needed", "maybe.", ["?.deep"]],
    ["keys of an object literal", "layer({ ", ["units", "activation", "bias"]],
    ["keys that are still missing", "layer({ units: 1, ¦ })", ["activation", "bias"]],
    ["one of several strings", 'layer({ units: 1, activation: "', ["relu", "tanh"]],
    ["keys as strings", "config['", ["odd-key", "units"]],
    ["inside a cell, in code with errors", "function f() { net.wi¦ } ]] }", ["width"]],
    ["inside a template literal", "`${net.w¦}`", ["width"]],
    ["not in a comment", "// net.", []],
    ["not in a text", "'net.", []],
    ["names of earlier cells", "größ", ["größe"]],
    ["the kernel's own globals", "clearOut", ["clearOutput"]],
    ["keywords", "retur", ["return"]],
    ["names to import", "import { promis¦ } from 'node:fs'", ["promises"]],
    ["files", 'import x from "./', ["./helper", "./parts/", "./table.json"]],
    ["files in folders", 'export * from "./parts/in', ["./parts/inner"]],
    ["dots", 'await import("..¦")', ["../"]],
    ["packages that the kernel lends", 'import "vega-lit', ["vega-lite"]],
    ["the kernel's own package", 'import { tensor } from "ganv¦"', ["ganvas"]],
    ["scopes", 'import "@tensorflow/tfjs-cor', ["@tensorflow/tfjs-core"]],
    ["subpaths", 'import x from "ganvas/l', ["ganvas/latent", "ganvas/layers", "ganvas/losses"]],
    ["Node's modules", 'import "node:fs/', ["node:fs/promises"]],
    ["Node's modules by their short names", 'import "child_pr', ["node:child_process"]],
  ])("%s", async (_, code, matches) => {
    expect((await complete(code)).matches.sort()).toEqual([...matches].sort());
  });

  test("the name around the cursor is replaced, counted in characters", async () => {
    expect(await complete("'😀'; net.wi¦dth + 1")).toMatchObject({
      cursor_start: 9,
      cursor_end: 14,
      matches: ["width"],
    });
    expect(await complete('import "./hel¦p"')).toMatchObject({ cursor_start: 8, cursor_end: 14 });
  });

  test("kinds and signatures come along", async () => {
    const types = async (code: string) =>
      (await complete(code)).metadata._jupyter_types_experimental;
    expect(await types("net.fo")).toEqual([
      { start: 4, end: 6, text: "forward", type: "method", signature: "(x: number): string" },
    ]);
    const [imported] = await types("import { rmdirSyn¦ } from 'node:fs'");
    expect(imported).toMatchObject({ text: "rmdirSync", type: "function" });
  });

  test("a completion is answered while a cell runs", async () => {
    const order: string[] = [];
    const running = kernel
      .execute("await new Promise((r) => setTimeout(r, 800))")
      .then(() => order.push("cell"));
    await complete("net.").then(() => order.push("completion"));
    await running;
    expect(order).toEqual(["completion", "cell"]);
  });

  async function inspect(marked: string, detail_level = 0): Promise<Json> {
    const { reply } = await kernel.request("inspect_request", { ...at(marked), detail_level });
    expect(reply.status).toBe("ok");
    return reply;
  }

  test("a function of an earlier cell, with its documentation", async () => {
    const { found, data } = await inspect("add");
    expect(found).toBe(true);
    const parts = [
      "function add(a: number, b?: number): number",
      "Adds two numbers.",
      "Deprecated: use plus",
      "Parameters:\n  a: the first\n  b: the second, see Math",
      "Returns: their sum",
      "Example:",
      "add(1, 2)",
    ];
    expect(data["text/plain"]).toBe(parts.join("\n\n"));
    expect(data["text/markdown"]).toContain("```typescript\nfunction add(");
    expect(data["text/markdown"]).toContain("- `a`: the first");
  });

  test.each([
    ["ad¦d(1)", "function add("],
    ["'😀😀'; net.wid¦th", "how wide"],
    ["new Ne¦t()", "constructor Net(): Net\n\nA net."],
    ["add(¦)", "Argument here: a: number"],
    ["add(1, ", "Argument here: b?: number"],
    ["add(net.wi¦dth)", "(property) Net.width"],
    ["process.env.HOME", "string | undefined"],
    ["input", "Asks the user"],
    ["const own = 1; ow¦n", "const own: 1"],
  ])("%s", async (code, text) => {
    expect((await inspect(code)).data["text/plain"]).toContain(text);
  });

  test.each(["const¦ x = 1", "nosuch", "12", "", "'text¦'", "// add"])(
    "nothing is found at %j",
    async (code) => {
      expect(await inspect(code)).toMatchObject({ found: false, data: {} });
    },
  );

  test("in detail, the source of the user's own function is shown", async () => {
    const source = "{ return a + b }";
    expect((await inspect("add", 0)).data["text/plain"]).not.toContain(source);
    expect((await inspect("add", 1)).data["text/plain"]).toContain(source);
  });

  test("a cell asks for help with a question mark", async () => {
    const page = async (code: string) => {
      const { reply, outputs } = await kernel.execute(code);
      expect(outputs.map(({ type }) => type)).toEqual(["status", "execute_input", "status"]);
      expect(reply).toMatchObject({ status: "ok", payload: [{ source: "page", start: 0 }] });
      return reply.payload[0].data["text/plain"];
    };
    expect(await page("add?")).toContain("Adds two numbers.");
    expect(await page("?net.forward")).toContain("(method) Net.forward");
    expect(await page("add??")).toContain("{ return a + b }");
    expect(await page("größe ?")).toContain("const größe: 5");
    expect(await page("nosuch?")).toContain("Expected a declared name, found nosuch");
    expect((await kernel.execute("net ? 1 : 2")).reply.payload).toEqual([]);
  });
});
