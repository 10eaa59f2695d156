import { control } from "./kinds.js";
import { Model } from "./model.js";
import { layout, View } from "./widget.js";

/** Widgets side by side or one below the other. */
export class Box extends View {
  /** @internal */
  readonly model: Model;
  readonly #name: string;
  #children: readonly View[];

  /** @internal Use {@link hBox} and {@link vBox}. */
  constructor(name: "hBox" | "vBox", children: readonly View[], css: Record<string, string> = {}) {
    super();
    this.#name = name;
    this.#children = children;
    const kind = control(name === "hBox" ? "HBox" : "VBox");
    const state = Object.keys(css).length ? { layout: layout(css) } : {};
    this.model = new Model(kind, { box_style: "", ...state, children: models(children) });
  }

  get children(): readonly View[] {
    return this.#children;
  }

  /** Replaces the contents of the box. */
  set children(children: readonly View[]) {
    this.#children = children;
    this.model.set({ children: models(children) });
  }

  /** Closes the box and everything in it. */
  override close(): void {
    for (const child of this.#children) child.close();
    super.close();
  }

  toString(): string {
    return `${this.#name}(${this.#children.map(String).join(", ")})`;
  }
}

/** Widgets side by side. */
export function hBox(children: readonly View[]): Box {
  return new Box("hBox", children);
}

/** Widgets one below the other. */
export function vBox(children: readonly View[]): Box {
  return new Box("vBox", children);
}

const models = (children: readonly View[]): Model[] => children.map(({ model }) => model);
