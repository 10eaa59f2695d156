import { describe, expect, it } from "vitest";
import { checkNotebook } from "../../scripts/notebooks/check.mjs";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import {
  buildNotebook,
  codeHash,
  deserialize,
  serialize,
} from "../../scripts/notebooks/notebook.mjs";
import { kernelInfo } from "../../src/kernel/protocol/kernel-info.js";
import { joinStreams } from "../../scripts/notebooks/outputs.mjs";
import { LESSON } from "./fixture.js";

const lesson = parseLesson(LESSON, { name: "01-toy", file: "lesson.md" });
const run = {
  setting: "full" as const,
  seconds: 75.2,
  machine: { cpu: "A processor", cores: 2 },
  sourceHash: codeHash(lesson),
};
const executed = new Map([
  ["first", { execution_count: 1, outputs: [] }],
  [
    "second-cell",
    {
      execution_count: 2,
      outputs: [{ output_type: "stream", name: "stdout", text: "12000\n" }],
    },
  ],
]);
type Notebook = ReturnType<typeof buildNotebook>;

/** The stored notebook, read from its bytes, after a change. */
function stored(change: (notebook: Notebook) => void = () => {}): Notebook {
  const notebook = deserialize(serialize(buildNotebook(lesson, { run, executed })));
  change(notebook);
  return notebook;
}
const cell = (notebook: Notebook, id: string) => {
  const match = notebook.cells.find((other) => other.id === id);
  if (!match) throw new Error(`no cell ${id}`);
  return match;
};

describe("a notebook", () => {
  it("opens with the front matter and closes with how it was run", () => {
    const { cells } = buildNotebook(lesson, { run, executed });
    expect(cells[0]).toMatchObject({ id: "text-opening", cell_type: "markdown" });
    expect(cells[0]?.source).toMatch(/^# A toy lesson\n\n\*\*Time:\*\* 5 minutes/);
    expect(cells.at(-1)?.source).toMatch(/full setting with seed 7: 1 min 15 s .* A processor/);
  });

  it("has Jupyter's format 4.5 and the tslab kernel", () => {
    const raw = JSON.parse(serialize(buildNotebook(lesson)));
    expect(raw).toMatchObject({ nbformat: 4, nbformat_minor: 5 });
    expect(raw.metadata.kernelspec.name).toBe("tslab");
    for (const { id } of raw.cells) expect(id).toMatch(/^[a-zA-Z0-9-_]{1,64}$/);
    expect(raw.cells.at(2).source).toEqual([
      "const steps = 12_000; // quick: 300\n",
      "const seed = 7;",
    ]);
    expect(cell(raw, "second-cell").metadata).toEqual({ jupyter: { source_hidden: true } });
  });

  it("describes the language as the kernel does, so that opening it changes nothing", () => {
    const { language_info } = buildNotebook(lesson).metadata;
    const info = kernelInfo((language_info as { version: string }).version);
    expect(language_info).toEqual((info as { language_info: unknown }).language_info);
  });

  it("writes texts in lines and small numbers as Python does, and reads them back", () => {
    const data = {
      "text/plain": "a\r\nb\u2028c\n",
      "image/png": "iVBOR\n",
      "application/json": [0.00001, 1e-7, -1.5e-9, 0.0001, 0, 1e21, "x\ny"],
    };
    const output = { output_type: "display_data", metadata: {}, data };
    const outputs = new Map([["first", { execution_count: 1, outputs: [output] }]]);
    const text = serialize(buildNotebook(lesson, { run, executed: outputs }));
    expect(text).toMatch(/"a\\r\\n",\s+"b\u2028",\s+"c\\n"\s+]/);
    expect(text).toContain('"image/png": "iVBOR\\n"');
    expect(text.match(/1e-05,\s+1e-07,\s+-1.5e-09,\s+0.0001,\s+0,\s+1e\+21,/)).toBeTruthy();
    expect(cell(deserialize(text), "first").outputs).toEqual([output]);
  });

  it("is the same bytes each time, whatever the order of keys", () => {
    const once = serialize(buildNotebook(lesson, { run, executed }));
    const again = parseLesson(LESSON, { name: "01-toy", file: "lesson.md" });
    const turned = Object.fromEntries(Object.entries(run).reverse()) as typeof run;
    expect(serialize(buildNotebook(again, { run: turned, executed }))).toBe(once);
    expect(serialize(deserialize(once))).toBe(once);
  });

  it("has the quick values in the quick setting", () => {
    expect(cell(buildNotebook(lesson, { quick: true }), "first").source).toContain("steps = 300;");
    expect(cell(buildNotebook(lesson), "first").source).toContain("steps = 12_000;");
  });
});

