import * as tf from "@tensorflow/tfjs";
import { deriveSeed } from "../tensor/random/key.js";
import type { InitializesState } from "../tensor/variables.js";
import { registerLayer, stockLayer, type LayerVariable, type StockLayer } from "./stock.js";

/** Settings of {@link spectralConv2d}: those of TF.js's own layer. */
export type SpectralConv2dConfig = Parameters<typeof tf.layers.conv2d>[0];
/** Settings of {@link spectralDense}: those of TF.js's own layer. */
export type SpectralDenseConfig = Parameters<typeof tf.layers.dense>[0];

/** The members of TF.js's own layers beyond those of every layer. */
interface Parts {
  kernel: Pick<LayerVariable, "read">;
}

type Vector = LayerVariable<tf.Tensor2D>;

/** Power iterations when the weights are initialized, so that the first steps see the right norm. */
const FIRST_ITERATIONS = 15;

/** Keeps the division by a norm finite. */
const EPSILON = 1e-12;

const unit = (x: tf.Tensor) => x.div(tf.maximum(x.norm(), EPSILON));

/** The matrix of a kernel: dense [in, out] is one, a convolution's [h, w, in, out] is [h*w*in, out]. */
const matrix = (kernel: tf.Tensor) => kernel.reshape([-1, kernel.shape.at(-1)!]) as tf.Tensor2D;

/** A layer of TF.js that uses its kernel divided by the kernel's largest singular value. */
function spectral<Config>(Stock: StockLayer<Config, Parts>, name: string) {
  return class extends Stock implements InitializesState {
    static className = name;
    /** The first left singular vector of the kernel's matrix, [inputs, 1], as far as known. */
    #left!: Vector;
    /** The first right one, [outputs, 1]. */
    #right!: Vector;

    override build(inputShape: tf.Shape | tf.Shape[]): void {
      super.build(inputShape);
      const [inputs, outputs] = tf.tidy(() => matrix(this.kernel.read()).shape);
      const zeros = tf.initializers.zeros();
      const add = (weight: string, size: number) =>
        this.addWeight(weight, [size, 1], "float32", zeros, undefined, false) as Vector;
      this.#left = add("left", inputs);
      this.#right = add("right", outputs);
      this.initializeState(0);
    }

    initializeState(seed: number): void {
      tf.tidy(() => {
        // TF.js's own random numbers, seeded, are the same everywhere, also in a browser.
        const vectorSeed = deriveSeed(seed, "singular vector");
        const random = tf.randomNormal(this.#left.read().shape, 0, 1, "float32", vectorSeed);
        this.#left.write(unit(random));
        for (let i = 0; i < FIRST_ITERATIONS; i++) this.#iterate();
      });
    }

    /**
     * One power iteration. Its results are read back from variables, which the tape of gradients
     * does not see through: the singular vectors count as constants.
     */
    #iterate(): void {
      const w = matrix(this.kernel.read()); // [inputs, outputs]
      const right = unit(tf.matMul(w, this.#left.read(), true)); // [outputs, 1]
      this.#right.write(right);
      this.#left.write(unit(tf.matMul(w, right))); // [inputs, 1]
    }

    override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }) {
      return tf.tidy(() => {
        if (kwargs.training) this.#iterate();
        const { kernel } = this;
        const w = kernel.read();
        // σ = uᵀ W v
        const norm = this.#left
          .read()
          .mul(tf.matMul(matrix(w), this.#right.read()))
          .sum();
        const normalized = w.div(norm);
        this.kernel = { read: () => normalized }; // lent to TF.js's layer for this call
        try {
          return super.call(inputs, kwargs);
        } finally {
          this.kernel = kernel;
        }
      });
    }
  };
}

class SpectralConv2D extends spectral<SpectralConv2dConfig>(
  stockLayer("Conv2D"),
  "SpectralConv2D",
) {}
class SpectralDense extends spectral<SpectralDenseConfig>(stockLayer("Dense"), "SpectralDense") {}

registerLayer(SpectralConv2D);
registerLayer(SpectralDense);

/**
 * A convolution with spectral normalization (Miyato et al. 2018): it uses its kernel $W$ divided by
 * its largest singular value, $W / \sigma(W)$, so that it stretches no input more than the patches
 * overlap. For a discriminator: it bounds how steep the discriminator can get.
 *
 * $\sigma = u^\top W v$, where $W$ is the kernel as a matrix [height * width * in, out]. Each call
 * with `training: true` brings the singular vectors $u$ and $v$ closer by one power iteration; other
 * calls use them as they are. They are weights of the layer, saved with it, but not trained: the
 * gradient takes them for constants. `initializeWeights` draws them by seed and iterates 15 times.
 *
 * @param config as for TF.js's layer; images [n, height, width, in] to [n, height', width', filters]
 */
export function spectralConv2d(config: SpectralConv2dConfig): tf.layers.Layer {
  return new SpectralConv2D(config);
}

/**
 * A dense layer with spectral normalization, as {@link spectralConv2d}: it stretches no input.
 *
 * On one-hot classes and without bias it is a spectrally normalized embedding table.
 *
 * @param config as for TF.js's layer; [n, in] to [n, units]
 */
export function spectralDense(config: SpectralDenseConfig): tf.layers.Layer {
  return new SpectralDense(config);
}
