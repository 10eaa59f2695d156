/**
 * Runs TF.js's own tests of its core on native TensorFlow. The last line of the output is JSON: the
 * names of the tests that passed, and the messages of those that failed.
 *
 *     node run.mjs           as they are
 *     node run.mjs ganvas    after importing Ganvas from dist/
 */
import { readFileSync } from "node:fs";
import { createRequire, register } from "node:module";

/**
 * @typedef {{ fullName: string, status: string, failedExpectations: { message: string }[] }} Result
 * @typedef {object} Jasmine
 * @property {(settings: { random: boolean, specFilter(spec: { getFullName(): string }): boolean }) => void} configure
 * @property {(reporter: { specDone(result: Result): void }) => void} addReporter
 * @property {() => Promise<unknown>} execute
 */

const load = createRequire(import.meta.url);
const core = "@tensorflow/tfjs-core/dist";
register("./loader.mjs", import.meta.url);

// First: Ganvas replaces some of the gradients that they register.
await import(`${core}/public/chained_ops/register_all_chained_ops.js`);
await import(`${core}/register_all_gradients.js`);

if (process.argv[2] === "ganvas") {
  const { ready } = await import(new URL("../../../dist/tensor/index.js", import.meta.url).href);
  await ready();
} else {
  // tfjs-node calls them, and Node 23 has lost them.
  const util = load("node:util");
  util.isNullOrUndefined ??= (/** @type {unknown} */ value) =>
    value === null || value === undefined;
  util.isArray ??= Array.isArray;
  load("@tensorflow/tfjs-node-gpu");
}

const jasmine = load("jasmine-core");
/** @type {Jasmine} */
const env = jasmine.boot(jasmine).getEnv();

const { setTestEnvs } = await import(`${core}/jasmine_util.js`);
setTestEnvs([{ name: "test-tensorflow", backendName: "tensorflow", flags: {}, isDataSync: true }]);
await import(`${core}/tests.js`);

/** Parts of names of the tests that tfjs-node leaves out: what TensorFlow lacks, or does otherwise. */
function ignoredByTfjsNode() {
  const file = load.resolve("@tensorflow/tfjs-node-gpu/dist/run_tests.js");
  const [, list = ""] = /IGNORE_LIST = \[([^]*?)\n\];/.exec(readFileSync(file, "utf8")) ?? [];
  const code = list.replace(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(/'([^']+)'/g)].map(([, part = ""]) => part);
}

const ignored = ignoredByTfjsNode();
env.configure({
  random: false,
  specFilter: (spec) => !ignored.some((part) => spec.getFullName().includes(part)),
});
/** @type {string[]} */
const passed = [];
/** @type {Record<string, string>} */
const failed = {};
env.addReporter({
  specDone({ fullName, status, failedExpectations }) {
    if (status === "passed") passed.push(fullName);
    if (status === "failed") failed[fullName] = failedExpectations[0]?.message ?? "";
  },
});
await env.execute();
console.log(JSON.stringify({ passed, failed }));
