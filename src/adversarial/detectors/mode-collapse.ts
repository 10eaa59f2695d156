import type { Detector } from "../../training/doctor/detector.js";
import { median } from "../../training/doctor/statistics.js";
import { METRICS } from "../metrics.js";
import { percent } from "./advantage.js";

/** How many steps are looked at, and how many before them. */
const WINDOW = 100;
const BEFORE = 300;
/** Below this share of the real images' spread the samples are all but one image. */
const COLLAPSED = 0.25;
/** A spread that has grown by as much in that time is that of a generator that begins to learn. */
const GROWING = 1.2;

/**
 * The samples have become all but the same image, whatever the latent vector.
 *
 * A generator that has lost some modes and kept others far apart has the spread of the data, and is
 * not seen here: count the modes, or look at recall (see the metrics).
 */
export function modeCollapse(): Detector {
  return {
    name: "mode collapse",
    examine(history) {
      const spreads = history.recent(METRICS.std, BEFORE + WINDOW);
      if (spreads.length === 0) return undefined;
      const now = median(spreads.slice(-WINDOW));
      const before = median(spreads.slice(0, WINDOW));
      if (now >= COLLAPSED || now > GROWING * before) return undefined;
      return (
        `The samples have collapsed: they differ by ${percent(now)} of what real images differ by; ` +
        `go back to an earlier checkpoint or begin anew with a lower generator's learning rate, ` +
        `with minibatch standard deviation in the discriminator, or with the R1 regularizer.`
      );
    },
  };
}
