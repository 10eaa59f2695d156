import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import ts from "typescript-5.0";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

/** Programs that mean the same as one ES module, as one cell, and with a cell for each statement. */
const PROGRAMS: Record<string, string> = {
  "functions and later statements share variables": `
    let count = 0; const add = () => ++count; function twice() { add(); add(); }
    twice(); count += 10; add();
    console.log(count, add.name, twice.name);
    count = 100; twice();
    console.log(count);`,
  "all ways to assign": `
    let a = 1, b = 2, o = { p: 3, q: 4 }, list = [5, 6];
    a++; --b; a += 10; b **= 2; a ||= 7;
    console.log(a, b);
    [a, b] = [b, a];
    console.log(a, b);
    ({ p: a, q: b } = o);
    console.log(a, b);
    ({ a, b = 9 } = { a: 8 } as { a: number; b?: number });
    console.log(a, b);
    for (a of list) console.log(a);
    for ([a, b] of [[1, 2]]) console.log(a, b);
    [a, ...list] = [1, 2, 3];
    console.log(a, list, typeof a, { a, list });
    o = { ...o, p: a }; delete (o as { q?: number }).q;
    console.log(o, a ? b : 0, \`\${a}\`, a in list, -a, void a, [...list, a]);`,
  "destructuring with defaults, rests, computed names and earlier variables": `
    const key = "k", source = { k: 1, m: { n: [2, 3] as number[] }, extra: 4 };
    const { [key]: k, m: { n: [first, second = 9, third = second + first] }, ...others } = source;
    console.log(k, first, second, third, others);
    const { k: renamed, missing = () => "default" } = source as { k: number; missing?: () => string };
    console.log(renamed, missing(), missing.name);
    const [, x = k, ...[y]] = [0, undefined, 7];
    console.log(x, y);`,
  "closures over the variables of loops": `
    const functions: (() => number)[] = [];
    for (let i = 0; i < 3; i++) functions.push(() => i);
    for (const v of [10, 20]) functions.push(() => v);
    for (const v in [7, 7]) functions.push(() => Number(v));
    console.log(functions.map((f) => f()));
    for (var j = 0; j < 3; j++) functions.push(() => j);
    console.log(functions.map((f) => f()));
    j = 50;
    console.log(functions.at(-1)!());
    { var inner = 1; let hidden = 2; inner += hidden; }
    console.log(inner);
    for (var w of [3]) inner += w;
    console.log(inner);`,
  classes: `
    class Base { static made = 0; #secret = 41; constructor() { Base.made++; } get secret() { return this.#secret; } static { Base.made = 10; } static make() { return new Base(); } }
    class Derived extends Base { own = 1; override get secret() { return super.secret + this.own; } has(o: object) { return #mine in o; } #mine = 0; }
    const d = new Derived(), b = Base.make();
    console.log(d.secret, b.secret, Base.made, d instanceof Base, d.has(d), d.has(b), Derived.name);
    const Anonymous = class { v = 1; };
    console.log(Anonymous.name, new Anonymous());
    const Named = class Inner { self() { return Inner; } };
    console.log(new Named().self() === Named, Named.name);
    abstract class Shape { abstract area(): number; toString() { return "area " + this.area(); } }
    class Square extends Shape { constructor(private side: number) { super(); } area() { return this.side ** 2; } }
    console.log(String(new Square(3)));`,
  decorators: `
    const seen: string[] = [];
    function noted(target: object, name: string): void { seen.push(name); }
    function marked<T extends new (...a: any[]) => object>(target: T): void { seen.push(target.name); }
    @marked class Decorated { @noted method() { return 1; } @noted field = 2; }
    console.log(seen, new Decorated().method(), new Decorated() instanceof Decorated);`,
  "enums and namespaces": `
    enum Level { Low = 1, High = Low * 5, Text = "t" }
    const enum Inlined { One = 1 }
    console.log(Level.High, Level[1], Inlined.One, Level);
    namespace Space { export let value = 1; export const bump = () => ++value; export namespace Deep { export const level = Level.Low; } }
    Space.bump(); Space.value += 5;
    console.log(Space.value, Space.Deep.level);
    function merged() { return merged.extra; }
    console.log(typeof merged);
    namespace merged { export const extra = 3; }`.replace(/\n\s+console.log\(typeof merged\);/, ""),
  "generators and asynchronous ones": `
    function* numbers(n: number) { for (let i = 0; i < n; i++) yield i; yield* [7, 8]; }
    async function* later() { yield* numbers(2); }
    const collected: number[] = [];
    for await (const n of later()) collected.push(n);
    console.log([...numbers(1)], collected);
    const it = numbers(3); it.next();
    console.log(it.next().value, await Promise.all([1, Promise.resolve(2)]));`,
  "names in inner scopes hide earlier variables": `
    const value = "outer", label = 1, o = { value: "property", label: 2 };
    function parameter(value: string) { return value; }
    function local() { const value = "local"; return { value }; }
    function nested() { { let value = "block"; if (value) return [value, label]; } return value; }
    const arrow = ({ value }: { value: string }, { label: value2 = value } = {} as { label?: string }) => [value, value2];
    const caught = () => { try { throw "thrown"; } catch (value) { return value; } };
    console.log(parameter("p"), local(), nested(), arrow({ value: "d" }), caught(), o.value, o["label"]);
    label: for (;;) { for (const value of [1]) break label; }
    class value2 { value = value; label() { return label; } static value = "static"; }
    console.log(new value2(), new value2().label(), value2.value);
    const early = (() => { hoisted = value; var hoisted; return hoisted; })();
    console.log(early, (function value(): string { return typeof value; })());
    const object = { value, label, get early() { return early; }, [value]: label, method(value: number) { return value; } };
    console.log(object, object.method(5));
    const { value: again } = o;
    console.log(again, value);`,
  "names of the kernel's own and of globals": `
    const exports = 1, module = 2, __import = 3, __variables = 4, __declared = 5, tsLastExpr = 6, __meta = 7, __link = 8;
    console.log(exports, module, __import, __variables, __declared, tsLastExpr, __meta, __link);
    const inner = (__variables: number) => __variables + exports;
    console.log(inner(10), typeof import.meta.url);
    const Map = class { isOurs = true; };
    console.log(new Map());
    const constructor = 1, toString = 2, hasOwnProperty = 3;
    console.log(constructor, toString, hasOwnProperty);`,
  "recursion, this, and calls without a receiver": `
    function even(n: number): boolean { return n === 0 || odd(n - 1); } function odd(n: number): boolean { return n !== 0 && even(n - 1); }
    console.log(even(10), odd(10));
    const whoAmI = function (this: unknown) { return this; };
    console.log(whoAmI(), whoAmI?.(), typeof this);
    const tag = function (this: unknown, parts: TemplateStringsArray, ...values: unknown[]) { return [this, parts.raw[0], values]; };
    console.log(tag\`a\${even(2)}\`);
    const holder = { v: 1, get() { return this.v; } };
    console.log(holder.get(), new (class { v = whoAmI(); })());`,
  "strict mode": `
    const frozen: { a: number } = Object.freeze({ a: 1 });
    let failure = "";
    try { frozen.a = 2; } catch (error) { failure = (error as Error).name; }
    console.log(failure, (function (this: unknown) { return this === undefined; })());`,
  types: `
    interface Point { x: number } interface Point { y: number }
    type Keyed<T> = { [K in keyof T]: T[K][] };
    const keyed: Keyed<Point> = { x: [1], y: [2] } satisfies Keyed<Point>;
    function over(a: string): string; function over(a: number): number; function over(a: any) { return a; }
    console.log(keyed, over(1).toFixed(1), over("s").length);
    type Shape = "round"; const Shape = { round: "round" as Shape };
    console.log(Shape.round satisfies Shape);
    function local() { class Local { v = 1; } return new Local(); }
    const madeLocally = local();
    console.log(madeLocally.v, (local satisfies () => { v: number })().v);`,
};

