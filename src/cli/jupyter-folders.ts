/** The folders in which Jupyter looks for kernels. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * Where a kernel is to be installed; with nothing given, the project's environment if it has a
 * Jupyter, which looks there, else the user's folder, where every Jupyter looks.
 */
export interface Place {
  readonly prefix?: string;
  readonly user?: boolean;
  /** A Python, or true for `python3`. */
  readonly sysPrefix?: string | true;
}

const inPrefix = (prefix: string): string => path.resolve(prefix, "share/jupyter/kernels");

/** The environment that `npm start` makes in a clone, with Jupyter, and `ganvas setup` without. */
const projectEnvironment = (): string => path.resolve(".ganvas/python");

/** The `jupyter` of the project's environment, whether or not it is there. */
export const projectJupyter = (): string => path.join(projectEnvironment(), "bin/jupyter");

/**
 * The folder of kernels that `place` means.
 *
 * @throws Error when more than one place is given or the Python does not run
 */
export function kernelsFolder({ prefix, user, sysPrefix }: Place): string {
  const given = [prefix, user, sysPrefix].filter((option) => option !== undefined);
  if (given.length > 1)
    throw new Error("Expected one place, found several: keep --prefix, --user or --sys-prefix.");
  if (prefix !== undefined) return inPrefix(prefix);
  if (sysPrefix !== undefined)
    return inPrefix(prefixOf(sysPrefix === true ? "python3" : sysPrefix));
  if (!user && fs.existsSync(projectJupyter())) return inPrefix(projectEnvironment());
  return path.join(userFolder(), "kernels");
}

/** Folders of kernels that exist for this user and project, in Jupyter's order. */
export function searchedFolders(): string[] {
  const listed = (process.env["JUPYTER_PATH"] ?? "").split(path.delimiter).filter(Boolean);
  return [
    ...listed.map((folder) => path.join(folder, "kernels")),
    inPrefix(projectEnvironment()),
    path.join(userFolder(), "kernels"),
    ...(process.platform === "win32" ? [] : [inPrefix("/usr/local"), inPrefix("/usr")]),
  ];
}

/** The command that installs the kernel in the folder where Jupyter found one. */
export function installCommand(found: string): string {
  const [, prefix] = /^(.*)[\\/]share[\\/]jupyter[\\/]kernels[\\/][^\\/]+$/.exec(found) ?? [];
  const isUsers = path.resolve(found, "../..") === userFolder();
  return `ganvas kernel install ${isUsers || !prefix ? "--user" : `--prefix ${prefix}`}`;
}

function prefixOf(python: string): string {
  try {
    const run = ["-c", "import sys; print(sys.prefix)"];
    return execFileSync(python, run, { encoding: "utf8" }).trim();
  } catch {
    throw new Error(
      `Expected a Python that runs, found "${python}": give the path of one after --sys-prefix.`,
    );
  }
}

/** Jupyter's data folder of the user, as `jupyter --data-dir` prints it. */
function userFolder(): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = process.env;
  if (JUPYTER_DATA_DIR) return path.resolve(JUPYTER_DATA_DIR);
  if (process.platform === "darwin") return path.join(os.homedir(), "Library/Jupyter");
  if (process.platform === "win32")
    return path.join(APPDATA ?? path.join(os.homedir(), "AppData/Roaming"), "jupyter");
  return path.join(XDG_DATA_HOME || path.join(os.homedir(), ".local/share"), "jupyter");
}
