/**
 * Globals of every cell, beside those of JavaScript and Node: their types.
 *
 * The type checker gets the declarations as one of TypeScript's library files, so that a variable
 * of the same name in a cell takes precedence. To add a global: declare it here, with a
 * comment for completion and inspection, and define its value in `globals` of launch.ts.
 */
import type ts from "typescript";

/** The name of the file, as in the compiler option `lib`. */
export const GLOBALS_FILE = "lib.ganvas.d.ts";

const DECLARATIONS = `
/**
 * Asks the user for a line of text, in a field under the cell.
 *
 * @param prompt text before the field
 * @param options with \`password: true\`, dots are shown instead of what is typed
 * @returns the line, without its end
 * @throws StdinNotImplementedError if no user can answer, as in a notebook run by nbclient
 * @example
 * const name = await input("Your name: ");
 */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;

/**
 * Removes the cell's output so far.
 *
 * @param options with \`wait: true\`, the old output stays until there is new output: no flicker
 * @example
 * clearOutput({ wait: true });
 * console.log("step", step);
 */
declare function clearOutput(options?: { wait?: boolean }): void;
`;

/** `system` with the file of the globals added. */
export function serveGlobals(system: ts.System): ts.System {
  const isGlobals = (file: string): boolean => file.endsWith(`/${GLOBALS_FILE}`);
  return Object.assign(Object.create(system) as ts.System, {
    fileExists: (file: string) => isGlobals(file) || system.fileExists(file),
    readFile: (file: string, encoding?: string) =>
      isGlobals(file) ? DECLARATIONS : system.readFile(file, encoding),
  });
}