const START = "export {};\n";

/** The program as one ES module under plain Node. */
function asModule(program: string, folder: string): string {
  const { outputText } = ts.transpileModule(START + program, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
    },
  });
  const file = path.join(folder, "program.mjs");
  fs.writeFileSync(file, outputText);
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  expect(stderr).toBe("");
  return stdout;
}

/** A cell for each line or statement: overloads and merged declarations stay together. */
function statementsOf(program: string): string[] {
  const file = ts.createSourceFile("p.ts", program, ts.ScriptTarget.ESNext, true);
  const cells: string[] = [];
  let lastName: string | undefined;
  for (const statement of file.statements) {
    const named = statement as unknown as { name?: ts.Node };
    const name = named.name?.getText();
    if (name !== undefined && name === lastName) cells.push(cells.pop() + statement.getFullText());
    else cells.push(statement.getFullText());
    lastName = name;
  }
  return cells;
}

describe.skipIf(!python)("a program does the same in cells as in one module", () => {
  const folder = temporaryFolder();
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(folder)), 60_000);
  afterAll(() => kernel.stop());

  async function inCells(cells: string[]): Promise<string> {
    let text = "";
    for (const cell of cells) {
      const result = await kernel.execute(cell);
      if (result.reply.status !== "ok") throw new Error(`${cell}\n${errorOf(result).traceback}`);
      text += written(result);
    }
    return text;
  }

  test.each(Object.entries(PROGRAMS))("%s", { timeout: 60_000 }, async (_name, program) => {
    const expected = asModule(program, folder);
    expect(expected).not.toBe("");
    expect(await inCells([program])).toBe(expected);
    expect(await inCells(statementsOf(program))).toBe(expected);
  });
});

