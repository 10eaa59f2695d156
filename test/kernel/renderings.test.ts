/** How values are shown, without a kernel around them; results.test.ts has the way to the frontend. */
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { encodePng } from "../../src/base/png.js";
import { bundleOf } from "../../src/kernel/results/results.js";

const text = async (value: unknown) => (await bundleOf(value))["text/plain"] as string;
const html = async (value: unknown) => (await bundleOf(value))["text/html"] as string;

describe("values as text", () => {
  class Hidden {
    readonly #secret = 1;
    shown = 2;
    get secret() {
      return this.#secret;
    }
  }

  test.each<[string, unknown, string]>([
    ["null", null, "null"],
    ["a string", "it's", `"it's"`],
    ["minus zero", -0, "-0"],
    ["not a number", NaN, "NaN"],
    ["a bigint", 10n, "10n"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a function", function f() {}, "[Function: f]"],
    ["a class", class A {}, "[class A]"],
    ["an instance", new Hidden(), "Hidden { shown: 2 }"],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["a pattern", /a/g, "/a/g"],
    ["a map", new Map([[1, { a: 1 }]]), "Map(1) { 1 => { a: 1 } }"],
    ["a set", new Set(["a"]), "Set(1) { 'a' }"],
    ["bytes", Buffer.from("abc"), "<Buffer 61 62 63>"],
    ["nothing in a list", [], "[]"],
    ["no prototype", Object.create(null), "[Object: null prototype] {}"],
  ])("%s", async (_name, value, expected) => expect(await text(value)).toBe(expected));

  test("an error has its stack", async () => {
    expect(await text(new RangeError("far"))).toMatch(/^RangeError: far\n +at /);
  });

  test("circles, getters, proxies and hostile objects", async () => {
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(await text(circle)).toBe("<ref *1> { self: [Circular *1] }");
    const getter = {
      get a() {
        throw new Error("asked");
      },
    };
    expect(await text(getter)).toBe("{ a: [Getter] }");
    expect(await text([getter, getter])).toMatch(/Getter/);
    const asked: PropertyKey[] = [];
    const answering = new Proxy({}, { get: (_, name) => (asked.push(name), () => 1) });
    expect(await text(answering)).toBe("{}");
    expect(asked).toEqual([]);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(await text(proxy)).toMatch(/Revoked|could not be displayed/);
    const hostile = {
      [Symbol.for("nodejs.util.inspect.custom")]() {
        throw new Error("no text");
      },
    };
    expect(await text(hostile)).toBe("The value could not be displayed: Error: no text");
    const pretending = { dtype: "float32", shape: [2], isDisposed: false, dataSync: () => [] };
    expect(await text(pretending)).toMatch(/its values could not be read/);
  });

  test("long arrays are cut, long text is folded and says how much", async () => {
    expect(await text(new Float32Array(1000))).toMatch(/900 more items/);
    const keys = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key${i}`, i]));
    const lines = (await text(keys)).split("\n");
    expect(lines.at(-1)).toBe(
      `… ${(10_002 - (lines.length - 1)).toLocaleString("en-US")} more lines`,
    );
    expect(lines.length).toBe(31);
    const folded = await html(keys);
    expect(folded).toMatch(/<details><summary>… 9,972 more lines<\/summary>/);
    expect(folded).toContain("key9999: 9999");
    const wide = await bundleOf(Array.from({ length: 90 }, () => "<b>".repeat(3000)));
    expect((wide["text/plain"] as string).length).toBeLessThan(20_000);
    expect(wide["text/html"]).not.toContain("<b>");
    expect(wide["text/html"]).toMatch(/more lines that the notebook does not keep/);
  });
});

describe("tables", () => {
  test("one column for each key, numbers to the right, missing cells empty", async () => {
    const rows = [
      { name: "a", loss: 0.5 },
      { name: "longer", loss: 12.25, note: null },
      { name: "c", loss: NaN, note: undefined },
    ];
    expect(await text(rows)).toBe(
      [
        "   name     loss  note",
        "─  ──────  ─────  ────",
        "0  a        0.50",
        "1  longer  12.25  null",
        "2  c         NaN",
      ].join("\n"),
    );
    expect(await html(rows)).toContain('<td style="text-align: right">12.25</td>');
    expect(await html(rows)).toContain('<td style="text-align: left">longer</td>');
  });

  test("what a cell holds is text, not markup, and stays on one line", async () => {
    const rows = [
      { "<i>": "<script>alert('x')</script>\r\n\u001b[31mred", deep: { a: [1, { b: 2 }] } },
    ];
    const table = await html(rows);
    expect(table).not.toMatch(/<script|<i>/);
    expect(table).toContain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; \ufffd[31mred");
    expect((await text(rows)).split("\n").length).toBe(3);
  });

  test("long tables show both ends, and their size", async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({ i, text: "x".repeat(i) }));
    const lines = (await text(rows)).split("\n");
    expect(lines.length).toBe(2 + 40 + 1 + 10 + 1);
    expect(lines[42]).toBe("… 950 more rows …");
    expect(lines.at(-1)).toBe("1,000 rows × 2 columns");
    expect(lines.at(-2)).toMatch(/^999 +999 +x{59}…$/);
    const wide = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]));
    expect((await text([wide, wide])).split("\n")[0]).toMatch(/k28 +… 71 more columns$/);
  });

  test.each<[string, unknown[]]>([
    ["objects with little in common", [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ["empty objects", [{}, {}]],
    ["instances of a class", [new URL("http://a.b")]],
    ["values of several kinds", [{ a: 1 }, 2]],
    ["arrays", [[1], [2]]],
    ["holes", [{ a: 1 }, , { a: 2 }]], // eslint-disable-line no-sparse-arrays
  ])("%s are no table", async (_name, value) => expect(await html(value)).toBeUndefined());
});

describe("pictures and pages", () => {
  const data = new Uint8Array([255, 0, 0, 255, 0, 0, 255, 128]);
  const png = encodePng({ width: 2, height: 1, data });

  test("picture files are known by how they begin", async () => {
    expect(await bundleOf(new Uint8Array(png))).toEqual({
      "image/png": png.toString("base64"),
      "text/plain": `PNG file, ${png.length} bytes`,
    });
    expect(await bundleOf(Buffer.from([0xff, 0xd8, 0xff, 0xe0]))).toHaveProperty("image/jpeg");
    expect(await bundleOf(Buffer.from("RIFF1234WEBPVP8 "))).toHaveProperty("image/webp");
    expect(Object.keys(await bundleOf(Buffer.from("PNG")))).toEqual(["text/plain"]);
  });

  test("pixels and canvases", async () => {
    const pixels = { width: 1, height: 1, data: new Uint8ClampedArray(4) };
    expect(await bundleOf(pixels)).toMatchObject({ "text/plain": "ImageData 1×1" });
    const browser = {
      width: 3,
      height: 2,
      getContext: () => null,
      toDataURL: () => "data:image/png;base64,AAAA",
    };
    const shown = { "image/png": "AAAA", "text/plain": "Canvas 3×2" };
    expect(await bundleOf(browser)).toEqual(shown);
    const late = { ...browser, toBuffer: async () => new Uint8Array(3) };
    expect(await bundleOf(late)).toEqual(shown);
  });

  const canvas = (() => {
    try {
      return createRequire(import.meta.url)("canvas") as {
        createCanvas(w: number, h: number): object;
      };
    } catch {
      return undefined;
    }
  })();

  test.skipIf(!canvas)("a canvas of the package canvas", async () => {
    const bundle = await bundleOf(canvas!.createCanvas(4, 4));
    expect(Buffer.from(bundle["image/png"] as string, "base64").readUInt32BE(16)).toBe(4);
  });

  test("elements and charts, as Deno shows them", async () => {
    expect(await bundleOf({ outerHTML: "<p>x</p>" })).toHaveProperty("text/html", "<p>x</p>");
    expect(await bundleOf({ outerHTML: "<svg/>" })).toHaveProperty("image/svg+xml", "<svg/>");
    const spec = { $schema: "https://vega.github.io/schema/vega-lite/v6.json", mark: "point" };
    const type = "application/vnd.vegalite.v5+json";
    expect(await bundleOf(spec)).toMatchObject({ [type]: spec, "text/plain": expect.any(String) });
    expect(await bundleOf({ toSpec: () => spec })).toHaveProperty([type], spec);
    expect(await html({ $schema: "https://json-schema.org/draft/2020-12/schema" })).toBeUndefined();
  });

  test("a list of displayables is one output", async () => {
    const displayable = (bundle: object) => ({
      [Symbol.for("Jupyter.display")]: async () => bundle,
    });
    const list = [
      displayable({ "text/html": "<b>1</b>", "text/plain": "one" }),
      displayable({ "image/svg+xml": "<svg/>", "text/plain": "two" }),
      displayable({ "image/png": new Uint8Array([1, 2]), "text/plain": "three" }),
      displayable({ "text/plain": "<four>" }),
      Buffer.from(png),
    ];
    expect(await text(list)).toBe(`one\ntwo\nthree\n<four>\nPNG file, ${png.length} bytes`);
    const page = await html(list);
    for (const part of [
      "<b>1</b>",
      "svg+xml;base64,PHN2Zy8+",
      "image/png;base64,AQI=",
      "&lt;four&gt;",
    ])
      expect(page).toContain(part);
    expect(await html([...list, 3])).toBeUndefined();
    expect(await html(Array.from({ length: 120 }, () => list[0]))).toContain("… 20 more elements");
    const broken = { [Symbol.for("Jupyter.display")]: () => null };
    expect(await text([list[0], broken])).toMatch(/^one\nThe value could not be displayed: /);
  });
});
