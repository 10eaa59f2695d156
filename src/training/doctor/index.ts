/**
 * The doctor: it remembers metrics (`history`), examines them with detectors (`detector`, one a
 * file), reports problems (`doctor`), and undoes steps that broke numbers (`non-finite`, `recovery`).
 */
export type { Advice, Detector } from "./detector.js";
export { trainingDoctor, TrainingDoctor, type DoctorOptions } from "./doctor.js";
export { MetricHistory } from "./history.js";
