import type { Detector } from "../../training/doctor/detector.js";
import {
  autocorrelation,
  detrended,
  deviation,
  mean,
  smoothed,
} from "../../training/doctor/statistics.js";
import { gaps, type OutputKind } from "./advantage.js";

/**
 * How many steps are looked at: at least four periods of what is called an oscillation. A course
 * that only wanders looks like two or three periods now and then, and hardly ever like four that
 * repeat as well as it is asked below. Weight clipping with momentum swings in 100 to 150 steps.
 */
const WINDOW = 600;
const LONGEST = 150;
const SHORTEST = 10;
/** Steps that are averaged, against the noise of single batches. */
const SMOOTHING = 5;
/** How like itself the course is after one period and after two, and how unlike after half of one. */
const LIKE = 0.5;
const LIKE_TWICE = 0.4;
const UNLIKE = -0.4;
/** The swing that counts, as a share of the mean distance; for probabilities also in itself. */
const SHARE = 0.35;
const SWING = 0.1;

/**
 * The two networks chase each other in circles instead of meeting: the discriminator's advantage
 * $D(x) - D(G(z))$ comes and goes with a period (Mescheder, Geiger and Nowozin 2018).
 */
export function oscillation(output: OutputKind): Detector {
  return {
    name: "oscillation",
    examine(history) {
      const apart = gaps(history, WINDOW);
      if (apart.length === 0) return undefined;
      const course = smoothed(apart, SMOOTHING);
      const swings = detrended(course);
      const swing = Math.SQRT2 * deviation(swings); // the amplitude, if it is a sine
      if (swing < SHARE * Math.abs(mean(course))) return undefined;
      if (output === "probability" && swing < SWING) return undefined;
      const period = periodOf(swings);
      if (period === undefined) return undefined;
      return (
        `The networks go round in circles: D(x) - D(G(z)) swings by ±${Number(swing.toPrecision(2))} ` +
        `with a period of about ${period} steps; lower both learning rates, set Adam's beta1 to 0, ` +
        `or add the R1 regularizer, and judge the averaged generator.`
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
