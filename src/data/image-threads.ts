/**
 * Threads that decode image files, so that training computes meanwhile. They are started when there
 * is work, shared by all data sets, and do not keep the process alive when they have none.
 */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { performTask, type ImageTask } from "./image-tasks.js";
import type { ImageAnswer } from "./image-thread.js";

/** One core is left to the training; each thread holds one picture at a time. */
const LIMIT = Math.min(8, Math.max(1, availableParallelism() - 1));

const SCRIPT = new URL("./image-thread.js", import.meta.url);
/** False where a bundler left the thread's file out, or where sources run that are not compiled. */
const hasThreads = existsSync(fileURLToPath(SCRIPT));

interface Job {
  readonly task: ImageTask;
  readonly resolve: (result: Uint8Array | string) => void;
  readonly reject: (error: unknown) => void;
}

const waiting: Job[] = [];
const idle = new Set<Worker>();
/** Each thread's job. */
const busy = new Map<Worker, Job>();
/** The end of the queue where there are no threads. */
let last: Promise<unknown> = Promise.resolve();

/** Does tasks in their order, a few at a time. See `performTask`. */
export function runTask(task: ImageTask): Promise<Uint8Array | string> {
  if (!hasThreads) {
    const result = last.then(() => performTask(task));
    last = result.catch(() => {});
    return result;
  }
  return new Promise((resolve, reject) => {
    waiting.push({ task, resolve, reject });
    assign();
  });
}

/** Gives waiting jobs to idle threads, and starts threads up to the limit. */
function assign(): void {
  while (waiting.length > 0 && (idle.size > 0 || busy.size < LIMIT)) {
    const thread = idle.values().next().value ?? started();
    const job = waiting.shift()!;
    idle.delete(thread);
    busy.set(thread, job);
    thread.ref();
    thread.postMessage(job.task);
  }
}

function started(): Worker {
  const thread = new Worker(SCRIPT);
  thread.on("message", (answer: ImageAnswer) => {
    const job = busy.get(thread)!;
    busy.delete(thread);
    idle.add(thread);
    thread.unref();
    if ("error" in answer) job.reject(answer.error);
    else job.resolve(answer.result);
    assign();
  });
  const ended = (error: unknown) => {
    const job = busy.get(thread);
    busy.delete(thread);
    idle.delete(thread);
    job?.reject(error);
    assign();
  };
  thread.on("error", ended);
  thread.on("exit", () => ended(new Error("A thread that reads images has ended.")));
  return thread;
}
