/** Controls in a notebook, on ipywidgets' protocol, and progress bars. */
export { hBox, vBox, type Box } from "./box.js";
export {
  button,
  checkbox,
  dropdown,
  html,
  label,
  select,
  text,
  textarea,
  type ButtonOptions,
  type ChoiceOptions,
  type Choices,
  type TextOptions,
} from "./controls.js";
export { interact } from "./interact.js";
export {
  floatProgress,
  floatSlider,
  intProgress,
  intSlider,
  type RangeOptions,
  type SliderOptions,
} from "./sliders.js";
export type { ControlOptions, View, Widget } from "./widget.js";
export { progress, type AsyncProgress, type Progress, type ProgressOptions } from "./progress.js";
