/** The variants that are compared, and the commands that start their workers. */
import { fileURLToPath } from "node:url";

/**
 * @typedef {object} Variant
 * @property {string} name
 * @property {"node" | "python"} language
 * @property {string} script in bench/workers
 * @property {"float32" | "bfloat16"} precision of convolutions and matrix products
 * @property {string} title in tables
 * @property {Record<string, string>} [notes] by workload
 */

/** @type {readonly Variant[]} */
export const variants = [
  {
    name: "ganvas",
    language: "node",
    script: "ganvas.mjs",
    precision: "float32",
    title: "Ganvas, captured",
  },
  {
    name: "ganvas-bf16",
    language: "node",
    script: "ganvas.mjs",
    precision: "bfloat16",
    title: "Ganvas, captured, bf16",
  },
  {
    name: "ganvas-eager",
    language: "node",
    script: "ganvas.mjs",
    precision: "float32",
    title: "Ganvas, eager",
  },
  {
    name: "tfjs",
    language: "node",
    script: "tfjs.mjs",
    precision: "float32",
    title: "TF.js 4.22",
    notes: {
      "wgan-gp":
        "Leaky ReLU as relu(x) - 0.2 relu(-x): TF.js's own has no second derivative and throws.",
    },
  },
  {
    name: "keras",
    language: "python",
    script: "keras_worker.py",
    precision: "float32",
    title: "Keras, tf.function",
  },
  {
    name: "torch",
    language: "python",
    script: "torch_worker.py",
    precision: "float32",
    title: "PyTorch",
  },
  {
    name: "torch-channels-last",
    language: "python",
    script: "torch_worker.py",
    precision: "float32",
    title: "PyTorch, channels last",
  },
  {
    name: "torch-compile",
    language: "python",
    script: "torch_worker.py",
    precision: "float32",
    title: "PyTorch, compiled",
  },
  {
    name: "torch-bf16",
    language: "python",
    script: "torch_worker.py",
    precision: "bfloat16",
    title: "PyTorch, bf16 autocast",
  },
];

/** Of every framework: of one operation, and of TensorFlow's operations side by side. */
export const threads = 2;

/**
 * The command line of a variant's worker.
 *
 * @param {Variant} variant
 * @param {string} python
 */
export function commandOf({ language, script, name }, python) {
  const file = fileURLToPath(new URL(`../workers/${script}`, import.meta.url));
  return [language === "node" ? process.execPath : python, file, name];
}

/** @param {string} cache folder for what torch.compile makes */
export const workerEnvironment = (cache) => ({
  TF_CPP_MIN_LOG_LEVEL: "2",
  TF_NUM_INTRAOP_THREADS: String(threads),
  TF_NUM_INTEROP_THREADS: String(threads),
  OMP_NUM_THREADS: String(threads),
  GANVAS_BACKEND: "tensorflow",
  TORCHINDUCTOR_CACHE_DIR: cache,
  PYTHONDONTWRITEBYTECODE: "1",
});
