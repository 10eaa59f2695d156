/**
 * Packages for a notebook that has none: `import { … } from "ganvas"` in any folder.
 *
 * Broken in bare tslab: a notebook finds only the packages in a node_modules above it. Here the
 * package that the kernel belongs to, and what that package depends on, come last in the search.
 *
 * For the type checker they appear in an imagined node_modules folder at the root of the disk, the
 * last place where it looks. (Answering the resolution itself would be shorter, but then a variable
 * of a borrowed type has no name that its declaration could import: error TS2742.)
 * For Node, `notebookRequire` resolves a name once more from the kernel's own package.
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type ts from "typescript";

/** The folder of the package that this kernel is part of. */
export const packageRoot = fileURLToPath(new URL("../../..", import.meta.url)).replace(
  /[\\/]$/,
  "",
);
const kernelRequire = createRequire(import.meta.url);
export const { name: packageName } = kernelRequire("../../../package.json") as { name: string };

/** node_modules folders in which the kernel's own imports are found, nearest first. */
export const shelves = (kernelRequire.resolve.paths("x") ?? []).filter((folder) =>
  fs.existsSync(folder),
);

/** The place on the disk of a file in the imagined folder; undefined for any other path. */
function lender(file: string): string | undefined {
  const imagined = path.parse(process.cwd()).root.replaceAll("\\", "/") + "node_modules/";
  if (!file.startsWith(imagined)) return undefined;
  const inside = file.slice(imagined.length);
  const [first = "", second = ""] = inside.split("/");
  if (first === packageName) return path.join(packageRoot, inside.slice(first.length));
  const wanted = first.startsWith("@") ? path.join(first, second) : first;
  const shelf = shelves.find((folder) => fs.existsSync(path.join(folder, wanted)));
  return shelf && path.join(shelf, inside);
}

/** The file system as the type checker sees it, with the imagined folder in place. */
export function borrowPackages(system: ts.System): ts.System {
  const through =
    <A extends unknown[], R>(method: (file: string, ...rest: A) => R) =>
    (file: string, ...rest: A): R =>
      method.call(system, lender(file) ?? file, ...rest);
  const root = path.parse(process.cwd()).root.replaceAll("\\", "/") + "node_modules";
  const directoryExists = through(system.directoryExists);
  return Object.assign(Object.create(system) as ts.System, {
    fileExists: through(system.fileExists),
    readFile: through(system.readFile),
    directoryExists: (folder: string) => folder === root || directoryExists(folder),
    // Packages do not change under a running kernel; watching thousands of files has a price.
    watchFile: (file: string, ...rest: [ts.FileWatcherCallback, number?]) =>
      file.includes("/node_modules/") ? { close: () => {} } : system.watchFile!(file, ...rest),
  });
}

/** Whether `specifier` names a package (or a file in one), not a path. */
export const isBare = (specifier: string): boolean => !/^[./]|^[A-Za-z]:[\\/]/.test(specifier);

/** `require` for code in `file`, which falls back to the kernel's own packages. */
export function notebookRequire(file: string): (specifier: string) => unknown {
  const require = createRequire(file);
  return (specifier) => {
    try {
      require.resolve(specifier);
    } catch (error) {
      if (!isBare(specifier)) throw error;
      try {
        return kernelRequire(kernelRequire.resolve(specifier));
      } catch {
        throw error;
      }
    }
    return require(specifier);
  };
}

/** `import()` for the kernel's own packages. */
export const borrowedImport = (specifier: string): Promise<object> =>
  import(specifier) as Promise<object>;
