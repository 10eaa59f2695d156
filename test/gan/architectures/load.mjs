// Loads the networks that architectures.test.ts saved, in a process that knows no more of them than
// the built package, and prints what they give.
import { join } from "node:path";
import { loadNetwork, randomNormal, randomUniform, ready, tf } from "../../../dist/index.js";

/** @typedef {{ image: number[], latent: number, classes: number, conditioning: string }} Kind */

await ready();
const [folder, kinds] = /** @type {[string, string]} */ (
  /** @type {unknown} */ (process.argv.slice(2))
);

/** @param {number} classes */
const labels = (classes) =>
  tf
    .oneHot(
      [0, 1, 2, 3].map((i) => i % classes),
      classes,
    )
    .toFloat();

/** @param {string} name @param {import("@tensorflow/tfjs").Tensor[]} inputs */
async function outputs(name, inputs) {
  const { network } = await loadNetwork(join(folder, name));
  return /** @type {import("@tensorflow/tfjs").Tensor[]} */ ([network.apply(inputs)].flat());
}

const all = [];
for (const [index, kind] of /** @type {Kind[]} */ (JSON.parse(kinds)).entries()) {
  const { image, latent, classes, conditioning } = kind;
  const shape = /** @type {[number, number]} */ (/** @type {unknown} */ ([4, ...image]));
  const images = randomUniform(shape, { seed: 9 }).mul(2).sub(1);
  const z = randomNormal([4, latent], { seed: 9 });
  const out = [
    ...(await outputs(
      `${index}-discriminator`,
      conditioning === "input" ? [images, labels(classes)] : [images],
    )),
    ...(await outputs(`${index}-generator`, classes === 0 ? [z] : [z, labels(classes)])),
  ];
  all.push(out.flatMap((tensor) => [...tensor.dataSync()]));
}
console.log(JSON.stringify(all));
