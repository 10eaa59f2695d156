/** Notebooks as people write them for tslab, Deno and Node, each cell with what it shows. */

/**
 * All that the cell prints and its value, as text; or what matches it; or the content of some MIME
 * types.
 */
type Expected = string | RegExp | Readonly<Record<string, string | RegExp>>;

export interface Notebook {
  readonly title: string;
  /** Files beside it. */
  readonly files?: Readonly<Record<string, string>>;
  readonly cells: readonly (readonly [code: string, expected: Expected])[];
}
