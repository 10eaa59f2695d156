/**
 * Whether the processes that wait use the processor, as libraries' threads do that spin for work:
 * they would slow the one that is timed.
 */
import { readFileSync } from "node:fs";

/** Clock ticks a second in /proc on Linux. */
const ticks = 100;

/**
 * @param {number | undefined} pid
 * @returns {number} processor seconds so far; 0 where there is no /proc
 */
function processorSeconds(pid) {
  try {
    // The name, in parentheses, may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  } catch {
    return 0;
  }
}

/** Sums up what the processes use while another one is timed. */
export class IdleWatch {
  #pids;
  #used = 0;
  #seconds = 0;

  /** @param {readonly (number | undefined)[]} pids */
  constructor(pids) {
    this.#pids = pids;
  }

  /**
   * @template T
   * @param {number | undefined} busy the process that runs
   * @param {() => Promise<T>} run
   */
  async during(busy, run) {
    const waiting = this.#pids.filter((pid) => pid !== busy);
    const used = () => waiting.map(processorSeconds).reduce((sum, seconds) => sum + seconds, 0);
    const usedBefore = used();
    const start = performance.now();
    const result = await run();
    this.#used += used() - usedBefore;
    this.#seconds += (performance.now() - start) / 1e3;
    return result;
  }

  /** The share of one processor that the waiting processes took, on average. */
  get share() {
    return this.#seconds === 0 ? 0 : this.#used / this.#seconds;
  }
}
