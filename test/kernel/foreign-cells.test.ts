import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("cells written for other kernels", () => {
  const folder = temporaryFolder();
  let kernel: Kernel;
  beforeAll(async () => {
    fs.writeFileSync(path.join(folder, "style.css"), ".a { color: red }");
    fs.writeFileSync(path.join(folder, "notes.txt"), "hello world");
    kernel = await Kernel.start(folder);
    await kernel.execute("const ready = true; const ls = 5; const la = 1;");
  });
  afterAll(() => kernel.stop());

  /** The one finding, without its number. */
  const findingOf = async (code: string): Promise<string> => {
    const { evalue, traceback } = errorOf(await kernel.execute(code));
    expect(traceback.match(/error TS\d+/g) ?? []).toHaveLength(1);
    return evalue.replace(/^TS\d+: /, "");
  };

  test.each([
    ["!npm install x", "npm install x"],
    ["!dir", "dir"],
    ["!!cat a.txt | wc -l", "cat a.txt | wc -l"],
    ["const one = 1;\n!git status", "git status"],
    ["npm install x", "npm install x"],
    ["pip install x", "pip install x"],
    ["%pip install x", "npm install x"],
  ])("%s is a shell command", async (code, command) => {
    expect(await findingOf(code)).toBe(
      `Expected TypeScript, found a shell command, ${code.split("\n").at(-1)}: `.replace(
        /a shell command(?=, %)/,
        "a command of IPython",
      ) +
        `run it in a terminal, or here with execSync("${command}", { stdio: "inherit" }) from "node:child_process".`,
    );
  });

  test.each([
    ["%time f()", 'put the code between console.time("it") and console.timeEnd("it")'],
    ["const two = 2\n%timeit f()", 'put the code between console.time("it")'],
    ["%%html\n<b>hi</b>", 'pass the text to display.html(…), which you import from "tslab"'],
    ["%%bash\nls -la", "run it in a terminal, or here with execSync("],
    ["%matplotlib inline", "delete the line"],
    ["%%writefile a.txt\nhello", 'call writeFileSync("a.txt", text) from "node:fs"'],
    ["%load_ext x", "delete the line"],
  ])("%s is a command of IPython", async (code, advice) => {
    const finding = await findingOf(code);
    expect(finding).toContain("Expected TypeScript, found a command of IPython, %");
    expect(finding).toContain(advice);
  });

  test.each([
    ["!ready", "false"],
    ["!ls", "false"],
    ["12\n% ls", "2"],
    ["12\n%ls", "2"],
    ["!ls -la", "-1"],
  ])("%s is TypeScript", async (code, value) => {
    expect(shown(await kernel.execute(code.replace("!ls -la", "+!ls -la")))).toBe(value);
  });

  test.each([
    ["!undeclared && ready", "Cannot find name 'undeclared'."],
    ["12\n% undeclared", "Cannot find name 'undeclared'."],
  ])("%s keeps the type checker's message", async (code, message) => {
    expect(errorOf(await kernel.execute(code)).evalue).toBe(`TS2304: ${message}`);
  });

  test.each([
    ['Deno.readTextFile("x")', "Deno, Deno's own: use display from"],
    ['Bun.file("x")', "Bun, Bun's own: use node:fs"],
    ["document.body", "document, a browser's document: show HTML with display.html(…)"],
    ['$("#id").hide()', "$, a browser's $: show HTML with display.html(…)"],
    ['const answer = prompt("Name?")', 'prompt, a browser\'s prompt: write await input("…").'],
  ])("%s names what serves here instead", async (code, advice) => {
    expect(await findingOf(code)).toContain(
      `Expected a name that Node or an earlier cell defines, found ${advice}`,
    );
  });

  test("a shebang line is a comment", async () => {
    const code = '#!/usr/bin/env node\nconsole.log("ran")';
    const result = await kernel.execute(code);
    expect(written(result)).toBe("ran\n");
    const complete = await kernel.request("is_complete_request", { code });
    expect(complete.reply).toMatchObject({ status: "complete" });
    const { traceback } = errorOf(
      await kernel.execute('#!/usr/bin/env node\nthrow new Error("x")'),
    );
    expect(traceback).toContain("> 2 | throw new Error");
  });

  test.each([
    ['import "./style.css"', "CSS, which a cell cannot import, in"],
    ['import style from "./style.css"', "CSS, which a cell cannot import, in"],
    ['await import("./style.css")', "CSS, which a cell cannot import, in"],
    ['import "./notes.txt"', "a file of another kind, in"],
    ['require("./notes.txt")', "a file of another kind, in"],
  ])("%s names the file and says what to do", async (code, what) => {
    const { evalue } = errorOf(await kernel.execute(code));
    const file = /"(.*)"/.exec(code)![1]!;
    expect(evalue.replace(/^TS\d+: /, "")).toContain(
      `Expected a module of JavaScript, TypeScript or JSON, found ${what} "${file}": ` +
        'read the file with readFileSync from "node:fs"',
    );
  });
});
