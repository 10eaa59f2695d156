import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pins } from "../pins.mjs";
import { hasWheel, pip, venvFolder } from "../venv.mjs";

/** Defaults of this JupyterLab that a user's own settings override: no question about news. */
const defaults = { "@jupyterlab/apputils-extension:notification": { fetchNews: "false" } };

const wanted = [`jupyterlab==${pins.jupyterlab}`, `nbclient==${pins.nbclient}`];

/** @type {import("../runner.mjs").Step} */
export const jupyter = {
  name: "jupyter",
  title: `JupyterLab ${pins.jupyterlab}`,
  megabytes: 300,
  key: () => [...wanted, JSON.stringify(defaults)].join(" "),
  done: (context) =>
    hasWheel(context, "jupyterlab", pins.jupyterlab) &&
    hasWheel(context, "nbclient", pins.nbclient),
  async run(context, { resumed }) {
    // Packages that an interrupted pip left half written would pass for installed.
    await pip(context, ["install", ...(resumed ? ["--force-reinstall"] : []), ...wanted]);
    const settings = join(venvFolder(context), "share", "jupyter", "lab", "settings");
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, "overrides.json"), JSON.stringify(defaults, null, 2));
  },
};
