import { existsSync } from "node:fs";
import { command } from "../command.mjs";
import { pins } from "../pins.mjs";
import { hasWheel, pip, sitePackages, venvMinor, venvPython } from "../venv.mjs";
import { chooseWheel, tensorflowLibraries } from "../wheel.mjs";

/** @typedef {import("../context.mjs").Context} Context */

export const portable =
  "Ganvas then runs on WebAssembly: training takes ten times as long or more.";

/** The requirements of the wheel's extra "and-cuda", as lines for pip. */
const listCuda = `from importlib.metadata import requires
print("\\n".join(r.split(";")[0].strip() for r in requires("tensorflow") or []
                if ";" in r and "and-cuda" in r.split(";")[1]))`;

/** @param {Context} context */
function wheelFor({ gpu }) {
  return chooseWheel({ platform: process.platform, arch: process.arch, gpu });
}

/** TensorFlow's C library, out of the Python wheel. */
/** @type {import("../runner.mjs").Step} */
export const tensorflow = {
  name: "tensorflow",
  title: `TensorFlow ${pins.tensorflow}`,
  megabytes: 1700,
  fallback: portable,
  key: ({ gpu }) => JSON.stringify([pins.tensorflow, gpu, process.platform, process.arch]),
  done(context) {
    const there = tensorflowLibraries(context).files.every((file) => existsSync(file));
    return there && hasWheel(context, wheelFor(context).name, pins.tensorflow);
  },
  async run(context) {
    const wheel = wheelFor(context);
    // The CPU and the GPU wheel own the same files: the other one must go first.
    await pip(context, ["uninstall", "--yes", "tensorflow", "tensorflow-cpu"]).catch(() => {});
    // Without dependencies: only the C library is used, never the Python code.
    await pip(context, ["install", "--no-deps", ...forNewPython(context), wheel.requirement]);
    if (!wheel.cuda) return;
    const cuda = await command(context, venvPython(context), ["-I", "-c", listCuda]);
    await pip(context, ["install", ...cuda.split(/\r?\n/).filter((line) => line !== "")]);
  },
};

/**
 * For a Python without a wheel of TensorFlow yet: take the newest wheel.
 *
 * @param {Context} context
 */
function forNewPython(context) {
  if (venvMinor(context) <= pins.newestWheelPython) return [];
  const version = `3.${pins.newestWheelPython}`;
  const into = ["--target", sitePackages(context), "--upgrade"];
  return [...into, "--python-version", version, "--only-binary=:all:"];
}
