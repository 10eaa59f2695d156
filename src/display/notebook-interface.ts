import type { MimeBundle } from "../base/mime.js";

/**
 * The notebook that code runs in: the operations on outputs that every kernel has.
 *
 * An object belongs to the cell that was running when it was created; get a new one for each output.
 */
export interface Notebook {
  /** Identifies the cell; `undefined` in a kernel that does not tell cells apart. */
  readonly cell: unknown;
  /** Adds an output to the cell; with an id it can be updated later. */
  display(data: MimeBundle, id?: string): void;
  /** Replaces the output displayed under `id`. */
  update(id: string, data: MimeBundle): void;
  /** Does (and awaits) `work` before the cell ends; soon, in a kernel that does not report the end. */
  beforeCellEnds(work: () => void | Promise<void>): void;
}
