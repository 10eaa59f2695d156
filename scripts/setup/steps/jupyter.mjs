import { pins } from "../pins.mjs";
import { hasWheel, pip } from "../venv.mjs";

const wanted = [`jupyterlab==${pins.jupyterlab}`, `nbclient==${pins.nbclient}`];

/** @type {import("../runner.mjs").Step} */
export const jupyter = {
  name: "jupyter",
  title: `JupyterLab ${pins.jupyterlab}`,
  megabytes: 300,
  key: () => wanted.join(" "),
  done: (context) =>
    hasWheel(context, "jupyterlab", pins.jupyterlab) &&
    hasWheel(context, "nbclient", pins.nbclient),
  async run(context, { resumed }) {
    // Packages that an interrupted pip left half written would pass for installed.
    await pip(context, ["install", ...(resumed ? ["--force-reinstall"] : []), ...wanted]);
  },
};
