/** Predicts a byte from those to the left, above, and above the left one. */
type Predictor = (left: number, above: number, corner: number) => number;

/** PNG's filters by their number. */
const PREDICTORS: readonly Predictor[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** The neighbor that is nearest to the plane through all three (Paeth 1991). */
function paeth(left: number, above: number, corner: number): number {
  const plane = left + above - corner;
  const toLeft = Math.abs(plane - left);
  const toAbove = Math.abs(plane - above);
  const toCorner = Math.abs(plane - corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/**
 * Replaces each byte by its difference to a prediction, which compresses better. Each row gets the
 * filter with the least sum of absolute differences, as the PNG specification advises.
 *
 * @param samples [height, width, bytesPerPixel]
 * @returns the rows, each with the number of its filter in front
 */
export function filterRows(samples: Uint8Array, height: number, bytesPerPixel: number): Uint8Array {
  const length = samples.length / height;
  const rows = new Uint8Array(height * (1 + length));
  let above: Uint8Array = new Uint8Array(length); // zeros above the first row
  for (let y = 0; y < height; y++) {
    const row = samples.subarray(y * length, (y + 1) * length);
    let least = Infinity;
    PREDICTORS.forEach((predict, filter) => {
      const differences = filtered(row, above, bytesPerPixel, predict);
      const sum = sumOfAbsolutes(differences);
      if (sum >= least) return;
      least = sum;
      rows[y * (1 + length)] = filter;
      rows.set(differences, y * (1 + length) + 1);
    });
    above = row;
  }
  return rows;
}

function filtered(row: Uint8Array, above: Uint8Array, bytesPerPixel: number, predict: Predictor) {
  const differences = new Uint8Array(row.length); // modulo 256
  for (let i = 0; i < row.length; i++) {
    const before = i - bytesPerPixel;
    const left = before < 0 ? 0 : row[before]!;
    const corner = before < 0 ? 0 : above[before]!;
    differences[i] = row[i]! - predict(left, above[i]!, corner);
  }
  return differences;
}

/** Differences above 127 stand for negative ones. */
function sumOfAbsolutes(differences: Uint8Array): number {
  let sum = 0;
  for (const difference of differences) sum += Math.min(difference, 256 - difference);
  return sum;
}
