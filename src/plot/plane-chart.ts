import { aFunction, aNumber, aText, anObject, checkOptions, required } from "../base/arguments.js";
import { checkInteger, checkInterval } from "../base/errors.js";
import { formatCount } from "../base/numbers.js";
import { LiveChart } from "./chart.js";
import { planeSpec } from "./plane-spec.js";
import { type Points, shownPoints } from "./points.js";
import type { VegaLiteSpec } from "./render.js";

type Interval = readonly [low: number, high: number];

export interface PlaneChartOptions {
  /** The part of the plane to show. */
  domain: { readonly x: Interval; readonly y: Interval };
  /** The field is drawn on resolution × resolution cells. Default 40. */
  resolution?: number;
  /** Width of the plotting area in CSS pixels, rounded to whole cells. Default 400. */
  width?: number;
  /** Default "Samples and discriminator". */
  title?: string;
}

/** One state of the plane. */
export interface PlaneState {
  /** The training step, for the subtitle. */
  readonly step?: number;
  /** Real points: a tensor [n, 2] or pairs. */
  readonly real: Points;
  /** Generated points: a tensor [n, 2] or pairs. */
  readonly generated: Points;
  /**
   * The discriminator's probability that a point is real.
   *
   * @param grid m points [m, 2], flattened: x0, y0, x1, y1, ...
   * @returns m values in [0, 1]
   */
  readonly field?: (grid: Float32Array) => ArrayLike<number>;
}

/** Points and a field over them, see {@link planeChart}. */
export class PlaneChart extends LiveChart {
  readonly #options: Required<PlaneChartOptions>;
  readonly #grid: Float32Array;
  #state: { step?: number; real: [number, number][]; generated: [number, number][] } = {
    real: [],
    generated: [],
  };
  #field: number[] | undefined;

  constructor(options: PlaneChartOptions) {
    super();
    const interval = "{ x: [-2, 2], y: [-2, 2] }";
    const area = required(anObject("an object with x and y", interval, "x", "y"));
    checkOptions("planeChart", options, { domain: area, width: aNumber(400), title: aText("D") });
    const { domain, resolution = 40, width = 400, title = "Samples and discriminator" } = options;
    for (const [name, interval] of Object.entries<Interval>(domain)) {
      checkInterval(`domain.${name}`, interval, [-2, 2]);
    }
    checkInteger("resolution", resolution, [1, 200], 40);
    this.#options = { domain, resolution, width, title };
    this.#grid = gridOf(domain, resolution);
  }

  /**
   * Replaces the chart's points and field, and updates its display.
   *
   * Tensors are read at once and not disposed; of more than 500 points of a kind, 500 are shown.
   *
   * @throws RangeError if points are not pairs, or the field has not one value for each grid point
   */
  update(state: PlaneState): this {
    const aField = aFunction("(grid) => D.probabilities(grid)");
    checkOptions("update", state, { step: aNumber(1), field: aField });
    const { step, real, generated, field } = state;
    const points = {
      step,
      real: shownPoints("real", real),
      generated: shownPoints("generated", generated),
    };
    const drawn = field && Array.from(field(this.#grid.slice()) ?? []);
    if (drawn && drawn.length !== this.#grid.length / 2) {
      throw new RangeError(
        `The field is expected to have one value for each of the ${this.#grid.length / 2} grid ` +
          `points but has ${drawn.length}; return for example D.probabilities(grid).`,
      );
    }
    this.#state = points;
    this.#field = drawn;
    this.changed();
    return this;
  }

  get spec(): VegaLiteSpec {
    return planeSpec({ ...this.#options, ...this.#state, field: this.#field });
  }

  toString(): string {
    const { step, real, generated } = this.#state;
    const at = step === undefined ? "" : `step ${formatCount(step)}, `;
    return `${this.#options.title}: ${at}${real.length} real and ${generated.length} generated points`;
  }
}

/** The centers of the cells, row by row from the lowest y, as x0, y0, x1, y1, ... */
function gridOf({ x, y }: PlaneChartOptions["domain"], resolution: number): Float32Array {
  const at = ([low, high]: Interval, i: number) => low + ((high - low) * (i + 0.5)) / resolution;
  const grid = new Float32Array(2 * resolution * resolution);
  for (let i = 0; i < resolution * resolution; i++) {
    grid[2 * i] = at(x, i % resolution);
    grid[2 * i + 1] = at(y, Math.floor(i / resolution));
  }
  return grid;
}

/**
 * A live chart of real and generated points of the plane, over the discriminator's field.
 *
 * ```ts
 * const plane = planeChart({ domain: { x: [-2, 2], y: [-2, 2] } });
 * const real = [[1, 0], [-1, 0]]; // points
 * const generated = [[0.9, 0.2], [-0.7, 0.1]];
 * const D = (x: number) => 1 / (1 + Math.exp(-x)); // looks at the first coordinate alone
 * const field = (grid: Float32Array) => grid.filter((_, index) => index % 2 === 0).map(D);
 * plane.update({ step: 1, real, generated, field });
 * ```
 *
 * Blue is real and vermilion generated, for points and field alike; the field is clear where D is undecided.
 * It is displayed like a loss chart: the first `update` of a cell displays the chart, later ones
 * replace it.
 *
 * @throws RangeError if the domain or the resolution is not as described
 */
export function planeChart(options: PlaneChartOptions): PlaneChart {
  return new PlaneChart(options);
}
