import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("values and state of cells", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  test("a function and later cells share one variable", async () => {
    await kernel.execute(
      "let count = 0; function increment() { count++ } increment(); increment()",
    );
    await kernel.execute("increment()");
    expect(shown(await kernel.execute("count"))).toBe("3");
    expect(shown(await kernel.execute("count = 100; increment(); count"))).toBe("101");
  });

  test("destructured variables, arrow functions and methods share them too", async () => {
    await kernel.execute(
      "let { a, b: [c] } = { a: 1, b: [2] }; const add = () => { a += 10; c += 10 };\n" +
        "class Reader { read() { return [a, c] } }",
    );
    await kernel.execute("a = 5; add()");
    expect(shown(await kernel.execute("new Reader().read()"))).toBe("[ 15, 12 ]");
  });

  test("promises and timers are printed without the kernel's notes on them", async () => {
    const code = `const timer = setTimeout(() => {}, 1);
class Later extends Promise<number> {}
console.log(Promise.resolve(1), [Promise.resolve({ a: 1 })], Later.resolve(2));
console.log([timer]);
[new Promise(() => {})]`;
    const result = await kernel.execute(code);
    expect(written(result)).toContain(
      "Promise { 1 } [ Promise { { a: 1 } } ] Later [Promise] { 2 }",
    );
    expect(written(result) + JSON.stringify(result.outputs.slice(1))).not.toMatch(
      /async_id|kResource/,
    );
    expect(shown(await kernel.execute("[Promise.resolve(1)]"))).toBe("[ Promise { 1 } ]");
  });

  test("names can be declared again", async () => {
    await kernel.execute("const again = 1; enum Kind { A, B }; class K { v = 1 }");
    const code = 'const again = "two"; enum Kind { C }; class K { w = 2 }; [again, Kind, new K()]';
    expect(shown(await kernel.execute(code))).toBe("[ 'two', { '0': 'C', C: 0 }, K { w: 2 } ]");
  });

  test("an imported name can become a variable", async () => {
    await kernel.execute('import { sep } from "node:path"');
    expect(shown(await kernel.execute("sep"))).toBe("'/'");
    await kernel.execute("const sep = 7");
    expect(shown(await kernel.execute("sep"))).toBe("7");
  });

  test("a shorthand property of an earlier variable", async () => {
    await kernel.execute("const early = 1");
    expect(shown(await kernel.execute("({ early })"))).toBe("{ early: 1 }");
  });

  test("undefined is silent, null is not, strings are quoted, promises awaited", async () => {
    expect(shown(await kernel.execute("undefined"))).toBeUndefined();
    expect(shown(await kernel.execute("null"))).toBe("null");
    expect(shown(await kernel.execute('"text"'))).toBe("'text'");
    expect(shown(await kernel.execute("Promise.resolve(41 + 1)"))).toBe("42");
  });

  const displayable = (method: string) => `({ [Symbol.for("Jupyter.display")]: ${method} })`;

  test("a value shows itself, at once or later, binary pictures as base64", async () => {
    const bundleOf = async (method: string) => {
      const { outputs } = await kernel.execute(displayable(method));
      return outputs.find((o) => o.type === "execute_result")?.content.data;
    };
    expect(await bundleOf('() => ({ "text/html": "<b>1</b>" })')).toEqual({
      "text/html": "<b>1</b>",
    });
    expect(await bundleOf('async () => ({ "image/png": new Uint8Array([1, 2]) })')).toEqual({
      "image/png": "AQI=",
    });
  });

  test("a display method that fails gives a readable text", async () => {
    for (const method of ['() => { throw new RangeError("no") }', "async () => 3"]) {
      const result = await kernel.execute(displayable(method));
      expect(result.reply.status).toBe("ok");
      expect(shown(result)).toMatch(/^The value could not be displayed: .*(RangeError: no|3)/);
    }
  });

  test("a rejected promise as value is an error of the cell", async () => {
    const result = await kernel.execute('Promise.reject(new TypeError("later"))');
    expect(errorOf(result)).toMatchObject({ ename: "TypeError", evalue: "later" });
  });

  test("many lines arrive complete and in order", async () => {
    const code = "for (let i = 0; i < 20000; i++) (i % 1000 ? console.log : console.error)(i)";
    const result = await kernel.execute(code);
    expect(written(result).split("\n").length).toBe(20000 - 20 + 1);
    expect(written(result, "stderr").split("\n").slice(0, 3)).toEqual(["0", "1000", "2000"]);
  });

  test("for await, import.meta and __dirname at the top of a cell", async () => {
    expect(written(await kernel.execute("for await (const v of [1, 2]) console.log(v)"))).toBe(
      "1\n2\n",
    );
    expect(shown(await kernel.execute('import.meta.url.startsWith("file://" + __dirname)'))).toBe(
      "true",
    );
  });
});
