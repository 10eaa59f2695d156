import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { command } from "../command.mjs";
import { findCompiler, requireCompiler } from "../compiler.mjs";
import { nodeApiHeaders } from "../headers.mjs";
import { manifest, packageFolder } from "../packages.mjs";
import { SetupError } from "../setup-error.mjs";
import { tensorflowLibraries } from "../wheel.mjs";
import { portable } from "./tensorflow.mjs";

/** @typedef {import("../context.mjs").Context} Context */

const quietStart = fileURLToPath(new URL("../quiet-start.cc", import.meta.url));
const check = fileURLToPath(new URL("../load-addon.mjs", import.meta.url));

/** @param {Context} context */
function bindingFolder({ packageRoot }) {
  const folder = packageFolder(packageRoot, "@tensorflow/tfjs-node-gpu");
  if (folder === undefined) throw new SetupError("@tensorflow/tfjs-node-gpu is not installed.");
  return folder;
}

/** @param {string} folder of the package; its loader looks here for version 8 of Node-API */
const bindingFile = (folder) => join(folder, "lib", "napi-v8", "tfjs_binding.node");

/** @param {string} folder of the package; `src/tensor/backend.ts` loads it before the addon */
const quietStartFile = (folder) => join(folder, "lib", "napi-v8", "quiet_start.node");

/**
 * Where the addon looks for TensorFlow, from its own folder, so that a moved project still works.
 * It names the wheel's real folder: from there the wheel's libraries find those of CUDA, which
 * lie at ../nvidia/<part>/lib. Links in another folder would lead them astray.
 *
 * @param {string} addon its file
 * @param {string} libraries folder of libtensorflow_cc
 * @param {string} platform
 */
export function searchPath(addon, libraries, platform = process.platform) {
  const origin = platform === "darwin" ? "@loader_path" : "$ORIGIN";
  return `${origin}/${relative(dirname(addon), libraries)}`;
}

/**
 * @param {NodeJS.Platform | string} platform
 * @param {string} output
 * @param {string} searchPath
 */
const sharedLibrary = (platform, output, searchPath) => [
  ...["-O2", "-std=c++17", "-fPIC", "-w", "-DNAPI_VERSION=8"],
  ...(platform === "darwin" ? ["-bundle", "-undefined", "dynamic_lookup"] : ["-shared"]),
  // Not -Wl,...: a comma in the path would split it.
  ...["-Xlinker", "-rpath", "-Xlinker", searchPath],
  ...["-o", output],
];

/**
 * Arguments for the compiler: two sources make the whole addon, so neither make nor node-gyp is
 * needed.
 *
 * @param {object} parts
 * @param {string} parts.folder of the npm package
 * @param {string} parts.headers folder of node_api.h
 * @param {string} parts.output
 * @param {{ folder: string, include: string, files: string[] }} parts.tensorflow
 * @param {string} [parts.platform]
 */
export function compilerArguments({ folder, headers, output, tensorflow, platform }) {
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"];
  const path = searchPath(bindingFile(folder), tensorflow.folder, platform);
  return [
    ...sharedLibrary(platform ?? process.platform, output, path),
    ...["-I", headers, "-I", tensorflow.include],
    ...sources.map((name) => join(folder, "binding", name)),
    ...tensorflow.files,
  ];
}

/**
 * Arguments for the compiler: the library that keeps the start quiet. It finds TensorFlow where the
 * addon, which lies beside it, does.
 *
 * @param {object} parts
 * @param {string} parts.folder of the npm package
 * @param {string} parts.output
 * @param {{ folder: string }} parts.tensorflow
 * @param {string} [parts.platform]
 */
export function quietStartArguments({ folder, output, tensorflow, platform = process.platform }) {
  const path = searchPath(bindingFile(folder), tensorflow.folder, platform);
  return [quietStart, ...sharedLibrary(platform, output, path)];
}

/** The native addon of TensorFlow.js. */
/** @type {import("../runner.mjs").Step} */
export const addon = {
  name: "addon",
  title: "native addon of TensorFlow.js",
  megabytes: 5,
  needs: ["tensorflow"],
  fallback: portable,
  key(context) {
    const folder = bindingFolder(context);
    return JSON.stringify([
      manifest(folder).version,
      context.gpu,
      searchPath(bindingFile(folder), tensorflowLibraries(context).folder),
      findCompiler(context.env) === undefined ? "no compiler" : "compiler",
      process.arch,
      "quiet start",
    ]);
  },
  done: (context) => existsSync(bindingFile(bindingFolder(context))),
  async run(context) {
    const folder = bindingFolder(context);
    const file = bindingFile(folder);
    const output = `${file}.partial`;
    const compiler = requireCompiler(context.env);
    mkdirSync(dirname(file), { recursive: true });
    rmSync(file, { force: true });
    const headers = nodeApiHeaders(context);
    const tensorflow = tensorflowLibraries(context);
    const args = compilerArguments({ folder, headers, output, tensorflow });
    await command(context, compiler.program, [...compiler.args, ...args]);
    const quiet = quietStartArguments({ folder, output: `${output}.quiet`, tensorflow });
    await command(context, compiler.program, [...compiler.args, ...quiet]);
    renameSync(`${output}.quiet`, quietStartFile(folder));
    renameSync(output, file);
    try {
      await command(context, process.execPath, [check, context.packageRoot]);
    } catch (error) {
      // One that does not load must not be found: it could end every program that imports it.
      rmSync(file, { force: true });
      throw error;
    }
  },
};
