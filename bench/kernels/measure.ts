/** What a kernel costs: time to the first result, time for a small cell, memory. */
import { everydayCell } from "../../test/kernel/everyday-cell.js";
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
    await kernel.execute(everydayCell(n));
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

async function memory(kernel: Kernel): Promise<number> {
  const text = textOf(await kernel.execute("console.log(process.memoryUsage().rss)"));
  return Number.parseInt(text, 10) / 2 ** 20;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
