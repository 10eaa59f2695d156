/** Measures how fast a run goes, and says when it will end. */
export class RateMeter {
  readonly #began: number;
  #smoothed = 0;
  #last: number;
  #measured = 0;

  /**
   * @param steps how many steps the run has
   * @param now clock in milliseconds
   */
  constructor(
    readonly steps: number,
    readonly now: () => number = () => performance.now(),
  ) {
    this.#began = this.#last = now();
  }

  /** Time and speed after the given step (from 1). */
  after(step: number): { secondsElapsed: number; secondsLeft: number; stepsPerSecond: number } {
    const now = this.now();
    this.#measured++;
    // A running mean over about the last 50 steps; the plain mean until there are 50.
    const share = Math.max(1 / this.#measured, 0.02);
    this.#smoothed += share * ((now - this.#last) / 1000 - this.#smoothed);
    this.#last = now;
    return {
      secondsElapsed: (now - this.#began) / 1000,
      secondsLeft: (this.steps - step) * this.#smoothed,
      stepsPerSecond: this.#smoothed > 0 ? 1 / this.#smoothed : 0,
    };
  }
}
