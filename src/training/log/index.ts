/** Logs of training steps. */
export { jsonLog } from "./json-log.js";
export type { TrainingLog } from "./log.js";
export { readLog, type LogEntry } from "./read-log.js";
export { tensorBoard } from "./tensor-board.js";