describe("the check", () => {
  it("finds nothing in a notebook as built", () => {
    expect(checkNotebook(lesson, stored())).toEqual([]);
  });

  const first = (change: (cell: Notebook["cells"][number]) => void) => (notebook: Notebook) =>
    change(cell(notebook, "first"));
  const cases: [string, (notebook: Notebook) => void, RegExp][] = [
    ["a changed cell", first((c) => (c.source += "\n")), /:12: \[first\]: .*differs/],
    ["a changed text", (n) => (cell(n, "text-first-1").source = "x"), /:17: \[text-first-1\]/],
    ["another type", first((c) => (c.cell_type = "markdown")), /:12: \[first\]: expected a code/],
    ["other metadata", first((c) => (c.metadata = { tags: ["x"] })), /\[first\]: .*metadata/],
    ["another id", first((c) => (c.id = "frist")), /\[first\]: expected .*"first", found "frist"/],
    ["another order", (n) => n.cells.splice(1, 0, ...n.cells.splice(2, 1)), /expected the cell/],
    ["a cell too many", (n) => n.cells.push({ ...n.cells[0]!, id: "more" }), /found "more"/],
    ["a cell missing", (n) => n.cells.splice(4, 1), /expected the cell "text-first-2"/],
    ["no execution", first((c) => (c.execution_count = null)), /:12: \[first\]: .*did not run/],
    [
      "an error",
      (n) =>
        (cell(n, "second-cell").outputs = [
          { output_type: "error", ename: "Error", evalue: "bad", traceback: ["\u001b[31mbad\u001b[0m"] },
        ]),
      /:34: \[second-cell\]: stored: bad$/,
    ],
    ["outputs of other code", (n) => (n.metadata.ganvas!.sourceHash = "0"), /other code/],
    ["no word on how it ran", (n) => delete n.metadata.ganvas, /how it was run/],
    ["another kernel", (n) => (n.metadata.kernelspec = { name: "deno" }), /"kernelspec"/],
    ["another format", (n) => (n.nbformat_minor = 4), /nbformat_minor 5, found 4/],
    ["another closing line", (n) => (n.cells.at(-1)!.source = "fast"), /\[text-closing\]/],
  ];
  it.each(cases)("finds %s", (_, change, message) => {
    expect(checkNotebook(lesson, stored(change)).join("\n")).toMatch(message);
  });

  it("finds a notebook that is not there", () => {
    expect(checkNotebook(lesson, undefined)).toEqual([expect.stringMatching(/no notebook/)]);
  });
});

describe("outputs", () => {
  it("join prints that follow each other on the same stream only", () => {
    const print = (name: string, text: string) => ({ output_type: "stream", name, text });
    const chart = { output_type: "display_data", data: {}, metadata: {} };
    expect(
      joinStreams([print("stdout", "a"), print("stdout", "b"), chart, print("stdout", "c")]),
    ).toEqual([print("stdout", "ab"), chart, print("stdout", "c")]);
    expect(joinStreams([print("stdout", "a"), print("stderr", "b")])).toHaveLength(2);
  });
});
