/** A run of neighboring points, reduced to its ends, extremes and mean. */
interface Bin {
  points: number;
  finite: number;
  sum: number;
  firstStep: number;
  lastStep: number;
  last: number;
  min: number;
  minStep: number;
  max: number;
  maxStep: number;
}

/** One point of a drawn line; `null` breaks the line. */
export interface LinePoint {
  readonly step: number;
  readonly raw: number | null;
  readonly smooth: number | null;
}

/** With two points for each bin and the last point, a series stays below 400 points. */
const MAX_BINS = 198;

/**
 * A growing series of numbers in bounded memory.
 *
 * Points are gathered in bins of equal length; when there are too many bins, neighbors merge. Each
 * bin is drawn by its minimum and its maximum, so that the range and every spike stay visible. The
 * bins depend on the points alone.
 */
export class Series {
  #bins: Bin[] = [];
  #pointsPerBin = 1;
  #notFinite = 0;

  /** How many of the values were NaN or infinite. */
  get notFinite(): number {
    return this.#notFinite;
  }

  /** The value added last. */
  get last(): number | undefined {
    return this.#bins.at(-1)?.last;
  }

  add(step: number, value: number): void {
    if (!Number.isFinite(value)) this.#notFinite++;
    const open = this.#bins.at(-1);
    if (open && open.points < this.#pointsPerBin) {
      this.#bins[this.#bins.length - 1] = merge(open, binOf(step, value));
      return;
    }
    if (this.#bins.length === MAX_BINS) this.#halve();
    this.#bins.push(binOf(step, value));
  }

  /**
   * The series as a line of at most 400 points, in order of step, always with the last point.
   *
   * @param smoothing standard deviation of the Gaussian window of the smoothed line, as a share of
   *   the points; 0 for none. The window is centered, hence the smoothed line does not lag behind.
   */
  line(smoothing: number): LinePoint[] {
    const bins = this.#bins;
    const radius = smoothing * bins.length;
    return bins.flatMap((bin, index): LinePoint[] => {
      if (bin.finite < bin.points) return [{ step: bin.lastStep, raw: null, smooth: null }];
      const points = [
        { step: bin.minStep, raw: bin.min },
        { step: bin.maxStep, raw: bin.max },
      ];
      if (index === bins.length - 1) points.push({ step: bin.lastStep, raw: bin.last });
      return points
        .sort((a, b) => a.step - b.step)
        .filter((point, i, all) => point.step !== all[i - 1]?.step)
        .map(({ step, raw }) => {
          const within = (step - bin.firstStep + 0.5) / (bin.lastStep - bin.firstStep + 1) - 0.5;
          return { step, raw, smooth: radius > 0 ? smoothAt(bins, index + within, radius) : raw };
        });
    });
  }

  #halve(): void {
    const halved: Bin[] = [];
    for (let i = 0; i < this.#bins.length; i += 2) {
      halved.push(merge(this.#bins[i]!, this.#bins[i + 1]!)); // MAX_BINS is even
    }
    this.#bins = halved;
    this.#pointsPerBin *= 2;
  }
}

function binOf(step: number, value: number): Bin {
  const finite = Number.isFinite(value);
  return {
    points: 1,
    finite: finite ? 1 : 0,
    sum: finite ? value : 0,
    firstStep: step,
    lastStep: step,
    last: value,
    min: finite ? value : Infinity,
    minStep: step,
    max: finite ? value : -Infinity,
    maxStep: step,
  };
}

function merge(a: Bin, b: Bin): Bin {
  const low = b.min < a.min ? b : a;
  const high = b.max > a.max ? b : a;
  return {
    points: a.points + b.points,
    finite: a.finite + b.finite,
    sum: a.sum + b.sum,
    firstStep: a.firstStep,
    lastStep: b.lastStep,
    last: b.last,
    min: low.min,
    minStep: low.minStep,
    max: high.max,
    maxStep: high.maxStep,
  };
}

/** The mean of the points under a Gaussian window; `center` and `radius` are counted in bins. */
function smoothAt(bins: readonly Bin[], center: number, radius: number): number {
  let sum = 0;
  let weights = 0;
  const reach = 3 * radius + 0.5; // half a bin more, so that the point's bin always counts
  const from = Math.max(0, Math.ceil(center - reach));
  const to = Math.min(bins.length - 1, Math.floor(center + reach));
  for (let i = from; i <= to; i++) {
    const weight = Math.exp(-((i - center) ** 2) / (2 * radius * radius));
    sum += weight * bins[i]!.sum;
    weights += weight * bins[i]!.finite;
  }
  return sum / weights;
}
