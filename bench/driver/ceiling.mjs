/** The peak of this machine: large matrix products, in the fastest library. */
import { startWorker } from "./measure.mjs";
import { variants } from "./variants.mjs";

const size = 2048;
const precisions = /** @type {const} */ (["float32", "bfloat16"]);

/**
 * @typedef {object} Ceiling
 * @property {string} unit
 * @property {string} product that was measured
 * @property {number} float32
 * @property {number} bfloat16
 */

/**
 * @param {import("./measure.mjs").Place} place
 * @returns {Promise<{ ceiling: Ceiling, versions: Record<string, string> }>}
 */
export async function measureCeiling(place) {
  const workers = ["keras", "torch", "tfjs"].map((name) => {
    const variant = variants.find((one) => one.name === name);
    return startWorker(place, /** @type {import("./variants.mjs").Variant} */ (variant));
  });
  try {
    const best = { float32: 0, bfloat16: 0 };
    for (let round = 0; round < 3; round++) {
      for (const worker of workers.slice(0, 2)) {
        for (const dtype of precisions) {
          const { milliseconds } = await worker.ask("ceiling", { size, dtype, repeats: 8 });
          const gigaflops = (2 * size ** 3) / Math.min(...milliseconds) / 1e6;
          best[dtype] = Math.max(best[dtype], Number(gigaflops.toFixed(1)));
        }
      }
    }
    const versions = /** @type {Record<string, string>} */ ({});
    for (const worker of workers) Object.assign(versions, await worker.ask("versions"));
    return { ceiling: { unit: "GFLOP/s", product: `${size}^3`, ...best }, versions };
  } finally {
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

/**
 * The share of the ceiling that a step reaches.
 *
 * @param {number} flops of a step
 * @param {number | null} ms of a step
 * @param {number} gigaflops the ceiling for the step's precision
 */
export const shareOf = (flops, ms, gigaflops) =>
  ms === null ? null : Number((flops / (ms * 1e6) / gigaflops).toFixed(4));
