import { aList, checkArgument, type Kind } from "../../base/arguments.js";
import type * as tf from "@tensorflow/tfjs";
import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { draw, filled, stateless, type RandomGenerator } from "./draw.js";
import type { RandomKey } from "./key.js";

/** Draws float32 numbers, one after another on the portable backend. */
const aSize: Kind = {
  ...{ expected: "a size", example: "64" },
  is: (value) => Number.isInteger(value) && (value as number) >= 0,
};

function drawFloats<R extends tf.Rank>(
  op: string,
  shape: tf.ShapeMap[R],
  key: RandomKey,
  sampler: (source: RandomGenerator) => () => number,
): tf.Tensor<R> {
  checkArgument("shape", shape, aList("a list of sizes", "[64, 10]", aSize));
  return draw(
    {
      native: (seed) => stateless(op, "float32", shape, seed),
      portable: (source) => filled("float32", shape, sampler(source)),
    },
    key,
  ) as tf.Tensor<R>;
}

/**
 * Standard normal numbers keyed by seed and step.
 *
 * The native backend draws them in C++ (Philox, TensorFlow's stateless operations); the portable
 * one draws other numbers of the same distribution.
 *
 * @param shape of the returned float32 tensor
 */
export function randomNormal<R extends tf.Rank = tf.Rank>(
  shape: tf.ShapeMap[R],
  key: RandomKey,
): tf.Tensor<R> {
  return drawFloats("StatelessRandomNormal", shape, key, normals);
}

/**
 * Standard normal numbers keyed by seed and step, those beyond two standard deviations drawn again;
 * see {@link randomNormal}. Their standard deviation is 0.880.
 *
 * @param shape of the returned float32 tensor
 */
export function truncatedNormal<R extends tf.Rank = tf.Rank>(
  shape: tf.ShapeMap[R],
  key: RandomKey,
): tf.Tensor<R> {
  return drawFloats("StatelessTruncatedNormal", shape, key, (source) => {
    const next = normals(source);
    return () => {
      for (;;) {
        const x = next();
        if (Math.abs(x) < 2) return x;
      }
    };
  });
}

/**
 * Uniform numbers in [0, 1) keyed by seed and step; see {@link randomNormal}.
 *
 * @param shape of the returned float32 tensor
 */
export function randomUniform<R extends tf.Rank = tf.Rank>(
  shape: tf.ShapeMap[R],
  key: RandomKey,
): tf.Tensor<R> {
  return drawFloats("StatelessRandomUniform", shape, key, (source) => () => uniformFloat32(source));
}

/** Standard normal numbers in pairs, a point's polar coordinates (Box and Muller 1958). */
function normals(source: RandomGenerator): () => number {
  let second: number | undefined;
  return () => {
    if (second !== undefined) {
      const x = second;
      second = undefined;
      return x;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat32(source)));
    const angle = 2 * Math.PI * uniformFloat32(source);
    second = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
