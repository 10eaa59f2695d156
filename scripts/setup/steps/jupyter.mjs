import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pins } from "../pins.mjs";
import { hasWheel, pip, venvFolder } from "../venv.mjs";

/** Defaults of this JupyterLab that a user's own settings override: no question about news. */
const defaults = { "@jupyterlab/apputils-extension:notification": { fetchNews: "false" } };

const packages = {
  jupyterlab: pins.jupyterlab,
  ipywidgets: pins.ipywidgets,
  nbclient: pins.nbclient,
  papermill: pins.papermill,
  jupyter_kernel_test: pins.jupyterKernelTest,
};

const requirements = Object.entries(packages).map(([name, version]) => `${name}==${version}`);

/** @type {import("../runner.mjs").Step} */
export const jupyter = {
  name: "jupyter",
  title: `JupyterLab ${pins.jupyterlab}`,
  megabytes: 300,
  key: () => [...requirements, JSON.stringify(defaults)].join(" "),
  done: (context) =>
    Object.entries(packages).every(([name, version]) => hasWheel(context, name, version)),
  async run(context, { resumed }) {
    // Packages that an interrupted pip left half written would pass for installed.
    await pip(context, ["install", ...(resumed ? ["--force-reinstall"] : []), ...requirements]);
    const settings = join(venvFolder(context), "share", "jupyter", "lab", "settings");
    mkdirSync(settings, { recursive: true });
    writeFileSync(join(settings, "overrides.json"), JSON.stringify(defaults, null, 2));
  },
};
