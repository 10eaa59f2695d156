/** The choice of the TensorFlow wheel whose C library is used. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { command } from "./command.mjs";
import { findProgram } from "./find.mjs";
import { pins } from "./pins.mjs";
import { SetupError } from "./setup-error.mjs";
import { sitePackages } from "./venv.mjs";

/**
 * @typedef {object} Wheel
 * @property {string} name in the Python registry
 * @property {string} requirement as pip takes it
 * @property {boolean} cuda whether NVIDIA's libraries come along
 * @property {number} megabytes installed, about
 */

/**
 * `tensorflow-cpu` is made for Linux and Windows on x64 only; elsewhere `tensorflow` is the CPU
 * build, and on Linux x64 it is the one with GPU kernels.
 *
 * @param {{ platform: string, arch: string, gpu: boolean }} machine
 * @returns {Wheel}
 * @throws {SetupError} where there is no C library of TensorFlow
 */
export function chooseWheel({ platform, arch, gpu }) {
  const supported = platform === "linux" || (platform === "darwin" && arch === "arm64");
  if (!supported || (arch !== "x64" && arch !== "arm64")) {
    throw new SetupError(`There is no build of native TensorFlow for ${platform} on ${arch}.`);
  }
  const x64 = platform === "linux" && arch === "x64";
  if (gpu && !x64) {
    throw new SetupError("TensorFlow's CUDA build is made for Linux on x64 only: leave out --gpu.");
  }
  const name = x64 && !gpu ? "tensorflow-cpu" : "tensorflow";
  const requirement = `${name}==${pins.tensorflow}`;
  return { name, requirement, cuda: gpu, megabytes: gpu ? 9000 : 2300 };
}

/**
 * Whether an NVIDIA driver is at work here.
 *
 * @param {Pick<import("./context.mjs").Context, "home" | "env">} place
 * @param {string} [driver] the file that the Linux driver shows
 */
export async function hasNvidiaDriver(place, driver = "/proc/driver/nvidia/version") {
  if (process.platform !== "linux" || process.arch !== "x64") return false;
  if (existsSync(driver)) return true;
  const tool = findProgram("nvidia-smi", place.env);
  if (tool === undefined) return false;
  try {
    return /GPU \d/.test(await command(place, tool, ["-L"]));
  } catch {
    return false;
  }
}

/**
 * The two libraries of the wheel that the addon is linked against.
 *
 * @param {Pick<import("./context.mjs").Context, "home">} context
 */
export function tensorflowLibraries(context) {
  const folder = join(sitePackages(context), "tensorflow");
  const ending = process.platform === "darwin" ? ".2.dylib" : ".so.2";
  return {
    folder,
    include: join(folder, "include"),
    files: ["libtensorflow_cc", "libtensorflow_framework"].map(
      (name) => folder + "/" + name + ending,
    ),
  };
}
