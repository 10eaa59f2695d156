// Loads an exported generator, lets sliders move a latent vector, and draws random samples.
import * as tf from "@tensorflow/tfjs";
import "ganvas/layers"; // makes the layers of Ganvas known to TF.js

const SLIDERS = 8;
const COLUMNS = 8;
const element = (id) => document.getElementById(id);

// Another model: index.html?model=some/folder
const folder = new URLSearchParams(location.search).get("model") ?? "model";

async function start() {
  await tf.ready();
  const generator = await tf.loadLayersModel(`${folder}/model.json`);
  const [[latent], [classes = 0] = []] = generator.inputs.map(({ shape }) => shape.slice(1));

  /** Images [n, height, width, channels] in [-1, 1] of latent vectors [n, latent]. */
  const decode = (z) => {
    if (classes === 0) return generator.predict(z);
    const label = Number(element("label").value);
    const labels = tf.oneHot(tf.fill([z.shape[0]], label, "int32"), classes).toFloat();
    return generator.predict([z, labels]);
  };

  let z = tf.randomNormal([1, latent]).dataSync();
  const drawOne = () => {
    const image = tf.tidy(() => decode(tf.tensor2d(z, [1, latent])).squeeze([0]));
    return paint(element("one"), image);
  };
  const drawMany = () => {
    const images = tf.tidy(() => sheet(decode(tf.randomNormal([4 * COLUMNS, latent]))));
    return paint(element("many"), images);
  };

  const sliders = Array.from({ length: Math.min(SLIDERS, latent) }, (_, i) =>
    addSlider(`z${i + 1}`, z[i], (value) => {
      z[i] = value;
      return drawOne();
    }),
  );
  const redraw = () => Promise.all([drawOne(), drawMany()]);
  element("draw").onclick = () => {
    z = tf.randomNormal([1, latent]).dataSync();
    sliders.forEach((slider, i) => (slider.value = z[i]));
    return redraw();
  };
  for (let label = 0; label < classes; label++) element("label").add(new Option(label, label));
  element("label").hidden = classes === 0;
  element("label").onchange = redraw;
  await redraw();
  const parameters = generator.countParams().toLocaleString("en-US");
  element("status").textContent = `${parameters} parameters, drawn by ${tf.getBackend()}.`;
}

/** Images [n, h, w, c] side by side in rows: [rows * h, columns * w, c]. */
function sheet(images) {
  const [n, h, w, c] = images.shape;
  const grid = images.reshape([n / COLUMNS, COLUMNS, h, w, c]);
  return grid.transpose([0, 2, 1, 3, 4]).reshape([(n / COLUMNS) * h, COLUMNS * w, c]);
}

/** Draws an image [h, w, c] in [-1, 1] and frees it; the page's size is left as it is. */
async function paint(canvas, image) {
  const [height, width] = image.shape;
  const pixels = tf.tidy(() => image.add(1).div(2).clipByValue(0, 1));
  const small = document.createElement("canvas");
  await tf.browser.toPixels(pixels, small);
  tf.dispose([image, pixels]);
  if (canvas.id === "many") [canvas.width, canvas.height] = [2 * width, 2 * height];
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}

function addSlider(name, value, moved) {
  const label = document.createElement("label");
  const slider = document.createElement("input");
  Object.assign(slider, { type: "range", min: -3, max: 3, step: 0.01, value });
  slider.oninput = () => moved(Number(slider.value));
  label.append(name, slider);
  element("sliders").append(label);
  return slider;
}

start().catch((error) => {
  element("status").textContent =
    `The model is expected in ${folder}/model.json but does not load: ${error.message}. ` +
    `Make one with: node examples/browser/export.mjs`;
});
