/**
 * Augmentation: random changes that real and generated images go through on their way to the
 * discriminator, one file each.
 */
export { compose, type Augmentation, type AugmentationKey } from "./augmentation.js";
export { diffAugment, type DiffAugmentPolicy } from "./diff-augment.js";
export { instanceNoise, type InstanceNoiseOptions } from "./instance-noise.js";
export { randomColor } from "./random-color.js";
export { randomCutout, type RandomCutoutOptions } from "./random-cutout.js";
export { randomFlip } from "./random-flip.js";
export { randomTranslation, type RandomTranslationOptions } from "./random-translation.js";
