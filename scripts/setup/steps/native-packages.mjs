import { npm } from "../npm.mjs";
import { manifest, packageFolder } from "../packages.mjs";

const names = ["@tensorflow/tfjs-node-gpu", "canvas", "node-api-headers"];

/** @param {string} packageRoot @returns {string[]} what npm is to install: name@range */
function missingPackages(packageRoot) {
  const { dependencies, optionalDependencies } = manifest(packageRoot);
  const ranges = { ...dependencies, ...optionalDependencies };
  return names
    .filter((name) => packageFolder(packageRoot, name) === undefined)
    .map((name) => (ranges[name] === undefined ? name : `${name}@${ranges[name]}`));
}

/**
 * In a user's project: the packages with native code. npm leaves an optional package out where its
 * install script failed, as theirs do without the network; installed without scripts they stay.
 */
/** @type {import("../runner.mjs").Step} */
export const nativePackages = {
  name: "native-packages",
  title: "npm packages with native code",
  megabytes: 60,
  key: ({ packageRoot }) => JSON.stringify([packageRoot, manifest(packageRoot).version]),
  done: ({ packageRoot }) => missingPackages(packageRoot).length === 0,
  async run(context) {
    const missing = missingPackages(context.packageRoot);
    if (missing.length === 0) return;
    await npm(context, ["install", "--no-save", ...missing], context.projectRoot);
  },
};
