import * as tf from "@tensorflow/tfjs";
import { uniformPerImage, type Augmentation } from "./augmentation.js";

/** Mirrors every other image, on average, left to right. Not for digits or letters. */
export function randomFlip(): Augmentation {
  return {
    name: "flip",
    apply: (images, key) =>
      tf.tidy(() => {
        const flipped = uniformPerImage(images, key, "flip").less(0.5).cast("float32");
        const kept = images.mul(tf.sub(1, flipped));
        return images.reverse(2).mul(flipped).add<tf.Tensor4D>(kept);
      }),
  };
}
