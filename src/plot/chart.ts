import { anObject, checkArgument } from "../base/arguments.js";
import { DISPLAY, type MimeBundle, Shown } from "../display/index.js";
import { Live } from "./live.js";
import {
  draftBundle,
  specBundle,
  specToPng,
  specToSvg,
  type VegaLiteSpec,
  withTheme,
} from "./render.js";

/** A chart as a plain value: its specification, its pictures, and how a notebook shows it. */
export abstract class Chart extends Shown {
  /** The chart in Vega-Lite (version 5), a plain JSON object. */
  abstract get spec(): VegaLiteSpec;

  /** The chart as an SVG document. */
  toSvg(): Promise<string> {
    return specToSvg(this.spec);
  }

  /**
   * The chart as a PNG with two pixels for each CSS pixel.
   *
   * @throws Error if the package `canvas` cannot be loaded
   */
  toPng(): Promise<Buffer> {
    return specToPng(this.spec);
  }

  [DISPLAY](): MimeBundle | Promise<MimeBundle> {
    return specBundle(this.spec, this.toString());
  }
}

/** A chart whose data never change. A specification without `config` gets the look of all charts. */
export class StaticChart extends Chart {
  readonly #text: string;

  readonly spec: VegaLiteSpec;

  constructor(spec: VegaLiteSpec, text: string) {
    super();
    checkArgument("spec", spec, anObject("a Vega-Lite specification", '{ mark: "bar" }'));
    this.spec = "config" in spec ? spec : withTheme(spec);
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** A chart that grows while a cell runs and updates its display in place. */
export abstract class LiveChart extends Chart {
  readonly #live = new Live({
    draft: () => draftBundle(this.spec, this.toString()),
    final: () => specBundle(this.spec, this.toString()),
  });

  /** To be called after each change of the data. */
  protected changed(): void {
    this.#live.changed();
  }

  /** In a cell that shows the chart already, only a line of text: the chart is not drawn twice. */
  override [DISPLAY](): MimeBundle | Promise<MimeBundle> {
    if (this.#live.isHere) return { "text/plain": `${this.toString()}, shown above` };
    return super[DISPLAY]();
  }
}
