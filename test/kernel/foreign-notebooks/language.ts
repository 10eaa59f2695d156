import type { Notebook } from "./notebook.js";

export const language: readonly Notebook[] = [
  {
    title: "hello world and types",
    cells: [
      ['console.log("Hello, world!")', "Hello, world!\n"],
      ["const message: string = `1 + 2 = ${1 + 2}`;\nmessage", "'1 + 2 = 3'\n"],
      [
        `interface Point { x: number; y: number }
type Named<T> = T & { readonly name: string };
const origin: Named<Point> = { name: "origin", x: 0, y: 0 };
origin`,
        "{ name: 'origin', x: 0, y: 0 }\n",
      ],
      ["origin.z", /TS2339: .*Property 'z' does not exist on type 'Named<Point>'/],
      [
        `type Shape = { kind: "circle"; r: number } | { kind: "square"; side: number };
function area(s: Shape): number {
  switch (s.kind) {
    case "circle": return Math.PI * s.r ** 2;
    case "square": return s.side ** 2;
  }
}
[area({ kind: "circle", r: 1 }).toFixed(2), area({ kind: "square", side: 3 })]`,
        "[ '3.14', 9 ]\n",
      ],
      ['let anything: any = 4; anything = "text"; typeof anything', "'string'\n"],
    ],
  },
  {
    title: "classes, generics, enums and namespaces",
    cells: [
      [
        `abstract class Animal {
  constructor(protected readonly name: string) {}
  abstract sound(): string;
  speak() { return \`\${this.name} says \${this.sound()}\`; }
}
class Dog extends Animal { sound() { return "woof"; } }
new Dog("Rex").speak()`,
        "'Rex says woof'\n",
      ],
      [
        `class Stack<T> {
  #items: T[] = [];
  static of<T>(...items: T[]) { const s = new Stack<T>(); for (const i of items) s.push(i); return s; }
  push(item: T) { this.#items.push(item); return this; }
  pop(): T | undefined { return this.#items.pop(); }
  get size() { return this.#items.length; }
}
const stack = Stack.of(1, 2, 3);
console.log(stack.pop(), stack.size);`,
        "3 2\n",
      ],
      ['stack.push("four")', /TS2345: .*'string' is not assignable to parameter of type 'number'/],
      [
        'enum Color { Red, Green = "green" }\n[Color.Red, Color[0], Color.Green]',
        "[ 0, 'Red', 'green' ]\n",
      ],
      [
        `namespace Geometry { export const double = (n: number) => 2 * n; export namespace Deep { export const one = 1; } }
Geometry.double(Geometry.Deep.one)`,
        "2\n",
      ],
      [
        `function logged<A extends unknown[], R>(method: (...a: A) => R, { name }: ClassMethodDecoratorContext) {
  return function (this: unknown, ...a: A): R { console.log(\`\${String(name)}(\${a})\`); return method.apply(this, a); };
}
class Calculator { @logged add(a: number, b: number) { return a + b; } }
new Calculator().add(1, 2)`,
        "add(1,2)\n3\n",
      ],
    ],
  },
  {
    title: "closures, generators and iterators",
    cells: [
      [
        `const counter = () => { let n = 0; return () => ++n; };
const next = counter(); next(); next()`,
        "2\n",
      ],
      [
        `function* fibonacci(): Generator<number> { let [a, b] = [0, 1]; for (;;) { yield a; [a, b] = [b, a + b]; } }
function* take<T>(n: number, items: Iterable<T>) { for (const item of items) { if (n-- <= 0) return; yield item; } }
[...take(10, fibonacci())].join(" ")`,
        "'0 1 1 2 3 5 8 13 21 34'\n",
      ],
      [
        `class Range { constructor(readonly from: number, readonly to: number) {}
  *[Symbol.iterator]() { for (let i = this.from; i < this.to; i++) yield i; } }
const [first, ...others] = new Range(3, 6); console.log(first, others)`,
        "3 [ 4, 5 ]\n",
      ],
      ["new Map(Object.entries({ a: 1, b: 2 }))", "Map(2) { 'a' => 1, 'b' => 2 }\n"],
      [
        `const memo = new Map<number, bigint>();
const factorial = (n: number): bigint => memo.get(n) ?? (memo.set(n, n < 2 ? 1n : BigInt(n) * factorial(n - 1)), memo.get(n)!);
factorial(25)`,
        "15511210043330985984000000n\n",
      ],
    ],
  },
  {
    title: "functions that later cells define again",
    cells: [
      [
        "function tax(price: number) { return price * 0.2 }\nconst total = (price: number) => price + tax(price);",
        "",
      ],
      ["total(100)", "120\n"],
      ["function tax(price: number) { return price * 0.1 }", ""],
      ["total(100)", "110\n"],
      ["let items = [1, 2]; items.push(3); items", "[ 1, 2, 3 ]\n"],
      ["let items = new Set(items); items.size", /TS2448: .*'items' used before its declaration/],
    ],
  },
  {
    title: "errors that are expected",
    cells: [
      [
        "function risky(n: number) { if (n > 1) throw new RangeError(`${n} is too large`); return n }\nrisky(1)",
        "1\n",
      ],
      ["risky(2)", /^RangeError\n2 is too large\n[^]*at risky \(Cell\[\d+\]\.ts:1:/],
      [
        "try { risky(3) } catch (e) { console.log((e as Error).message) } finally { console.log('done') }",
        "3 is too large\ndone\n",
      ],
      [
        'class HttpError extends Error { constructor(readonly status: number, options?: ErrorOptions) { super(`HTTP ${status}`, options) } }\nthrow new HttpError(404, { cause: new Error("no route") })',
        /HTTP 404[^]*no route/,
      ],
      ["await Promise.reject(new TypeError('rejected'))", /^TypeError\nrejected\n/],
      [
        "const settled = await Promise.allSettled([1, Promise.reject(2)]); settled.map((s) => s.status).join()",
        "'fulfilled,rejected'\n",
      ],
      ["undefinedName", /TS2552: .*Cannot find name 'undefinedName'/],
      ["const kept = 1;\nJSON.parse('{')", /^SyntaxError\n/],
      ["kept", "1\n"],
    ],
  },
];
