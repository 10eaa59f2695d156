/**
 * The numbers that every framework starts from. given.py is the same definition in Python, so
 * that no files have to be passed around: the driver's check of the losses shows that they agree.
 */

/** @param {string} name @returns {number} its 32-bit FNV-1a hash */
function hash(name) {
  let state = 0x811c9dc5;
  for (const byte of Buffer.from(name)) state = Math.imul(state ^ byte, 0x01000193) >>> 0;
  return state;
}

/** @param {number} x @returns {number} the finalizer of MurmurHash3, on 32 bits */
function mix(x) {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

/**
 * Numbers spread evenly over [center - radius, center + radius). The same name gives the same
 * numbers, in every language to the last bit: 24 bits of each hash fit a float32.
 *
 * @param {string} name
 * @param {readonly number[]} shape
 * @param {number} [radius]
 * @param {number} [center]
 */
export function uniform(name, shape, radius = 1, center = 0) {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  const seed = hash(name);
  for (let i = 0; i < values.length; i++) {
    const bits = mix((seed + Math.imul(i, 0x9e3779b1)) >>> 0) >>> 8;
    values[i] = (bits / 2 ** 23 - 1) * radius + center;
  }
  return values;
}

/** Half the width of a uniform distribution of variance 1. */
export const unit = Math.sqrt(3);

/**
 * Weights of a dense or convolutional layer by He et al. (2015), in TensorFlow's layout: every axis
 * but the last counts as an input.
 *
 * @param {string} name
 * @param {readonly number[]} shape
 */
export function kernel(name, shape) {
  const inputs = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  return uniform(name, shape, Math.sqrt(6 / inputs));
}
