import { median } from "./statistics.js";

/** Number of steps remembered, and number of steps that count as the first ones. */
const LENGTH = 600;
const FIRST = 20;

/** The metrics of a run's last steps, and their medians over its first ones. */
export class MetricHistory {
  readonly #recent = new Map<string, number[]>();
  readonly #early: Record<string, number>;
  #step = 0;

  /** @param early the medians of the first steps, from the checkpoint of an earlier process */
  constructor(early: Readonly<Record<string, number>> = {}) {
    this.#early = { ...early };
  }

  /** The last step. */
  get step(): number {
    return this.#step;
  }

  add(step: number, metrics: Readonly<Record<string, number>>): void {
    this.#step = step;
    for (const [name, value] of Object.entries(metrics)) {
      let values = this.#recent.get(name);
      if (!values) this.#recent.set(name, (values = []));
      values.push(value);
      if (values.length === FIRST) this.#early[name] ??= median(values);
      if (values.length > LENGTH) values.shift();
    }
  }

  /** The last `count` values of a metric; empty when there are fewer, or no such metric. */
  recent(name: string, count: number): readonly number[] {
    const values = this.#recent.get(name) ?? [];
    return values.length < count ? [] : values.slice(-count);
  }

  /** The median of a metric over the first 20 steps. */
  early(name: string): number | undefined {
    return this.#early[name];
  }

  /** All values of {@link early}, for a checkpoint. */
  get firstMetrics(): Readonly<Record<string, number>> {
    return { ...this.#early };
  }

  /** Forgets the last steps, because the run went back. */
  forget(): void {
    this.#recent.clear();
  }
}
