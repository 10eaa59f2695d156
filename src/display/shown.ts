import { kernelHost } from "../base/host.js";
import { DISPLAY, type Displayable, type MimeBundle } from "../base/mime.js";
import type { Notebook } from "./notebook-interface.js";
import { tslabNotebook } from "./tslab.js";

/** The method by which Node's console asks a value for its text. */
export const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/**
 * A value that shows itself: with all its formats in a notebook, as text in a console.
 *
 * In a bare tslab, where the last value of a cell is only printed, printing also displays the value.
 */
export abstract class Shown implements Displayable {
  /** The value for a notebook, by MIME type. */
  abstract [DISPLAY](): MimeBundle | Promise<MimeBundle>;

  /** The value for a console. */
  abstract toString(): string;

  [INSPECT](): string {
    const notebook = kernelHost() ? undefined : tslabNotebook();
    const text = this.toString();
    if (!notebook) return text;
    displayIn(notebook, this);
    return text.split("\n", 1)[0]!; // the other lines are in the display
  }
}

function displayIn(notebook: Notebook, value: Displayable): void {
  const send = (bundle: MimeBundle) => {
    // The console prints the text anyway.
    if (Object.keys(bundle).some((type) => type !== "text/plain")) notebook.display(bundle);
  };
  try {
    const bundle = value[DISPLAY]();
    if (!(bundle instanceof Promise)) return send(bundle);
    const sent = bundle.then(send).catch(report);
    notebook.beforeCellEnds(() => sent);
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
}
