/** What a kernel costs: time to the first result, time for a small cell, memory. */
import { Kernel, temporaryFolder } from "../../test/kernel/kernel.js";
import { textOf } from "../../test/kernel/probes/probe.js";
import type { Contestant } from "./contestants.js";

const CELLS = 500;
/** Cells at the beginning and at the end whose times are compared. */
const SOME = 50;

export interface Cost {
  /** Seconds from the start of the process to the value of `1 + 1`. */
  readonly firstResult: number;
  /** Milliseconds, median over the first cells. */
  readonly cellEarly: number;
  /** Milliseconds, median over the last cells. */
  readonly cellLate: number;
  /** MiB of resident memory after the first cells. */
  readonly memoryEarly: number;
  /** MiB of resident memory after all cells. */
  readonly memoryLate: number;
}

/** One kernel from its start through {@link CELLS} cells. */
export async function measure({ spec }: Contestant): Promise<Cost> {
  const start = performance.now();
  const kernel = await Kernel.start(temporaryFolder(), spec);
  await kernel.execute("1 + 1");
  const firstResult = (performance.now() - start) / 1000;
  const times: number[] = [];
  let memoryEarly = 0;
  for (let n = 0; n < CELLS; n++) {
    const begin = performance.now();
    await kernel.execute(cell(n));
    times.push(performance.now() - begin);
    if (n === SOME) memoryEarly = await memory(kernel);
  }
  const memoryLate = await memory(kernel);
  await kernel.stop();
  const early = median(times.slice(5, SOME)); // the first few warm the compiler up
  return {
    firstResult,
    cellEarly: early,
    cellLate: median(times.slice(-SOME)),
    memoryEarly,
    memoryLate,
  };
}

/** What people write: declarations, a function, a class now and then, a loop that prints, a value. */
function cell(n: number): string {
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

async function memory(kernel: Kernel): Promise<number> {
  const text = textOf(await kernel.execute("console.log(process.memoryUsage().rss)"));
  return Number.parseInt(text, 10) / 2 ** 20;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
