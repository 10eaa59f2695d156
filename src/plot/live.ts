import { LiveOutput, type MimeBundle, type Notebook } from "../display/index.js";

/** At most one draft is sent in this time, in milliseconds. */
const INTERVAL = 1000;

/** How a changing picture is drawn. */
export interface Drawing {
  /** Cheap and at once, for updates while a cell runs. */
  draft(): MimeBundle;
  /** In full, with the picture that a stored notebook keeps. */
  final(): Promise<MimeBundle>;
}

/**
 * Keeps an output up to date with a picture that changes often.
 *
 * The first change in a cell displays the picture there; later ones replace it, about once a second;
 * the last state is drawn in full before the cell ends. Outside a notebook nothing is drawn.
 */
export class Live {
  readonly #drawing: Drawing;
  readonly #output = new LiveOutput();
  #sentAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #version = 0;
  #willFinish = false;

  constructor(drawing: Drawing) {
    this.#drawing = drawing;
  }

  /** Whether the running cell shows the picture. */
  get isHere(): boolean {
    return this.#output.isHere;
  }

  /** To be called after each change. */
  changed(): void {
    const place = this.#output.enter();
    if (!place) return;
    this.#version++;
    if (place.first) this.#stopTimer();
    if (place.first || !this.#willFinish) this.#finishIn(place.notebook);
    const wait = this.#sentAt + INTERVAL - Date.now();
    if (place.first || wait <= 0) this.#sendDraft();
    // The time is also checked above, since a loop without awaits starves the timer.
    else this.#timer ??= setTimeout(() => this.#sendDraft(), wait);
  }

  #sendDraft(): void {
    this.#stopTimer();
    this.#sentAt = Date.now();
    this.#output.write(this.#drawing.draft());
  }

  #finishIn(notebook: Notebook): void {
    this.#willFinish = true;
    notebook.beforeCellEnds(async () => {
      this.#willFinish = false;
      this.#stopTimer();
      const version = this.#version;
      const bundle = await this.#drawing.final();
      // A newer state has its own final drawing.
      if (version === this.#version) this.#output.write(bundle);
    });
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
