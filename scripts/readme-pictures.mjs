// Draws the two pictures of the README with the generator of digits that ships with Ganvas: real
// test digits above generated ones, and walks through latent space. Nothing is picked by hand: the
// digits are the first of the test set and the first samples of the seed.
//   npm run build && node scripts/readme-pictures.mjs [--seed 7]
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { animation, digitGenerator, imageGrid, latentPath, mnist, tf } from "../dist/index.js";

const { values } = parseArgs({ options: { seed: { type: "string", default: "7" } } });
const seed = Number(values.seed);
const folder = fileURLToPath(new URL("../docs/images/", import.meta.url));
const columns = 12; // digits in a row
const walks = 10; // digits that move side by side
const points = 4; // latent vectors that each walk visits
const steps = 10; // frames from one to the next

await mkdir(folder, { recursive: true });
const generator = await digitGenerator();
const test = await mnist({ split: "test" });

const rows = tf.tidy(() => {
  const real = test.images().slice(0, columns); // [12, 28, 28, 1]
  return tf.concat([real, generator.sample(columns, { seed })]); // [24, 28, 28, 1]
});
await write("digits.png", await imageGrid(rows, { columns, scale: 2 }).toPng());

const frames = tf.tidy(() => {
  const images = Array.from({ length: walks }, (_, walk) => {
    const through = generator.latents(points, { seed: seed + walk }); // [4, latent]
    return generator.decode(latentPath(through, { steps, closed: true })); // [frames, 28, 28, 1]
  });
  return tf.concat(images, 2); // [frames, 28, 10 * 28, 1]
});
await write("walk.gif", await animation(frames, { fps: 10, scale: 2 }).toGif());
tf.dispose([rows, frames]);

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 */
async function write(name, bytes) {
  await writeFile(`${folder}${name}`, bytes);
  console.log(`docs/images/${name}: ${Math.round(bytes.length / 1000)} kB`);
}
