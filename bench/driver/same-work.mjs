/** The check that all frameworks do the same work: otherwise their times do not compare. */

/** @typedef {import("./variants.mjs").Variant} Variant */
/**
 * The work of a worker, as it reports it.
 *
 * @typedef {object} Work
 * @property {number} parameters number of all weights
 * @property {number[]} initial losses at the given weights, inputs and noise, and the norm of the
 *   gradients where the step returns them
 * @property {number[][]} trained the same of each of the first steps of training
 */
/** @typedef {{ variant: Variant, work: Work }} Found */

/**
 * Largest relative errors, by precision. Adam divides each gradient by its own size, which
 * magnifies rounding: hence the looser bound for the steps after the first update.
 */
export const tolerances = {
  float32: { initial: 1e-4, trained: 1e-2 },
  bfloat16: { initial: 1e-2, trained: 5e-2 },
};

/** Steps of training in a check: a captured step runs its graph from the third one on. */
export const checkedSteps = 3;

/** @param {number} value @param {number} expected */
const relativeError = (value, expected) =>
  value === expected ? 0 : Math.abs(value - expected) / Math.abs(expected);

/**
 * @param {readonly Found[]} found
 * @returns {Found | undefined} the reference of the others: the first in float32
 */
const referenceAmong = (found) => found.find(({ variant }) => variant.precision === "float32");

/**
 * Why the variants cannot be compared: one sentence for each that does other work.
 *
 * @param {string} workload
 * @param {readonly Found[]} found
 * @returns {string[]}
 */
export function differences(workload, found) {
  const reference = referenceAmong(found);
  if (reference === undefined) return [];
  const expected = reference.work;
  const title = reference.variant.name;
  return found.flatMap(({ variant, work }) => {
    const where = `${workload}, ${variant.name}`;
    if (work.parameters !== expected.parameters) {
      return [`${where}: ${work.parameters} parameters, but ${expected.parameters} in ${title}.`];
    }
    const { initial, trained } = tolerances[variant.precision];
    return [
      ...compare(`${where}, initial losses`, title, work.initial, expected.initial, initial),
      ...compare(
        `${where}, losses in training`,
        title,
        work.trained.flat(),
        expected.trained.flat(),
        trained,
      ),
    ];
  });
}

/**
 * @param {string} what
 * @param {string} reference
 * @param {number[]} values
 * @param {number[]} expected
 * @param {number} tolerance
 */
function compare(what, reference, values, expected, tolerance) {
  const worst = Math.max(...expected.map((value, i) => relativeError(values[i] ?? NaN, value)));
  // Not "worst > tolerance": NaN is a fault, too.
  if (values.length === expected.length && worst <= tolerance) return [];
  return [
    `${what}: ${values.join(", ")}, but ${expected.join(", ")} in ${reference}; at most ${tolerance} relative is taken.`,
  ];
}

/**
 * Whether a variant that is to compute in bfloat16 does: rounding to 8 bits shows in the losses.
 *
 * @param {Found} candidate
 * @param {readonly Found[]} found
 */
export function computesAsClaimed({ variant, work }, found) {
  const reference = referenceAmong(found);
  if (variant.precision === "float32" || reference === undefined) return true;
  const { initial } = reference.work;
  return work.initial.some((loss, i) => relativeError(loss, initial[i] ?? NaN) > 1e-6);
}
