import type { Detector } from "../../training/doctor/detector.js";
import { median } from "../../training/doctor/statistics.js";
import { METRICS } from "../metrics.js";
import { percent } from "./advantage.js";

/** Number of steps examined, and of the steps before them. */
const WINDOW = 100;
const BEFORE = 300;
/** Below this share of the real images' std the samples are nearly one image. */
const COLLAPSED = 0.25;
/** A std that grows by this factor in that time belongs to a generator that begins to learn. */
const GROWING = 1.2;

/**
 * The samples have become nearly the same image, whatever the latent vector.
 *
 * A generator that has lost some modes and kept others far apart has the std of the data, and is not
 * detected here: count the modes, or measure recall (see the metrics).
 */
export function modeCollapse(): Detector {
  return {
    name: "mode collapse",
    examine(history) {
      const stds = history.recent(METRICS.std, BEFORE + WINDOW);
      if (stds.length === 0) return undefined;
      const now = median(stds.slice(-WINDOW));
      const before = median(stds.slice(0, WINDOW));
      if (now >= COLLAPSED || now > GROWING * before) return undefined;
      return (
        `The samples have collapsed: they differ by ${percent(now)} of what real images differ by; ` +
        `go back to an earlier checkpoint or restart with a lower generator's learning rate, ` +
        `with minibatch standard deviation in the discriminator, or with the R1 regularizer.`
      );
    },
  };
}
