/** The cost of a kernel: time to the first result, time for a small cell, memory. */
import { everydayCell } from "../../test/kernel/everyday-cell.js";
import { Kernel, temporaryFolder } from "../../test/kernel/kernel.js";
import { textOf } from "../../test/kernel/probes/probe.js";
import type { Contestant } from "./contestants.js";

const CELLS = 500;
/** Cells at the beginning and at the end whose times are compared. */
const SOME = 50;

const PATIENCE_MILLISECONDS = 8000;

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
  /** Cells that were answered before one was not; undefined when all were. */
  readonly stoppedAfter: number | undefined;
}

/** One kernel from its start through {@link CELLS} cells. */
export async function measure({ spec }: Contestant): Promise<Cost> {
  const start = performance.now();
  const kernel = await Kernel.start(temporaryFolder(), spec);
  await kernel.execute("1 + 1");
  const firstResult = (performance.now() - start) / 1000;
  const times: number[] = [];
  let memoryEarly = 0;
  let stoppedAfter: number | undefined;
  for (let n = 0; n < CELLS && stoppedAfter === undefined; n++) {
    const begin = performance.now();
    if (!(await answered(kernel.execute(everydayCell(n))))) stoppedAfter = n;
    times.push(performance.now() - begin);
    if (n === SOME) memoryEarly = await memory(kernel);
  }
  const memoryLate = stoppedAfter === undefined ? await memory(kernel) : Number.NaN;
  await kernel.stop();
  const cellEarly = median(times.slice(5, SOME)); // the first few warm the compiler up
  const cellLate = stoppedAfter === undefined ? median(times.slice(-SOME)) : Number.NaN;
  return { firstResult, cellEarly, cellLate, memoryEarly, memoryLate, stoppedAfter };
}

/** Whether a cell comes to its end; the everyday ones take milliseconds. */
async function answered(cell: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MILLISECONDS);
  });
  const end = cell.then(
    () => true,
    () => false,
  );
  return Promise.race([end, patience]).finally(() => clearTimeout(timer));
}

async function memory(kernel: Kernel): Promise<number> {
  const text = textOf(await kernel.execute("console.log(process.memoryUsage().rss)"));
  return Number.parseInt(text, 10) / 2 ** 20;
}

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
