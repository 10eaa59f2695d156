import * as tf from "@tensorflow/tfjs";
import { uniformFloat32 } from "pure-rand/distribution/uniformFloat32";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * Multiplies tensors by 1 + size u, u uniform in [-1, 1], as rounding does. Where an eager run with
 * noise differs from one without, no two ways to compute the same need agree.
 */
export class Noise {
  readonly #source;

  /** @param size relative error of one operation */
  constructor(
    readonly size: number,
    seed: number,
  ) {
    this.#source = xoroshiro128plus(seed);
    for (let i = 0; i < 20; i++) this.#source.next(); // near seeds begin alike
  }

  on(x: tf.Tensor): tf.Tensor {
    if (x.dtype !== "float32") return x;
    const factor = () => 1 + this.size * (2 * uniformFloat32(this.#source) - 1);
    return tf.mul(x, tf.tensor(Float32Array.from({ length: x.size }, factor), x.shape));
  }
}
