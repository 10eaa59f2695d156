/** Does the kernel start, compute, and find TensorFlow? */
import type { KernelSpec } from "../kernel-spec.js";
import { Conversation } from "./conversation.js";
import { broken, fine, notice, type Finding } from "./finding.js";

const PATIENCE_MILLISECONDS = 60_000;

export async function checkStart(spec: KernelSpec): Promise<Finding[]> {
  const begin = Date.now();
  let kernel: Conversation;
  try {
    kernel = await Conversation.start(spec, PATIENCE_MILLISECONDS);
  } catch (error) {
    return [broken(`Expected the kernel to start, found: ${reason(error)}.`)];
  }
  try {
    const sum = await kernel.evaluate("1 + 1");
    if (sum !== "2") return [broken(`Expected the kernel to add 1 and 1, found ${sum}.`)];
    const seconds = ((Date.now() - begin) / 1000).toFixed(1);
    return [fine(`The kernel starts and computes (${seconds} s)`), await checkBackend(kernel)];
  } catch (error) {
    return [broken(`Expected the kernel to compute, found: ${reason(error)}.`)];
  } finally {
    kernel.close();
  }
}

async function checkBackend(kernel: Conversation): Promise<Finding> {
  const question = 'import("ganvas").then(({ tf }) => tf.ready().then(() => tf.getBackend()))';
  try {
    const backend = (await kernel.evaluate(question)).replaceAll("'", "");
    return backend === "tensorflow"
      ? fine("TensorFlow is native")
      : notice(`TensorFlow runs on ${backend}, which is slow: run ganvas setup.`);
  } catch (error) {
    return notice(`ganvas cannot be imported in this folder: ${reason(error)}.`);
  }
}

const reason = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).trim().replace(/\.$/, "");
