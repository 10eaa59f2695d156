// Exports the generator of digits that ships with Ganvas for the page: node examples/browser/export.mjs
// Then serve the repository's folder with any static server and open examples/browser/index.html.
// A model of your own is exported in the same way, for example what trainGan has trained.
import { fileURLToPath } from "node:url";
import { digitGenerator, exportModel } from "../../dist/index.js";

const folder = fileURLToPath(new URL("model", import.meta.url));
const generator = await digitGenerator();
await exportModel(folder, generator, { name: "digits" }, { weights: "float16" });
console.log(`Exported to ${folder}.`);
