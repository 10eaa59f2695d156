import { DISPLAY, type MimeBundle } from "../display/index.js";
import { hBox, vBox, type Box } from "./box.js";
import { label } from "./controls.js";
import { fraction, statusOf, type Bar } from "./progress-text.js";
import { floatProgress } from "./sliders.js";
import type { Widget } from "./widget.js";

/** The widgets of one bar. */
interface BarRow {
  readonly box: Box;
  readonly bar: Widget<number>;
  readonly text: Widget<string>;
}

/** Bars as widgets, one below the other. */
export class BarWidgets {
  readonly #box = vBox([]);
  readonly #rows = new Map<Bar, BarRow>();
  #shown = false;

  draw(bars: readonly Bar[]): void {
    const removed = [...this.#rows].filter(([bar]) => !bars.includes(bar));
    const added = bars.filter((bar) => !this.#rows.has(bar));
    for (const [bar] of removed) this.#rows.delete(bar);
    for (const bar of added) this.#rows.set(bar, newRow());
    if (removed.length || added.length)
      this.#box.children = bars.map((b) => this.#rows.get(b)!.box);
    for (const [, { box }] of removed) box.close();
    const now = performance.now();
    for (const [bar, row] of this.#rows) {
      const part = fraction(bar);
      row.bar.value = part ?? 1;
      const style = { running: "", done: "success", stopped: "danger" }[bar.state];
      // A full bar in another color stands for work of unknown length.
      row.bar.model.set({ bar_style: part === undefined ? "info" : style });
      row.text.value = statusOf(bar, now);
    }
  }

  /** The view of the bars; `undefined` when the frontend has closed them. */
  view(): MimeBundle | undefined {
    if (this.#shown && !this.#box.model.isOpen) return undefined;
    this.#shown = true;
    const { "text/plain": _, ...view } = this.#box[DISPLAY]();
    return view;
  }

  close(): void {
    this.#box.close();
  }
}

function newRow(): BarRow {
  const parts = { bar: floatProgress(), text: label() };
  return { box: hBox([parts.bar, parts.text]), ...parts };
}
