/** @typedef {import("./modes.mjs").Measurement} Measurement */

/** @param {readonly number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

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
      const own = measurements.filter((one) => one.method === method);
      const bySeed = seeds.map((seed) => own.find((one) => one.seed === seed)?.[which].recovered);
      const recovered = mean(own.map((one) => one[which].recovered)).toFixed(1);
      const quality = (100 * mean(own.map((one) => one[which].highQuality))).toFixed(0);
      const name = which === "generator" ? "last step" : "averaged";
      const seconds = mean(own.map((one) => one.seconds)).toFixed(0);
      return [method, name, ...bySeed.map((n) => n ?? ""), recovered, `${quality} %`, seconds];
    }),
  );
  const all = [
    [...head, `mean of ${modes}`, "high quality", "seconds"],
    [...head, "", "", ""].map(() => "---"),
    ...rows,
  ];
  return all.map((row) => `| ${row.join(" | ")} |`).join("\n");
}
