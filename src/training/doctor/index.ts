/**
 * The doctor: figures are remembered (`history`), detectors look at them (`detector`, one a file),
 * what is found is said (`doctor`), and broken numbers are undone (`non-finite`, `recovery`).
 */
export type { Advice, Detector } from "./detector.js";
export { trainingDoctor, TrainingDoctor, type DoctorOptions } from "./doctor.js";
export { MetricHistory } from "./history.js";
