import type { Detector } from "../../training/doctor/detector.js";
import {
  autocorrelation,
  detrended,
  std,
  mean,
  smoothed,
} from "../../training/doctor/statistics.js";
import { gaps, type OutputKind } from "./advantage.js";

/**
 * Number of steps examined: at least four periods of the slowest oscillation. A random walk often
 * looks like two or three periods, and hardly ever like four that repeat as well as required below.
 * Weight clipping with momentum oscillates with a period of 100 to 150 steps.
 */
const WINDOW = 600;
const LONGEST = 150;
const SHORTEST = 10;
/** Steps that are averaged, to reduce the noise of single batches. */
const SMOOTHING = 5;
/** Least autocorrelation after one period and after two; greatest after half a period. */
const LIKE = 0.5;
const LIKE_TWICE = 0.4;
const UNLIKE = -0.4;
/** Least amplitude, relative to the mean distance; for probabilities also absolute. */
const SHARE = 0.35;
const SWING = 0.1;

/**
 * The two networks chase each other in circles instead of converging: the discriminator's advantage
 * $D(x) - D(G(z))$ comes and goes with a period (Mescheder, Geiger and Nowozin 2018).
 */
export function oscillation(output: OutputKind): Detector {
  return {
    name: "oscillation",
    examine(history) {
      const apart = gaps(history, WINDOW);
      if (apart.length === 0) return undefined;
      const smooth = smoothed(apart, SMOOTHING);
      const swings = detrended(smooth);
      const swing = Math.SQRT2 * std(swings); // the amplitude, if it is a sine
      if (swing < SHARE * Math.abs(mean(smooth))) return undefined;
      if (output === "probability" && swing < SWING) return undefined;
      const period = periodOf(swings);
      if (period === undefined) return undefined;
      return (
        `The networks go round in circles: D(x) - D(G(z)) swings by ±${Number(swing.toPrecision(2))} ` +
        `with a period of about ${period} steps; lower both learning rates, set Adam's beta1 to 0, ` +
        `or add the R1 regularizer, and sample from the EMA generator.`
      );
    },
  };
}

/** The first lag after which the values repeat, twice, and at whose half they are reversed. */
function periodOf(values: readonly number[]): number | undefined {
  const likeness = (lag: number) => autocorrelation(values, lag);
  for (let lag = SHORTEST; lag <= LONGEST; lag++) {
    const here = likeness(lag);
    const peak = here >= likeness(lag - 1) && here > likeness(lag + 1);
    const repeats = here > LIKE && likeness(2 * lag) > LIKE_TWICE;
    if (peak && repeats && likeness(Math.round(lag / 2)) < UNLIKE) return lag;
  }
  return undefined;
}
