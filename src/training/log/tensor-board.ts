import { aText, checkArgument, checkOptions } from "../../base/arguments.js";
import { createRequire } from "node:module";
import { backendName } from "../../tensor/backend.js";
import { checkPositiveInteger } from "../../tensor/shape.js";
import type { TrainingStep } from "../step.js";
import type { TrainingLog } from "./log.js";

/** The summary writer of tfjs-node. */
interface SummaryWriter {
  scalar(name: string, value: number, step: number): void;
  flush(): void;
}

/**
 * Writes the metrics of a run as event files for TensorBoard, with native TensorFlow.
 *
 * Event files are only ever added to: where a resumed run repeats steps, TensorBoard shows both.
 *
 * @param folder for example `"runs/digits"`; look at it with `tensorboard --logdir runs`
 * @param options.every number of steps from one write to the next; default 10
 * @throws RangeError when `every` is not a positive integer
 * @throws Error on the portable backend, which has no writer of event files
 */
export function tensorBoard(
  folder: string,
  options: { readonly every?: number } = {},
): TrainingLog {
  checkArgument("folder", folder, aText("runs/digits"));
  checkOptions("tensorBoard", options);
  const every = checkPositiveInteger("every", options.every ?? 10, 10);
  if (backendName() !== "tensorflow") {
    throw new Error(
      `TensorBoard's files are expected to be written by native TensorFlow but the backend is ` +
        `${backendName()}; use jsonLog, or run \`npx ganvas setup\`.`,
    );
  }
  let writer: SummaryWriter | undefined;
  return {
    open() {
      const { node } = createRequire(import.meta.url)("@tensorflow/tfjs-node-gpu");
      writer ??= node.summaryFileWriter(folder) as SummaryWriter;
    },
    rewind() {},
    write({ step, metrics, diagnostics }: TrainingStep) {
      if (step % every !== 0) return;
      for (const [name, value] of Object.entries({ ...metrics, ...diagnostics })) {
        writer?.scalar(name, value, step);
      }
      writer?.flush();
    },
    close() {
      writer?.flush();
    },
  };
}
