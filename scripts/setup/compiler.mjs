import { findProgram } from "./find.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * The C++ compiler: `CXX` where it is set, else what PATH has.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ program: string, args: string[] } | undefined}
 */
export function findCompiler(env) {
  const [wanted, ...args] = (env.CXX ?? "").trim().split(/\s+/);
  if (wanted) {
    const program = wanted.includes("/") ? wanted : findProgram(wanted, env);
    return program === undefined ? undefined : { program, args };
  }
  for (const name of ["c++", "g++", "clang++"]) {
    const program = findProgram(name, env);
    if (program !== undefined) return { program, args: [] };
  }
  return undefined;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @throws {SetupError} when there is no compiler
 */
export function requireCompiler(env) {
  const compiler = findCompiler(env);
  if (compiler !== undefined) return compiler;
  const how =
    process.platform === "darwin"
      ? "xcode-select --install"
      : "Debian and Ubuntu: sudo apt-get install g++ make";
  throw new SetupError(
    `No C++ compiler was found: install one (${how}) and run the command again.`,
  );
}
