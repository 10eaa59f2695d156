import { realpathSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment } from "./environment.mjs";

/**
 * The context of all steps.
 *
 * @typedef {object} Context
 * @property {string} projectRoot the folder that holds `.ganvas`: the clone, or a user's project
 * @property {string} packageRoot the folder of Ganvas itself; the same as projectRoot in a clone
 * @property {string} home `.ganvas` in the project
 * @property {boolean} gpu whether TensorFlow is to come with CUDA
 * @property {boolean} mayInstall whether Debian packages may be installed: the user is root
 * @property {NodeJS.ProcessEnv} env for children
 * @property {(line: string) => void} log
 * @property {(pid: number) => void} [onChild] called for every child process
 * @property {() => boolean} [stopped] whether the user has interrupted the set-up
 */

/**
 * @param {object} options
 * @param {string} options.projectRoot
 * @param {string} options.packageRoot
 * @param {boolean} [options.gpu]
 * @param {(line: string) => void} [options.log]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @returns {Context}
 */
export function makeContext({ projectRoot, packageRoot, gpu = false, log = console.log, env }) {
  const root = realpathSync(projectRoot);
  const home = join(root, ".ganvas");
  return {
    projectRoot: root,
    packageRoot: realpathSync(packageRoot),
    home,
    gpu,
    mayInstall: process.getuid?.() === 0,
    env: { ...cleanEnvironment(env), GANVAS_SETUP: home },
    log,
  };
}
