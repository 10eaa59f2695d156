/** Typical cells: declarations, a function, a class, a loop that prints, a value. */
export function everydayCell(n: number): string {
  const k = n % 40; // names come again, as when a notebook is run several times
  switch (n % 5) {
    case 0:
      return `const values${k} = Array.from({ length: 1000 }, (_, i) => i * ${n});`;
    case 1:
      return `function sum${k}(xs: number[]): number { return xs.reduce((a, b) => a + b, 0); }`;
    case 2:
      return `class Point${k} { constructor(readonly x: number, readonly y: number) {} }`;
    case 3:
      return `for (let i = 0; i < 3; i++) console.log("turn", i, ${n});`;
    default:
      return `let total${k} = ${n} + Math.sqrt(${k}); total${k}`;
  }
}
