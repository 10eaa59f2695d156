import { median } from "./statistics.js";

/** How many steps are remembered, and how many are the first ones. */
const LENGTH = 600;
const FIRST = 20;

/** The figures of a run's last steps, and their usual size in its first ones. */
export class MetricHistory {
  readonly #recent = new Map<string, number[]>();
  readonly #early: Record<string, number>;
  #step = 0;

  /** @param early what an earlier process has seen of the run, from a checkpoint */
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

  /** The last values of a figure; empty when there are not as many, or no such figure. */
  recent(name: string, count: number): readonly number[] {
    const values = this.#recent.get(name) ?? [];
    return values.length < count ? [] : values.slice(-count);
  }

  /** The median of a figure over the first 20 steps. */
  early(name: string): number | undefined {
    return this.#early[name];
  }

  /** All that {@link early} knows, for a checkpoint. */
  get firstFigures(): Readonly<Record<string, number>> {
    return { ...this.#early };
  }

  /** Forgets the last steps, because the run went back. */
  forget(): void {
    this.#recent.clear();
  }
}
