import { median, quantile } from "./statistics.mjs";
import { WorkerFailed } from "./worker.mjs";

/** @typedef {import("./flops.mjs").WorkloadName} WorkloadName */
/**
 * @typedef {object} Row one cell of the benchmark; the figures are null where there are none
 * @property {WorkloadName} workload
 * @property {string} variant
 * @property {number | null} medianMs a step, of all steps of all rounds
 * @property {number | null} p10Ms
 * @property {number | null} p90Ms
 * @property {number | null} shareOfCeiling
 * @property {number} [steps] that were timed in all
 * @property {string} [note]
 */

/** A variant at one workload, with its worker and its times so far. */
export class Contestant {
  /** @type {string | undefined} why it is out */
  failure;
  /** @type {number[]} */
  milliseconds = [];
  /** Steps in a round. */
  #steps = 1;
  #note;

  /**
   * @param {import("./variants.mjs").Variant} variant
   * @param {import("./worker.mjs").Worker} worker
   * @param {WorkloadName} workload
   */
  constructor(variant, worker, workload) {
    this.variant = variant;
    this.worker = worker;
    this.workload = workload;
    this.#note = variant.notes?.[workload];
  }

  /** @param {number} steps @returns {Promise<import("./same-work.mjs").Work | undefined>} */
  check(steps) {
    return this.#ask("check", { workload: this.workload, steps });
  }

  /** Builds and warms up. @param {number} seconds that a round of it is to take, about */
  async prepare(seconds) {
    const answer = await this.#ask("init", { workload: this.workload });
    this.#note = answer?.note ?? this.#note;
    // The first steps allocate, and those of a captured step are eager.
    await this.#ask("run", { steps: 3 });
    const warm = await this.#ask("run", { steps: 3 });
    if (warm === undefined) return;
    const steps = Math.round((seconds * 1e3) / median(warm.milliseconds));
    this.#steps = Math.min(Math.max(steps, 2), 200);
  }

  async round() {
    const answer = await this.#ask("run", { steps: this.#steps });
    this.milliseconds.push(...(answer?.milliseconds ?? []));
  }

  /**
   * @param {string} op
   * @param {object} request
   * @returns {Promise<any>} undefined once it has failed: then it is out
   */
  async #ask(op, request) {
    if (this.failure !== undefined) return undefined;
    try {
      return await this.worker.ask(op, request);
    } catch (error) {
      if (!(error instanceof WorkerFailed)) throw error;
      this.failure = error.message;
      return undefined;
    }
  }

  /** @returns {Row} its share of the ceiling is filled in when that is known */
  get row() {
    const { workload, failure, milliseconds } = this;
    const all = failure === undefined ? milliseconds : [];
    const at = (/** @type {number} */ q) => (all.length === 0 ? null : round(quantile(all, q)));
    const note = failure ?? this.#note;
    return {
      workload,
      variant: this.variant.name,
      medianMs: at(0.5),
      p10Ms: at(0.1),
      p90Ms: at(0.9),
      shareOfCeiling: null,
      steps: all.length,
      ...(note === undefined ? {} : { note }),
    };
  }
}

/** @param {number} ms */
const round = (ms) => Number(ms.toFixed(3));
