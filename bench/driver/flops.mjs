/**
 * The floating-point operations of one training step, counted from its convolutions and matrix
 * products alone, two for each multiplication with its addition. A product counts once forward and
 * once more for each of its operands that needs a gradient. What a framework computes beyond that
 * is its own affair: all are measured by the same number.
 */

/**
 * A convolution of one example. A transposed one has as many products as the one it reverses.
 *
 * @param {number} size height and width of the smaller one of its two images
 * @param {number} field height and width of the kernel
 * @param {number} inputs channels
 * @param {number} outputs channels
 */
export const conv = (size, field, inputs, outputs) => 2 * size ** 2 * field ** 2 * inputs * outputs;

/** A matrix product [rows, inputs] x [inputs, outputs]. @param {number} inputs @param {number} outputs */
export const dense = (inputs, outputs, rows = 1) => 2 * rows * inputs * outputs;

/** One pass over all layers: forward, or the gradients of all weights, or of all inputs. @param {readonly number[]} layers */
export const pass = (layers) => layers.reduce((total, layer) => total + layer, 0);

/** A forward pass and the gradients of all weights: the network's own input needs none. @param {readonly number[]} layers */
export const training = (layers) => 2 * pass(layers) + pass(layers.slice(1));

/** @param {readonly number[]} layers */
const reversed = (layers) => [...layers].reverse();

/** @param {readonly number[]} generator @param {readonly number[]} discriminator */
function dcgan(generator, discriminator) {
  const ofDiscriminator = pass(generator) + 2 * training(discriminator);
  const ofGenerator = training(generator) + 2 * pass(discriminator);
  return ofDiscriminator + ofGenerator;
}

function dcgan28() {
  const generator = [dense(100, 7 * 7 * 128), conv(7, 4, 128, 64), conv(14, 4, 64, 1)];
  const discriminator = [conv(14, 4, 1, 64), conv(7, 4, 64, 128), dense(7 * 7 * 128, 1)];
  return 64 * dcgan(generator, discriminator);
}

function dcgan64() {
  const widths = [conv(4, 4, 512, 256), conv(8, 4, 256, 128), conv(16, 4, 128, 64)];
  const generator = [dense(100, 4 * 4 * 512), ...widths, conv(32, 4, 64, 3)];
  const discriminator = [conv(32, 4, 3, 64), ...reversed(widths), dense(4 * 4 * 512, 1)];
  return 32 * dcgan(generator, discriminator);
}

function vae28() {
  const encoder = [conv(14, 3, 1, 32), conv(7, 3, 32, 64), dense(7 * 7 * 64, 32)];
  const decoder = [dense(16, 7 * 7 * 64), conv(7, 3, 64, 64), conv(14, 3, 64, 32)];
  return 128 * training([...encoder, ...decoder, conv(28, 3, 32, 1)]);
}

function gatys256() {
  const blocks = /** @type {const} */ ([
    [256, 3, 64, 2],
    [128, 64, 128, 2],
    [64, 128, 256, 4],
    [32, 256, 512, 4],
    [16, 512, 512, 1],
  ]);
  const convolutions = blocks.flatMap(([size, inputs, outputs, count]) =>
    Array.from({ length: count }, (_, i) => conv(size, 3, i === 0 ? inputs : outputs, outputs)),
  );
  const grams = blocks.map(([size, , channels]) => dense(size ** 2, channels, channels));
  // The weights are fixed; both operands of a Gram matrix need a gradient.
  return 2 * pass(convolutions) + 3 * pass(grams);
}

function stylegan2Block() {
  const [batch, channels, latent] = [16, 64, 512];
  const style = dense(latent, channels, batch);
  const modulated =
    style + dense(channels, channels, batch) + batch * conv(32, 3, channels, channels);
  // Every operand is a variable or depends on one.
  return 3 * (2 * modulated + style + batch * conv(32, 1, channels, 3));
}

function wganGp() {
  const widths = [conv(8, 4, 64, 128), conv(4, 4, 128, 256)];
  const critic = [conv(16, 4, 3, 64), ...widths, dense(4 * 4 * 256, 1)];
  const generator = [dense(128, 4 * 4 * 256), ...reversed(widths), conv(16, 4, 64, 3)];
  // A forward pass, the slope back to the image, and through that slope the gradients of all
  // weights and of all that comes down, but for the one at the top, which is constant.
  const penalty = 3 * pass(critic) + pass(critic.slice(0, -1));
  return 64 * (pass(generator) + 2 * training(critic) + penalty);
}

/** By workload, of one step. */
export const flops = {
  dcgan28: dcgan28(),
  vae28: vae28(),
  gatys256: gatys256(),
  "stylegan2-block": stylegan2Block(),
  dcgan64: dcgan64(),
  "wgan-gp": wganGp(),
};

/** @typedef {keyof typeof flops} WorkloadName */
