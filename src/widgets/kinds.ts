import type { Kind } from "./model.js";

/** The kind of one of ipywidgets' own controls, e.g. "IntSlider". */
export const control = (name: string): Kind => ({
  model: `${name}Model`,
  view: `${name}View`,
  module: "@jupyter-widgets/controls",
});
