import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { escapeHtml, escapeMarkdown } from "../base/escape.js";

export type Outcome = "right" | "wrong" | "open";

const MARKS = { right: "✓", wrong: "✗", open: "○" } as const;
const COLORS = { right: "#1f8a3f", wrong: "#e0383f", open: "#6e7781" } as const;

/** The result of one check, as the last value of a cell. */
export class Check extends Shown {
  constructor(
    readonly name: string,
    /** "open": there is no answer yet. */
    readonly outcome: Outcome,
    /** The expected and the actual answer, or empty. */
    readonly detail = "",
    readonly hint = "",
  ) {
    super();
  }

  get passed(): boolean {
    return this.outcome === "right";
  }

  [DISPLAY](): MimeBundle {
    const mark = MARKS[this.outcome];
    const remark = this.#remark();
    const tail = remark && `: ${remark}`;
    const style = `color:${COLORS[this.outcome]};font-weight:600`;
    return {
      "text/html": `<div><span style="${style}">${mark} ${escapeHtml(this.name)}</span>${escapeHtml(tail)}</div>`,
      "text/markdown": `**${mark} ${escapeMarkdown(this.name)}**${escapeMarkdown(tail)}`,
      "text/plain": this.toString(),
    };
  }

  toString(): string {
    const remark = this.#remark();
    return `${MARKS[this.outcome]} ${this.name}${remark && `: ${remark}`}`;
  }

  #remark(): string {
    if (this.outcome === "right") return "";
    if (this.outcome === "open") return "not answered yet";
    return [this.detail, this.hint].filter(Boolean).join("; ");
  }
}

/** How many exercises are solved. */
export class Report extends Shown {
  constructor(readonly checks: readonly Check[]) {
    super();
  }

  /** The number of checks with this outcome. */
  count(outcome: Outcome): number {
    return this.checks.filter((result) => result.outcome === outcome).length;
  }

  [DISPLAY](): MimeBundle {
    const parts = this.checks.map((result) => result[DISPLAY]());
    return {
      "text/html": `<p>${escapeHtml(this.#headline())}</p>${parts.map((part) => part["text/html"]).join("")}`,
      "text/markdown": [
        this.#headline(),
        ...parts.map((part) => `- ${part["text/markdown"]}`),
      ].join("\n"),
      "text/plain": this.toString(),
    };
  }

  toString(): string {
    return [this.#headline(), ...this.checks.map(String)].join("\n");
  }

  #headline(): string {
    return `${this.count("right")} of ${this.checks.length} exercises solved`;
  }
}
