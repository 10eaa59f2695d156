import * as tf from "@tensorflow/tfjs";

/** So many squared distances of a line share one minimum. */
export const STRIP = 64;
/** So many strips are read at once. */
const READ = 4096;

/**
 * Visits the elements of a block that are within the limit of their row, or of their column.
 *
 * Nearly all are not, and reading them costs more time than computing them. So only the minimum of
 * each strip is read, and then the strips whose minimum is within the limit.
 *
 * @param block float32 [rows, columns], multiples of {@link STRIP}
 * @param axis 0 for the limits of the rows, 1 for those of the columns
 */
export function visitWithin(
  block: tf.Tensor2D,
  axis: 0 | 1,
  limits: Float64Array,
  visit: (line: number, crossing: number) => void,
): void {
  const [rows, columns] = block.shape;
  // From one line to the next, and from one element of a line to the next.
  const [lines, between, along] = axis === 0 ? [rows, columns, 1] : [columns, 1, columns];
  const minima = minimaOf(block, axis); // [strips of a line, lines]
  const starts = new Int32Array(READ); // of strips whose minimum is within the limit
  const strips = minima.length / lines;
  let count = 0;
  const read = () => {
    const values = elementsOf(block, axis, starts.subarray(0, count));
    for (let n = 0, at = 0; n < count; n++) {
      const start = starts[n]!;
      const row = Math.floor(start / columns);
      const [line, from] = axis === 0 ? [row, start % columns] : [start % columns, row];
      for (let i = 0; i < STRIP; i++) if (values[at++]! <= limits[line]!) visit(line, from + i);
    }
    count = 0;
  };
  for (let strip = 0, at = 0; strip < strips; strip++) {
    for (let line = 0; line < lines; line++) {
      if (!(minima[at++]! <= limits[line]!)) continue;
      starts[count++] = line * between + strip * STRIP * along;
      if (count === READ) read();
    }
  }
  if (count > 0) read();
}

/** The minimum of each strip, [strips of a line, lines]. */
function minimaOf(block: tf.Tensor2D, axis: 0 | 1): Float32Array {
  const columns = block.shape[1];
  const minima = tf.tidy(() =>
    axis === 0
      ? block
          .reshape([-1, columns / STRIP, STRIP])
          .min(2)
          .transpose()
      : block.reshape([-1, STRIP, columns]).min(1),
  );
  const values = minima.dataSync<"float32">();
  minima.dispose();
  return values;
}

/** The elements of strips, which start at given places of the block. */
function elementsOf(block: tf.Tensor2D, axis: 0 | 1, starts: Int32Array): Float32Array {
  const elements = tf.tidy(() => {
    // Strips of rows lie in memory as they are; those of columns are put together.
    if (axis === 0) return block.reshape([-1, STRIP]).gather(starts.map((at) => at / STRIP));
    const indices = new Int32Array(starts.length * STRIP);
    for (let n = 0, at = 0; n < starts.length; n++) {
      for (let i = 0, index = starts[n]!; i < STRIP; i++, index += block.shape[1]) {
        indices[at++] = index;
      }
    }
    return block.flatten().gather(indices);
  });
  const values = elements.dataSync<"float32">();
  elements.dispose();
  return values;
}
