/**
 * Graph capture: TF.js runs a step operation by operation; here one run of it is recorded and
 * becomes a TensorFlow graph. From TF.js's calls (`interception`) through nodes (`recorder`,
 * `recording`) to a SavedModel that TensorFlow loads (`saved-model`, `session`) and a function that
 * stands for the step (`program`, `capture`).
 */
export { capture, type CapturedInputs, type CapturedStep, type CaptureOptions } from "./capture.js";
export { CaptureRefused } from "./refusal.js";
