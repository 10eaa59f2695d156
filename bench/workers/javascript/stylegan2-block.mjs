/**
 * A block of StyleGAN2's synthesis network (Karras et al. 2020): two modulated convolutions with
 * noise and a modulated projection to RGB, the loss and all gradients. Modulation scales the
 * activations instead of the weights, which is the same function.
 */
import { uniform, unit } from "../given.mjs";
import { sizeOf } from "./training.mjs";

/** @typedef {import("@tensorflow/tfjs").Tensor4D} Tensor4D */
/** @typedef {import("@tensorflow/tfjs").Tensor2D} Tensor2D */

const batch = 16;
const size = 32;
const channels = 64;
const latent = 512;

/**
 * @param {import("./training.mjs").Toolkit} toolkit
 * @returns {import("./training.mjs").Workload}
 */
export function stylegan2Block({ tf }) {
  /** @param {string} name @param {number[]} shape @param {number} [radius] @param {number} [center] */
  const variable = (name, shape, radius = unit, center = 0) =>
    tf.variable(tf.tensor(uniform(name, shape, radius, center), shape));
  /** @param {string} name @param {number} field @param {number} outputs */
  const modulated = (name, field, outputs) => ({
    affine: variable(`${name}/affine`, [latent, channels]),
    affineBias: variable(`${name}/affine bias`, [channels], 0, 1),
    weights: variable(`${name}/weights`, [field, field, channels, outputs]),
    bias: variable(`${name}/bias`, [outputs], 0),
  });
  const x = variable("x", [batch, size, size, channels]);
  const w = variable("w", [batch, latent]);
  const convolutions = ["conv 1", "conv 2"].map((name) => ({
    ...modulated(name, 3, channels),
    strength: variable(`${name}/noise strength`, [1], 0, 0.1),
  }));
  const toRgb = modulated("to rgb", 1, 3);
  const variables = [x, w, ...[...convolutions, toRgb].flatMap((part) => Object.values(part))];

  /** @param {ReturnType<typeof modulated>} part @returns {Tensor2D} one scale an image and channel */
  const styleOf = ({ affine, affineBias }) =>
    tf.add(tf.matMul(w, affine).mul(latent ** -0.5), affineBias);
  /** @param {Tensor2D} scales */
  const perChannel = (scales) => scales.reshape([batch, 1, 1, -1]);
  return {
    parameters: sizeOf(variables),
    inputs: [],
    losses: 1,
    step(noise) {
      const { value, grads } = tf.variableGrads(() => {
        /** @type {import("@tensorflow/tfjs").Tensor} */
        let h = x;
        for (const [index, part] of convolutions.entries()) {
          const style = styleOf(part);
          const weights = /** @type {Tensor4D} */ (part.weights.mul((channels * 9) ** -0.5));
          const power = tf.matMul(style.square(), weights.square().sum([0, 1]));
          const demodulation = /** @type {Tensor2D} */ (tf.rsqrt(power.add(1e-8)));
          const scaled = /** @type {Tensor4D} */ (h.mul(perChannel(style)));
          const y = tf.conv2d(scaled, weights, 1, "same").mul(perChannel(demodulation));
          const grain = noise.normal(`noise ${index}`, [batch, size, size, 1]);
          h = tf.leakyRelu(y.add(grain.mul(part.strength)).add(part.bias), 0.2).mul(Math.SQRT2);
        }
        const weights = /** @type {Tensor4D} */ (toRgb.weights.mul(channels ** -0.5));
        const scaled = /** @type {Tensor4D} */ (h.mul(perChannel(styleOf(toRgb))));
        const rgb = tf.conv2d(scaled, weights, 1, "same").add(toRgb.bias);
        return rgb.square().mean().add(h.square().mean()).asScalar();
      }, variables);
      return [value, ...Object.values(grads)];
    },
  };
}
