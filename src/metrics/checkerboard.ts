import { aTensor, checkArgument } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { formatShape } from "../tensor/shape.js";

/** Frequencies beside the checkerboard's that it is compared with, on each side. */
const NEIGHBORS = 2;

/**
 * The strength of checkerboard artifacts in a set of images, in decibels (10 is ten times the power).
 *
 * The pattern that transposed convolutions of stride 2 leave repeats every two pixels (Odena,
 * Dumoulin and Olah 2016). So it stands out of the images' mean power spectrum at the Nyquist
 * frequency: of the rows, of the columns, or of both. The ratio is the power there over the power at
 * the frequencies next to it, which in real images is about the same: MNIST's digits have -0.2 dB,
 * noise 0. An untrained generator with transposed convolutions has 12 to 27 dB.
 *
 * @param images [n, height, width, channels] of any range, n of some hundred; sides are even and at least 8
 * @returns the largest of the three ratios, in dB
 * @throws RangeError when a side is odd or below 8, where there is no such frequency or no neighbor
 */
export function checkerboard(images: tf.Tensor4D): number {
  checkArgument("images", images, aTensor("model.sample(256)"));
  const [, height, width] = images.shape;
  if (images.rank !== 4 || [height, width].some((side) => side % 2 !== 0 || side < 8)) {
    throw new RangeError(
      `Images to be searched for a checkerboard are expected to have even sides of at least 8 pixels ` +
        `but are ${formatShape(images.shape.slice(1))}; crop or scale them.`,
    );
  }
  const spectrum = tf.tidy(() => powerSpectrum(images).arraySync()); // [height][width]
  const places: [row: number, column: number][] = [
    [height / 2, 0],
    [0, width / 2],
    [height / 2, width / 2],
  ];
  const ratios = places.map(([row, column]) => {
    // Along the axes of the pattern only: along the other one, power falls from that of the image.
    const beside: number[] = [];
    for (let step = 1; step <= NEIGHBORS; step++) {
      if (row > 0) beside.push(spectrum[row - step]![column]!);
      if (column > 0) beside.push(spectrum[row]![column - step]!);
    }
    // The geometric mean, which one strong neighbor does not raise much.
    const logarithms = beside.map((power) => Math.log10(Math.max(power, Number.MIN_VALUE)));
    const mean = logarithms.reduce((sum, value) => sum + value, 0) / beside.length;
    return Math.log10(Math.max(spectrum[row]![column]!, Number.MIN_VALUE)) - mean;
  });
  return 10 * Math.max(...ratios);
}

/** The power at each frequency, averaged over images and channels: [height, width]. */
function powerSpectrum(images: tf.Tensor4D): tf.Tensor2D {
  const [n, height, width, channels] = images.shape;
  const planes = images.transpose([0, 3, 1, 2]).reshape([n * channels, height, width]);
  const { real, imaginary } = transform(planes, width);
  // Along the rows, then along the columns: (a + ib)(cos - i sin).
  const [a, b] = [real, imaginary].map((part) => transform(part.transpose([0, 2, 1]), height));
  const power = a!.real.sub(b!.imaginary).square().add(a!.imaginary.add(b!.real).square());
  return power.mean<tf.Tensor2D>(0).transpose(); // [height, width]
}

/** The discrete Fourier transform along the last axis: [m, k, size] to twice [m, k, size]. */
function transform(signal: tf.Tensor, size: number) {
  const positions = tf.range(0, size);
  // Products are taken modulo the size, which keeps the angles small and exact.
  const angles = tf
    .outerProduct(positions, positions)
    .mod(size)
    .mul((-2 * Math.PI) / size);
  const rows = signal.reshape([-1, size]) as tf.Tensor2D;
  const times = (matrix: tf.Tensor) => tf.matMul(rows, matrix as tf.Tensor2D).reshape(signal.shape);
  return { real: times(angles.cos()), imaginary: times(angles.sin()) };
}
