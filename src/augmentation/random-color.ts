import * as tf from "@tensorflow/tfjs";
import { uniformPerImage, type Augmentation } from "./augmentation.js";

/**
 * Random brightness, saturation and contrast, in this order, as in DiffAugment (Zhao et al. 2020).
 * With $u$ uniform on [0, 1): $u - 0.5$ is added to all; the distances of an image's channels from
 * their mean in each pixel are multiplied by $2u$; the distances from the image's mean by $0.5 + u$.
 * Gray images have no saturation to change.
 */
export function randomColor(): Augmentation {
  return {
    name: "color",
    apply: (images, key) =>
      tf.tidy(() => {
        const shift = uniformPerImage(images, key, "brightness").sub(0.5);
        const bright = images.add<tf.Tensor4D>(shift);
        const saturation = uniformPerImage(images, key, "saturation").mul(2);
        const gray = bright.mean<tf.Tensor4D>(3, true); // [n, h, w, 1]
        const saturated = scaleAround(bright, gray, saturation);
        const contrast = uniformPerImage(images, key, "contrast").add(0.5);
        const mean = saturated.mean<tf.Tensor4D>([1, 2, 3], true); // [n, 1, 1, 1]
        return scaleAround(saturated, mean, contrast);
      }),
  };
}

const scaleAround = (x: tf.Tensor4D, center: tf.Tensor4D, factor: tf.Tensor) =>
  x.sub(center).mul(factor).add<tf.Tensor4D>(center);