describe.skipIf(!python)("names that are declared again", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());
  const value = async (code: string) => {
    const result = await kernel.execute(code);
    if (result.reply.status !== "ok") throw new Error(errorOf(result).traceback);
    return shown(result);
  };

  test("with another kind: const, function, class, enum, import, type", async () => {
    expect(await value("const n = 1; n")).toBe("1");
    expect(await value("function n() { return 2 } n()")).toBe("2");
    expect(await value("class n { v = 3 } new n().v")).toBe("3");
    expect(await value("enum n { A = 4 } n.A")).toBe("4");
    expect(await value('import { sep as n } from "node:path"; n')).toBe("'/'");
    expect(await value("let n: number[] = []; n.push(5); n")).toBe("[ 5 ]");
    expect(await value("class n { v = 6 } new n().v")).toBe("6");
    await value("type n = string");
    expect(errorOf(await kernel.execute("n")).evalue).toMatch(/^TS2693/);
    expect(await value('const typed: n = "six"; typed')).toBe("'six'");
  });

  test("earlier functions use the new value, as with every assignment", async () => {
    await value("function helper() { return 1 } const use = () => helper();");
    await value("function helper() { return 2 }");
    expect(await value("use()")).toBe("2");
  });

  test("values of a class that is declared again keep their type", async () => {
    await value("class Box { old = 1 } const box = new Box(); const open = (b: Box) => b.old;");
    await value("class Box { fresh = 2 }");
    expect(await value("[box.old, open(box), new Box().fresh]")).toBe("[ 1, 1, 2 ]");
    expect(errorOf(await kernel.execute("box.fresh")).evalue).toMatch(/^TS2339/);
    expect(errorOf(await kernel.execute("open(new Box())")).evalue).toMatch(/^TS2345/);
  });

  test("a name that hid a global and becomes a type is the global again", async () => {
    await value("class Set { has() { return 1 } }");
    await value("interface Set<T> { has(value: T): boolean }");
    expect(await value("typeof Set")).toBe("'function'");
  });

  test("a function in a block belongs to the block", async () => {
    await value("function inner() { return 'outer' }");
    const block = "if (true) { function inner() { return 'block' } console.log(inner()) }";
    expect((await kernel.execute(block)).reply.status).toBe("ok");
    expect(await value("inner()")).toBe("'outer'");
    expect((await kernel.execute("{ async function alone() {} await alone() }")).reply.status).toBe(
      "ok",
    );
  });

  test("a name declared with `declare` keeps its value from elsewhere", async () => {
    await value("(globalThis as any).foreign = 7; declare const foreign: number;");
    expect(await value("foreign + 1")).toBe("8");
  });
});
