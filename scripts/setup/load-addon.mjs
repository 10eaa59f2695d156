/** Run as a program, `node load-addon.mjs <package root>`: adds two tensors natively, or fails. */
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const require = createRequire(join(resolve(process.argv[2] ?? "."), "package.json"));

// tfjs-node 4.22 calls functions of util that newer versions of Node deprecate or lack.
const util = /** @type {Record<string, unknown>} */ (require("node:util"));
util.isNullOrUndefined ??= (/** @type {unknown} */ value) => value === null || value === undefined;
util.isArray ??= Array.isArray;

const tf = require("@tensorflow/tfjs-node-gpu");
const sum = tf.add(tf.tensor1d([1, 2]), tf.tensor1d([10, 20])).dataSync();
if (tf.getBackend() !== "tensorflow" || sum[0] !== 11 || sum[1] !== 22) {
  throw new Error(`expected 11, 22 from "tensorflow", found ${sum} from "${tf.getBackend()}"`);
}
