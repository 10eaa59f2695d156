/**
 * Packages for a notebook that has none: `import { … } from "ganvas"` in any folder.
 *
 * Broken in bare tslab: a notebook finds only the packages in a node_modules folder above it. Fixed
 * here: the kernel's own package and that package's dependencies come last in the search.
 *
 * For the type checker they appear in a virtual node_modules folder at the root of the disk, the
 * last folder that it searches. (Resolving the names directly would be shorter, but then a variable
 * of a borrowed type has no name that its declaration could import: error TS2742.)
 * For Node, `notebookRequire` resolves a name again from the kernel's own package.
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";
import { workingFolder } from "../working-folder.js";
import { lentName } from "./tensorflow.js";

/** The folder of the package that this kernel is part of. */
export const packageRoot = fileURLToPath(new URL("../../..", import.meta.url)).replace(
  /[\\/]$/,
  "",
);
const kernelRequire = createRequire(import.meta.url);
export const { name: packageName } = kernelRequire("../../../package.json") as { name: string };

/** The node_modules folders that the kernel's own imports are resolved in, nearest first. */
export const kernelModuleFolders = (kernelRequire.resolve.paths("x") ?? []).filter((folder) =>
  fs.existsSync(folder),
);

/** The real path of a file in the virtual folder; undefined for any other path. */
function realPath(file: string): string | undefined {
  const virtual = path.parse(workingFolder()).root.replaceAll("\\", "/") + "node_modules/";
  if (!file.startsWith(virtual)) return undefined;
  const inside = file.slice(virtual.length);
  const [first = "", second = ""] = inside.split("/");
  if (first === packageName) return path.join(packageRoot, inside.slice(first.length));
  const name = first.startsWith("@") ? `${first}/${second}` : first;
  const lent = lentName(name);
  const modules = kernelModuleFolders.find((folder) => fs.existsSync(path.join(folder, lent)));
  return modules && path.join(modules, lent, inside.slice(name.length));
}

/** `system` with the virtual folder added. */
export function borrowPackages(system: ts.System): ts.System {
  const through =
    <A extends unknown[], R>(method: (file: string, ...args: A) => R) =>
    (file: string, ...args: A): R =>
      method.call(system, realPath(file) ?? file, ...args);
  const root = path.parse(workingFolder()).root.replaceAll("\\", "/") + "node_modules";
  const directoryExists = through(system.directoryExists);
  return Object.assign(Object.create(system) as ts.System, {
    fileExists: through(system.fileExists),
    readFile: through(system.readFile),
    directoryExists: (folder: string) => folder === root || directoryExists(folder),
  });
}

/** Whether `specifier` names a package (or a file in one), not a path. */
export const isBare = (specifier: string): boolean => !/^[./]|^[A-Za-z]:[\\/]/.test(specifier);

/** `require` for code in `file`; falls back to the kernel's own packages. */
export function notebookRequire(file: string): (specifier: string) => unknown {
  const require = createRequire(file);
  return (specifier) => {
    try {
      require.resolve(specifier);
    } catch (error) {
      if (!isBare(specifier)) throw error;
      try {
        return kernelRequire(kernelRequire.resolve(lentName(specifier)));
      } catch {
        throw error;
      }
    }
    return require(specifier);
  };
}

/** `import()` for the kernel's own packages. */
export const borrowedImport = (specifier: string): Promise<object> =>
  import(lentName(specifier)) as Promise<object>;
