/** Before so many steps, or so many seconds, there is no forecast: the first step records graphs. */
const EARLIEST = { steps: 10, seconds: 10 };

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

  /** Time and speed after the given step (from 1). The time left is Infinity until it is known. */
  after(step: number): { secondsElapsed: number; secondsLeft: number; stepsPerSecond: number } {
    const now = this.now();
    this.#measured++;
    // A running mean over about the last 50 steps; the plain mean until there are 50, without the
    // first one as soon as there is another.
    const share = Math.max(1 / Math.max(this.#measured - 1, 1), 0.02);
    this.#smoothed += share * ((now - this.#last) / 1000 - this.#smoothed);
    this.#last = now;
    const secondsElapsed = (now - this.#began) / 1000;
    const stepsLeft = this.steps - step;
    const isKnown =
      stepsLeft === 0 || this.#measured >= EARLIEST.steps || secondsElapsed >= EARLIEST.seconds;
    return {
      secondsElapsed,
      secondsLeft: isKnown ? stepsLeft * this.#smoothed : Infinity,
      stepsPerSecond: this.#smoothed > 0 ? 1 / this.#smoothed : 0,
    };
  }
}
