// Trains a small generator of digits and exports it for the page: node examples/browser/export.mjs
// Then serve the repository's folder with any static server and open examples/browser/index.html.
import { fileURLToPath } from "node:url";
import { exportModel, mlpGan, mnist, trainGan } from "../../dist/index.js";

const steps = Number(process.argv[2] ?? 2000);
const folder = fileURLToPath(new URL("model", import.meta.url));

const digits = await mnist();
const model = mlpGan({ image: [28, 28, 1], latent: 64, seed: 7 });
for await (const { step, secondsLeft } of trainGan(model, digits, { steps })) {
  if (step % 200 === 0) console.log(`step ${step} of ${steps}, ${Math.round(secondsLeft)} s left`);
}
await exportModel(folder, model, { name: "digits", seed: 7, steps });
console.log(`Exported to ${folder}.`);
