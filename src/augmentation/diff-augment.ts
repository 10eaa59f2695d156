import { describeValue } from "../base/arguments.js";
import { compose, type Augmentation } from "./augmentation.js";
import { randomColor } from "./random-color.js";
import { randomCutout } from "./random-cutout.js";
import { randomTranslation } from "./random-translation.js";

const POLICIES = {
  color: randomColor,
  translation: randomTranslation,
  cutout: randomCutout,
} as const;

/** The policies of {@link diffAugment}. */
export type DiffAugmentPolicy = keyof typeof POLICIES;

/**
 * Differentiable augmentation (DiffAugment; Zhao et al. 2020) with the paper's settings: `"color"`,
 * `"translation"` and `"cutout"`, in the order that is given. It lets a GAN learn from few images,
 * which the discriminator would otherwise learn by heart.
 *
 * For other settings compose the parts:
 * `compose(randomTranslation({ fill: -1 }), randomCutout({ share: 1 / 4 }))`.
 *
 * @param policies default all three
 * @throws RangeError when a policy is unknown
 */
export function diffAugment(...policies: readonly DiffAugmentPolicy[]): Augmentation {
  const names = policies.length > 0 ? policies : (Object.keys(POLICIES) as DiffAugmentPolicy[]);
  const parts = names.map((name) => {
    if (Object.hasOwn(POLICIES, name)) return POLICIES[name]();
    throw new RangeError(
      `A policy is expected to be ${Object.keys(POLICIES).join(", ")} but is ${describeValue(name)}; ` +
        'pass for example diffAugment("translation", "cutout").',
    );
  });
  return compose(...parts);
}
