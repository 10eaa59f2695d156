/** Rich results on their way to the frontend: what renderings.test.ts has in detail. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written, type Result } from "./kernel.js";

describe.skipIf(!python)("output of cells", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start(temporaryFolder());
    const result = await kernel.execute('import { show, tf } from "ganvas";');
    expect(result.reply).toMatchObject({ status: "ok" });
  }, 120_000);
  afterAll(() => kernel.stop());

  const data = (result: Result, type = "execute_result") =>
    result.outputs.filter((o) => o.type === type).map((o) => o.content.data);

  test("a timer as the last value is shown in one word", async () => {
    expect(shown(await kernel.execute("setTimeout(() => {}, 1)"))).toBe("Timeout");
  });

  test("a console, which shows no updates, gets the last state of each display", async () => {
    const code =
      'import { lossChart } from "ganvas";\nconst chart = lossChart();\n' +
      "for (let step = 1; step <= 60; step++) chart.add({ step, steps: 60, metrics: { loss: 1 } });";
    const states = (result: Result) =>
      result.outputs
        .filter(({ type }) => type === "display_data")
        .map((o) => /step \d+ of 60/.exec(o.content.data["text/plain"])?.[0]);
    const console = await kernel.execute(code, { allow_stdin: true });
    expect(states(console)).toEqual(["step 1 of 60", "step 60 of 60"]);
    const notebook = await kernel.request(
      "execute_request",
      { code, silent: false, store_history: true, allow_stdin: true, stop_on_error: true },
      { metadata: { cellId: "a" } },
    );
    expect(states(notebook)).toEqual(["step 1 of 60"]); // an update shows the last one
    expect(states(await kernel.execute(code))).toEqual(["step 1 of 60"]); // nbclient
  });

  test("a table, a folded object and a chart, each with its text", async () => {
    const [table] = data(await kernel.execute('[{ a: 1, b: "<b>" }, { a: 2.5, b: "y" }]'));
    expect(table["text/html"]).toMatch(/^<table class="dataframe">.*&lt;b&gt;/);
    expect(table["text/plain"]).toMatch(/^ {5}a {2}b\n/);
    const long = "Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i]))";
    expect(data(await kernel.execute(long))[0]["text/html"]).toMatch(/<summary>… 472 more lines/);
    const spec = '{ $schema: "https://vega.github.io/schema/vega-lite/v5.json", mark: "bar" }';
    expect(data(await kernel.execute(`(${spec})`))[0]).toHaveProperty([
      "application/vnd.vegalite.v5+json",
      "mark",
    ]);
  });

  test("tensors of the native or fallback backend are shown without leaks", async () => {
    const result = await kernel.execute(
      "const before = tf.memory().numTensors;\n" +
        'const noise = tf.randomUniform([70, 28, 28, 1], -1, 1, "float32", 1);\n' +
        "noise",
    );
    const [bundle] = data(result);
    expect(bundle["text/plain"]).toMatch(/^Tensor float32 \[70, 28, 28, 1\], 54,880 values/);
    expect(bundle["image/png"]).toMatch(/^iVBORw0KGgo/);
    expect(bundle["text/html"]).toContain("The first 64 of 70 images; -1 is black");
    expect(shown(await kernel.execute("tf.memory().numTensors - before"))).toBe("1");
    expect(shown(await kernel.execute("({ noise, s: tf.scalar(2) })"))).toBe(
      "{ noise: Tensor float32 [70, 28, 28, 1], s: Tensor float32 []: 2 }",
    );
    expect(shown(await kernel.execute("noise.dispose(); noise"))).toMatch(/, disposed$/);
    expect(shown(await kernel.execute('tf.tensor(["a"])'))).toBe('Tensor string [1]: "a"');
    expect(shown(await kernel.execute("tf.complex([1, 2], [3, 4])"))).toMatch(
      /\[1 \+ 3i, 2 \+ 4i\]$/,
    );
    expect(shown(await kernel.execute("tf.tensor([1, 0]).greater(0)"))).toMatch(/1 true, 1 false/);
  });

  test("a model", async () => {
    const code =
      'tf.sequential({ name: "m", layers: [tf.layers.dense({ units: 2, inputShape: [3] })] })';
    expect(shown(await kernel.execute(code))).toMatch(
      /^Sequential "m"\nLayer .*\n.*\n.*Dense.* 8\n8 par/,
    );
  });

  test("pictures in an array, and show() in the middle of a cell", async () => {
    const picture =
      '({ [Symbol.for("Jupyter.display")]: () => ({ "image/png": new Uint8Array(3) }) })';
    const pair = `[1, 2].map(() => ${picture})`;
    const [bundle] = data(await kernel.execute(pair));
    expect(bundle["text/html"].match(/<img /g)?.length).toBe(2);
    expect(bundle["text/plain"]).toBe("(image/png)\n(image/png)");
    const code = "await show(tf.zeros([2])); await show([{ a: 1 }]); await show('text'); 1";
    const inside = data(await kernel.execute(code), "display_data");
    expect(inside[0]["text/plain"]).toMatch(/^Tensor float32 \[2\]/);
    expect(inside[1]["text/html"]).toMatch(/^<table/);
    expect(inside[2]).toEqual({ "text/plain": "text" });
  });

  test("the host passes metadata on", async () => {
    const code =
      'const host = (globalThis as any)[Symbol.for("ganvas.kernel")];\n' +
      'host.display({ "image/png": "AAAA" }, "pic", { "image/png": { width: 9 } });\n' +
      'host.update("pic", { "image/png": "AAAB" }, { "image/png": { width: 8 } });';
    const { outputs } = await kernel.execute(code);
    const metadata = outputs
      .filter((o) => o.type.includes("display_data"))
      .map((o) => o.content.metadata);
    expect(metadata).toEqual([{ "image/png": { width: 9 } }, { "image/png": { width: 8 } }]);
  });

  test("console methods behave as in Node", async () => {
    const out = async (code: string) => written(await kernel.execute(code));
    expect(await out("console.table([{ a: 1 }])")).toMatch(/│ \(index\) │ a │/);
    expect(await out("console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 })")).toBe(
      "{ a: [Object] }\n",
    );
    expect(await out('console.log("%s %d %o", "x", 4, [1])')).toMatch(
      /^x 4 \[ 1, \[length\]: 1 \]/,
    );
    expect(await out('console.time("t"); console.timeEnd("t")')).toMatch(/^t: [\d.]+m?s\n/);
    expect(await out('console.group("g"); console.log("in"); console.groupEnd()')).toBe(
      "g\n  in\n",
    );
    expect(written(await kernel.execute('console.error("e")'), "stderr")).toBe("e\n");
  });

  test("too much output is cut to its beginning and end, with a note of the missing part", async () => {
    const code =
      "for (let i = 0; i < 300_000; i++) console.log(`line ${i}`); console.error('after'); 'value'";
    const result = await kernel.execute(code);
    const text = written(result);
    expect(text.length).toBeLessThan(2 ** 21);
    expect(text.startsWith("line 0\nline 1\n")).toBe(true);
    expect(text.endsWith("line 299998\nline 299999\n")).toBe(true);
    const shownLines = text.match(/^line \d+$/gm)!.length;
    const left = [...text.matchAll(/^… ([\d,]+) lines \(.* [KM]iB\) left out …$/gm)];
    const missing = left.reduce((sum, [, n]) => sum + Number(n!.replaceAll(",", "")), 0);
    expect(shownLines + missing).toBe(300_000);
    expect(written(result, "stderr")).toBe("after\n");
    expect(result.outputs.at(-2)!.type).toBe("execute_result");
    expect(written(await kernel.execute("console.log('next')"))).toBe("next\n");
  });

  test("output at the end of a cell is shown after too much output", async () => {
    const result = await kernel.execute(
      `(globalThis as any)[Symbol.for("ganvas.kernel")].beforeCellEnds(() => console.log("z".repeat(3000)));
for (let i = 0; i < 150_000; i++) console.log(\`line \${i}\`);`,
    );
    expect(written(result).match(/z/g)).toHaveLength(3000);
  });

  test("an endless printing loop can be interrupted and does not print into the next cell", async () => {
    const result = await kernel.execute(
      `for (let i = 0; ; i++) { console.log(\`turn \${i}\`);
  if (i === 150_000) process.kill(process.pid, "SIGINT"); }`,
    );
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(written(result)).toMatch(/^turn 0\n[^]* left out …\n[^]*turn \d+\n$/);
    expect(written(await kernel.execute("console.log('next')"))).toBe("next\n");
  });

  test("thenables are awaited, and their rejections are errors of the cell", async () => {
    expect(shown(await kernel.execute("({ then(done: (v: number) => void) { done(7); } })"))).toBe(
      "7",
    );
    const failing =
      "({ then(_: unknown, fail: (e: Error) => void) { fail(new RangeError('no')); } })";
    expect(errorOf(await kernel.execute(failing))).toMatchObject({ ename: "RangeError" });
  });
});
