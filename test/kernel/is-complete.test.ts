import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Kernel, python, temporaryFolder } from "./kernel.js";

const COMPLETE = [
  ...["", "   ", "1", "const x = 1", "await f()", "`a${`b`}c`", "function f() {}", "// hi"],
  ...["function f();", "declare function f(): void", "if (a) {}", "let x", "a < b", "a ? b : c"],
  ...["<number>x", "const f = <T>(x: T) => x", "for await (const x of y) {}", "import.meta.url"],
  ...[
    "export const a = 1",
    "x as const",
    "/* a */",
    "class A { @dec m() {} }",
    "const r = /a[/]b/g",
    "{ a: 1, b: 2 }",
    "{ a: 1,\n  b: () => 2 }",
    "const e = <div a='x'>{1}</div>",
  ],
];
const INCOMPLETE = [
  ...["function f() {", "function f()", "function f(a: number): string", "foo(1,", "[1, 2,", "({"],
  ...["`abc", "`a${", "`a${b", "f`abc", "`abc\n\n\n\n", "/* abc", "'abc\\", "if (a)", "while (1)"],
  ...["if (a) {} else", "try {}", "do {}", "switch (a) { case 1:", "label:", "@dec", "@dec()"],
  ...[
    "const x:",
    "const x =",
    "const x: Array<",
    "const a = b,",
    "var",
    "type A =",
    "x ?",
    "x ? y :",
  ],
  ...["x +", "x +\n", "x.", "a &&", "new", "await", "typeof", "() =>", "const f = () =>", "x as"],
  ...["import { a", "import { a } from", "export {", "class A", "class A extends", "interface B"],
  ...["{ a: 1, b:", "{ a: 1, b: 2,", "const e = <div>{1}"],
  ...["for (const x of y)", "throw", "foo(`a`,\n", "if (x) {\n  y()\n", "f(x => {\n\n"],
];
const INVALID = [
  ...["'abc", '"abc', "/abc", "foo)", "}", "x = = 1", "const 1 = 2", "if )", "1 + * 2", "[1, 2)"],
  ...["'a\nfoo(", "import 5", "func tion f() {", "else {}", "const x = ;", "`a`)"],
  "f(x => {\n\n\n", // the way out: two empty lines
];

describe.skipIf(!python)("is_complete", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  const ask = async (code: string) => (await kernel.request("is_complete_request", { code })).reply;

  test.each([
    ["complete", COMPLETE],
    ["incomplete", INCOMPLETE],
    ["invalid", INVALID],
  ])("%s", async (status, samples) => {
    const answers = await Promise.all(
      samples.map(async (code) => [code, (await ask(code)).status]),
    );
    expect(answers).toEqual(samples.map((code) => [code, status]));
  });

  test("the next line is indented where a block opens, and never inside a text", async () => {
    expect(await ask("function f() {")).toEqual({ status: "incomplete", indent: "  " });
    expect(await ask("  if (x) {\n    y(")).toEqual({ status: "incomplete", indent: "      " });
    expect(await ask("foo(1,\n    2,")).toEqual({ status: "incomplete", indent: "    " });
    expect(await ask("  `a\n  b")).toEqual({ status: "incomplete", indent: "" });
  });
});
