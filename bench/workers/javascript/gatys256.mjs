/** Style transfer (Gatys et al. 2016) with VGG-19 up to conv5_1: one update of a 256x256 image. */
import { kernel, uniform } from "../given.mjs";
import { minimize, sizeOf } from "./training.mjs";

/** @typedef {import("@tensorflow/tfjs").Tensor4D} Tensor4D */

const size = 256;
/** Channels and number of convolutions of each block; the first of each is a style layer. */
const blocks = /** @type {const} */ ([
  [64, 2],
  [128, 2],
  [256, 4],
  [512, 4],
  [512, 1],
]);
/** Large, so that gradients are far above Adam's epsilon, which libraries place differently. */
const contentWeight = 1e4;
const styleWeight = 1e7;

/**
 * @param {import("./training.mjs").Toolkit} toolkit
 * @returns {import("./training.mjs").Workload}
 */
export function gatys256({ tf, adam }) {
  let depth = 3;
  const vgg = blocks.map(([channels, convolutions], block) =>
    Array.from({ length: convolutions }, (_, index) => {
      const shape = /** @type {[number, number, number, number]} */ ([3, 3, depth, channels]);
      depth = channels;
      const weights = kernel(`vgg/${block}/${index}`, shape);
      return /** @type {const} */ ([tf.tensor4d(weights, shape), tf.zeros([channels])]);
    }),
  );
  /** @param {Tensor4D} image @returns {{ style: Tensor4D[], content: Tensor4D }} */
  const features = (image) => {
    let x = image;
    let content = image;
    const style = vgg.map((convolutions, block) => {
      if (block > 0) x = tf.maxPool(x, 2, 2, "valid");
      const outputs = convolutions.map(([weights, bias]) => {
        x = tf.relu(tf.conv2d(x, weights, 1, "same").add(bias));
        return x;
      });
      if (block === 3) content = /** @type {Tensor4D} */ (outputs[1]); // conv4_2
      return /** @type {Tensor4D} */ (outputs[0]);
    });
    return { style, content };
  };
  /** @param {Tensor4D} feature [1, h, w, c] */
  const gram = (feature) => {
    const [, h, w, c] = feature.shape;
    const rows = feature.reshape([h * w, c]);
    return tf.matMul(rows, rows, true, false).div(h * w * c); // [c, c]
  };
  const shape = /** @type {[number, number, number, number]} */ ([1, size, size, 3]);
  /** @param {string} name */
  const picture = (name) => tf.tensor4d(uniform(name, shape, 0.5, 0.5), shape);
  const content = tf.tidy(() => features(picture("content")).content);
  const styles = tf.tidy(() => features(picture("style")).style.map(gram));
  const image = tf.variable(picture("image"));
  const optimizer = adam({ learningRate: 0.02 });
  return {
    parameters: sizeOf([image, ...vgg.flat(2)]),
    inputs: [],
    losses: 1,
    step() {
      const loss = minimize(tf, optimizer, [image], () => {
        const ofImage = features(image);
        const errors = ofImage.style.map((feature, i) =>
          tf.squaredDifference(gram(feature), /** @type {Tensor4D} */ (styles[i])).mean(),
        );
        const contentLoss = tf.squaredDifference(ofImage.content, content).mean();
        return tf.addN(errors).mul(styleWeight).add(contentLoss.mul(contentWeight));
      });
      return [loss];
    },
  };
}
