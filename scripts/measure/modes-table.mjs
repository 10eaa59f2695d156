import { markdown, mean } from "./records.mjs";

/** @typedef {{ recovered: number, highQuality: number }} ModeCount */
/**
 * @typedef {object} Measurement
 * @property {string} method
 * @property {number} seed
 * @property {ModeCount} generator by the generator of the last step
 * @property {ModeCount} averaged by the running average of the generators
 * @property {number} modes of the mixture
 * @property {number} seconds
 */

/**
 * Modes recovered by seed, and means, as a Markdown table: for each method by the generator of the
 * last step and by the averaged one.
 *
 * @param {readonly Measurement[]} measurements of one mixture
 */
export function tableOf(measurements) {
  const seeds = [...new Set(measurements.map(({ seed }) => seed))].sort((a, b) => a - b);
  const methods = [...new Set(measurements.map(({ method }) => method))];
  const modes = measurements[0]?.modes;
  const head = ["method", "generator", ...seeds.map((seed) => `seed ${seed}`)];
  const rows = methods.flatMap((method) =>
    /** @type {const} */ (["generator", "averaged"]).map((which) => {
      const ofMethod = measurements.filter((one) => one.method === method);
      const bySeed = seeds.map(
        (seed) => ofMethod.find((one) => one.seed === seed)?.[which].recovered,
      );
      const recovered = mean(ofMethod.map((one) => one[which].recovered)).toFixed(1);
      const quality = (100 * mean(ofMethod.map((one) => one[which].highQuality))).toFixed(0);
      const name = which === "generator" ? "last step" : "averaged";
      const seconds = mean(ofMethod.map((one) => one.seconds)).toFixed(0);
      return [method, name, ...bySeed.map((n) => n ?? ""), recovered, `${quality} %`, seconds];
    }),
  );
  return markdown([...head, `mean of ${modes}`, "high quality", "seconds"], rows);
}
