/** The operations that both JavaScript workers offer; what differs is handed in. */
import { performance } from "node:perf_hooks";
import { uniform, unit } from "../given.mjs";
import { workloads } from "./index.mjs";

/** @typedef {import("./training.mjs").Tensor} Tensor */
/** @typedef {import("./training.mjs").Workload} Workload */
/** @typedef {import("./training.mjs").Noise} Noise */
/**
 * Makes the function that runs one step of a workload: with given noise, or with its own.
 *
 * @typedef {(workload: Workload, given: Noise | undefined) => () => Tensor[]} Compile
 */

/**
 * @param {import("./training.mjs").Toolkit} toolkit
 * @param {Compile} compile
 */
export function operations(toolkit, compile) {
  const { tf } = toolkit;
  /** @type {Noise} */
  const given = {
    normal: (name, shape) => tf.tensor(uniform(name, shape, unit), shape),
    uniform: (name, shape) => tf.tensor(uniform(name, shape, 0.5, 0.5), shape),
  };
  /**
   * @param {string} name
   * @param {Noise} [noise]
   * @param {Partial<import("./training.mjs").Toolkit>} [changes]
   */
  const prepare = (name, noise, changes) => {
    const make = /** @type {(typeof workloads)[string]} */ (workloads[name]);
    const workload = make({ ...toolkit, ...changes });
    return { workload, run: compile(workload, noise) };
  };
  /** @type {typeof toolkit.adam} */
  const still = (settings) => toolkit.adam({ ...settings, learningRate: 0 });
  /** @type {() => void} */
  let step = () => {};
  return {
    /** @param {{ workload: string, steps: number }} request */
    check({ workload: name, steps }) {
      // At a rate of zero each step's losses are the initial ones, so the last step shows those of
      // the graph: a captured step's first runs are eager.
      const initial = losses(prepare(name, given, { adam: still }), steps).at(-1);
      const prepared = prepare(name, given);
      const trained = losses(prepared, steps);
      tf.disposeVariables();
      return { parameters: prepared.workload.parameters, initial, trained };
    },
    /** @param {{ workload: string }} request */
    init({ workload: name }) {
      const { workload, run } = prepare(name);
      step = () => {
        const results = run();
        // A step ends when its losses have arrived.
        for (const loss of results.slice(0, workload.losses)) loss.dataSync();
        tf.dispose(results);
      };
      step();
      return {};
    },
    /** @param {{ steps: number }} request */
    run({ steps }) {
      const milliseconds = Array.from({ length: steps }, () => {
        const start = performance.now();
        step();
        return performance.now() - start;
      });
      return { milliseconds };
    },
    versions() {
      const { binding } = /** @type {any} */ (tf.backend());
      const libtensorflow = binding.TF_Version;
      return { node: process.versions.node, tfjs: tf.version_core, libtensorflow };
    },
  };

  /**
   * The losses of each step, and the norm of the gradients where the step returns them.
   *
   * @param {ReturnType<typeof prepare>} prepared
   * @param {number} steps
   */
  function losses({ workload, run }, steps) {
    return Array.from({ length: steps }, () => {
      const results = run();
      const numbers = results.slice(0, workload.losses).map((loss) => loss.dataSync()[0]);
      const gradients = results.slice(workload.losses);
      if (gradients.length > 0) numbers.push(tf.tidy(() => norm(gradients)));
      tf.dispose(results);
      return numbers;
    });
  }

  /** @param {Tensor[]} tensors */
  function norm(tensors) {
    const squares = tensors.map((tensor) => tensor.square().sum());
    return tf.addN(squares).sqrt().dataSync()[0];
  }
}
