import { aNumber, anObject, checkArgument, checkOptions } from "../base/arguments.js";
import { ganLoss, type LabeledGanLoss, type UnreducedGanLoss } from "./adversarial.js";

/** Settings of {@link labelSmoothing}. */
export interface LabelSmoothingOptions {
  /** The label of real images, above 0.5 and at most 1; default 0.9. */
  readonly real?: number;
}

/**
 * One-sided label smoothing (Salimans et al. 2016, section 3.4): the discriminator should answer 0.9,
 * not 1, for real images, so that it does not drive its logits ever further. The generator's loss
 * does not change.
 *
 * Only the real side is smoothed. With labels $\alpha$ for real and $\beta$ for generated images the
 * best discriminator is $(\alpha\,p_{data} + \beta\,p_G) / (p_{data} + p_G)$: with $\beta > 0$ it
 * would have a peak wherever the generator already draws, and pull it back to its own mistakes.
 *
 * It is for losses whose discriminator learns labels, which the types ensure: cross-entropy
 * (`nonSaturating`, `minimax`) and `leastSquares`. A Wasserstein or hinge critic has no label that
 * could be smoothed, and a relativistic one judges differences.
 *
 * @throws RangeError unless the label of real images is above 0.5 and at most 1
 */
export function labelSmoothing<Name extends string>(
  loss: LabeledGanLoss<Name>,
  options: LabelSmoothingOptions = {},
): UnreducedGanLoss<Name> {
  const example = "nonSaturating";
  const labeled = anObject("a loss with labels", example, "criterion", "unreduced");
  checkArgument("The loss to smooth", loss, labeled);
  checkArgument("unreduced", loss.unreduced, anObject("losses", `${example}.unreduced`));
  const { real: label = 0.9 } = checkOptions("labelSmoothing", options, { real: aNumber(0.9) });
  if (!(label > 0.5 && label <= 1)) {
    throw new RangeError(
      `The label of real images is expected to be above 0.5 and at most 1 but is ${label}; ` +
        "pass for example { real: 0.9 }.",
    );
  }
  const { name, output, criterion, unreduced } = loss;
  const smoothed = ganLoss(name, output, {
    discriminator: (real, fake) => ({ real: criterion(real, label), fake: criterion(fake, 0) }),
    generator: unreduced.generator,
  });
  return { ...smoothed, settings: { real: label }, parts: [loss] };
}
