// Which losses and regularizers go together, as the compiler sees it: checked by
// declarations.test.ts against the built declarations.
import {
  gradientPenalty,
  hinge,
  labelSmoothing,
  leastSquares,
  minimax,
  nonSaturating,
  r1,
  r2,
  relativisticAverage,
  wasserstein,
  weightClipping,
  type GanLoss,
} from "ganvas";
import { dragan, type Regularizer, type RegularizersFor } from "ganvas/adversarial";

/** The signature of a training function. */
declare function train<Loss extends string = "non-saturating">(options: {
  readonly loss?: GanLoss<Loss>;
  readonly regularizers?: RegularizersFor<Loss>;
}): Loss;

train({ loss: wasserstein, regularizers: [weightClipping()] }) satisfies "wasserstein";
train({ loss: wasserstein, regularizers: [gradientPenalty({ weight: 10 }), r1()] });
train({ loss: hinge, regularizers: [r1({ gamma: 1, every: 4 }), r2(), dragan()] });
train({ regularizers: [gradientPenalty()] }) satisfies "non-saturating";
train({ loss: labelSmoothing(leastSquares) }) satisfies "least squares";
train({ loss: labelSmoothing(minimax, { real: 0.8 }), regularizers: [r1()] });

// @ts-expect-error clipped weights make sense with the Wasserstein loss only
train({ loss: hinge, regularizers: [weightClipping()] });
// @ts-expect-error also among others
train({ loss: relativisticAverage, regularizers: [r1(), weightClipping({ limit: 0.1 })] });
// @ts-expect-error the default loss is not the Wasserstein loss
train({ regularizers: [weightClipping()] });
// @ts-expect-error smoothing keeps the name
train({ loss: labelSmoothing(nonSaturating), regularizers: [weightClipping()] });

const either: GanLoss<"hinge" | "wasserstein"> = Math.random() < 0.5 ? hinge : wasserstein;
train({ loss: either, regularizers: [r1()] });
// @ts-expect-error one of the two is the hinge loss
train({ loss: either, regularizers: [weightClipping()] });

// @ts-expect-error a critic's score has no label that could be smoothed
labelSmoothing(wasserstein);
// @ts-expect-error nor has a margin
labelSmoothing(hinge);
// @ts-expect-error a relativistic discriminator judges differences
labelSmoothing(relativisticAverage);
// @ts-expect-error labels are smoothed once
labelSmoothing(labelSmoothing(nonSaturating));
// @ts-expect-error one-sided: the label of generated images stays 0
labelSmoothing(nonSaturating, { real: 0.9, fake: 0.1 });

/** A custom regularizer that makes sense with two losses. */
declare const custom: Regularizer<"hinge" | "wasserstein">;
train({ loss: hinge, regularizers: [custom] });
// @ts-expect-error the non-saturating loss is not among them
train({ loss: nonSaturating, regularizers: [custom] });
