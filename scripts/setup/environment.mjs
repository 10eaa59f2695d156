import { delimiter, dirname } from "node:path";

/** Variables that would send a child to another Python, another folder or other Node packages. */
const misleading = [
  "PYTHONPATH",
  "PYTHONHOME",
  "PYTHONSTARTUP",
  "VIRTUAL_ENV",
  "NODE_PATH",
  "PIP_TARGET",
  "PIP_PREFIX",
  "PIP_ROOT",
  "PIP_PYTHON",
  "PIP_NO_DEPS",
  "JUPYTER_PATH",
  "JUPYTER_NO_CONFIG",
  "LD_PRELOAD",
];

/**
 * The environment for all children: the user's own, so that proxies and the settings of npm and pip
 * hold, without what would confuse a private Python environment.
 *
 * @param {NodeJS.ProcessEnv} [from]
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(from = process.env) {
  const env = { ...from };
  for (const name of misleading) delete env[name];
  for (const name of Object.keys(env)) if (/^_?CONDA_/.test(name)) delete env[name];
  return {
    ...env,
    // The same Node for every script that asks for `node`.
    PATH: [dirname(process.execPath), from.PATH ?? from.Path ?? ""].join(delimiter),
    // A user-wide `pip install --user` setting fails inside a virtual environment.
    PIP_USER: "0",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    PYTHONNOUSERSITE: "1",
    TF_CPP_MIN_LOG_LEVEL: "2",
  };
}
