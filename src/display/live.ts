import { randomUUID } from "node:crypto";
import type { MimeBundle } from "../base/mime.js";
import type { Notebook } from "./notebook-interface.js";
import { currentNotebook } from "./notebook.js";

/** An output that is replaced in place; each cell that writes to it gets its own. */
export class LiveOutput {
  #place: { notebook: Notebook; id: string; shown: boolean } | undefined;

  /**
   * Moves to the running cell.
   *
   * @returns the notebook and whether this is the first call in its cell; `undefined` outside a
   *   notebook
   */
  enter(): { notebook: Notebook; first: boolean } | undefined {
    const notebook = currentNotebook();
    if (!notebook) return undefined;
    const first = !this.#place || this.#place.notebook.cell !== notebook.cell;
    if (first) this.#place = { notebook, id: randomUUID(), shown: false };
    return { notebook, first };
  }

  /** Displays the bundle in the cell last entered, or replaces what is displayed there. */
  write(bundle: MimeBundle): void {
    const place = this.#place;
    if (!place) return;
    if (place.shown) place.notebook.update(place.id, bundle);
    else place.notebook.display(bundle, place.id);
    place.shown = true;
  }

  /** Whether the running cell shows this output, as far as cells can be told apart. */
  get isHere(): boolean {
    if (!this.#place?.shown) return false;
    const { cell } = this.#place.notebook;
    return cell !== undefined && cell === currentNotebook()?.cell;
  }
}

/**
 * An output that updates in place while a cell runs; outside a notebook, nothing.
 *
 * The first update in a cell displays the bundle there, the following ones replace it.
 */
export function liveDisplay(): { update(bundle: MimeBundle): void } {
  const output = new LiveOutput();
  return {
    update(bundle) {
      output.enter();
      output.write(bundle);
    },
  };
}
