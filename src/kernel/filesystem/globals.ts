/**
 * What every cell finds without an import, beside JavaScript's and Node's own globals.
 *
 * The declarations are served to the type checker as one of TypeScript's library files, so that a
 * variable of the same name in a cell comes first. To add a global: declare it here, with a
 * comment that completion and inspection can show, and give it its value in `globals` of launch.ts.
 */
import type ts from "typescript";

/** The name of the file, as in the compiler option `lib`. */
export const GLOBALS_FILE = "lib.ganvas.d.ts";

const DECLARATIONS = `
/**
 * Asks the user for a line of text, in a field under the cell.
 *
 * @param prompt what stands before the field
 * @param options with \`password: true\`, dots are shown instead of what is typed
 * @returns the line, without its end
 * @throws StdinNotImplementedError where nobody can answer, as in a notebook that runs by itself
 * @example
 * const name = await input("Your name: ");
 */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;

/**
 * Removes what the cell has shown so far.
 *
 * @param options with \`wait: true\`, it stays until something new is shown, so nothing flickers
 * @example
 * clearOutput({ wait: true });
 * console.log("step", step);
 */
declare function clearOutput(options?: { wait?: boolean }): void;
`;

/** The file system as the type checker sees it, with the file of the globals in place. */
export function serveGlobals(system: ts.System): ts.System {
  const isOurs = (file: string): boolean => file.endsWith(`/${GLOBALS_FILE}`);
  return Object.assign(Object.create(system) as ts.System, {
    fileExists: (file: string) => isOurs(file) || system.fileExists(file),
    readFile: (file: string, encoding?: string) =>
      isOurs(file) ? DECLARATIONS : system.readFile(file, encoding),
    watchFile: (file: string, ...rest: [ts.FileWatcherCallback, number?]) =>
      isOurs(file) ? { close: () => {} } : system.watchFile!(file, ...rest),
  });
}
