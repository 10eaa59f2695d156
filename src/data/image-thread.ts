/** A thread that reads and inspects image files. (See image-threads.ts.) */
import { parentPort } from "node:worker_threads";
import { performTask, type ImageTask } from "./image-tasks.js";

/** The answer to a task. */
export type ImageAnswer = { readonly result: Uint8Array | string } | { readonly error: Error };

async function answer(task: ImageTask): Promise<void> {
  try {
    parentPort!.postMessage({ result: await performTask(task) } satisfies ImageAnswer);
  } catch (error) {
    parentPort!.postMessage({ error: error as Error } satisfies ImageAnswer);
  }
}

parentPort!.on("message", (task: ImageTask) => void answer(task));
