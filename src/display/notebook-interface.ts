import type { MimeBundle } from "../base/mime.js";

/**
 * The notebook that code runs in, whichever kernel serves it: what every kernel can do with outputs.
 *
 * An object stands for the cell that was running when it was asked for; ask anew for each output.
 */
export interface Notebook {
  /** The same within one cell and another in the next; `undefined` where cells look alike. */
  readonly cell: unknown;
  /** Adds an output to the cell; with an id it can be updated later. */
  display(data: MimeBundle, id?: string): void;
  /** Replaces the output displayed under `id`. */
  update(id: string, data: MimeBundle): void;
  /** Does (and awaits) `work` before the cell ends; where no such moment is known, soon. */
  beforeCellEnds(work: () => void | Promise<void>): void;
}
