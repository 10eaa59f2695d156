/** Resizing of images: linear, so the gradient of its gradient is the resize itself. */
import * as tf from "@tensorflow/tfjs";
import { nativeOp } from "../native.js";
import { defineGradient, defineKernel, runKernel } from "./define.js";
import { zero } from "./zero.js";

interface ResizeAttributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly size: [number, number];
}

/**
 * The matrix [to, from] by which a resize acts along one axis: the resize of the identity, so that
 * it agrees with the backend's own kernel whatever its options.
 */
function matrix(kernelName: string, from: number, to: number, attributes: ResizeAttributes) {
  const images = tf.reshape(tf.eye(from), [1, from, 1, from]);
  const resized = runKernel(kernelName, { images }, { ...attributes, size: [to, 1] });
  return tf.reshape(resized, [1, to, from]);
}

for (const kernelName of ["ResizeBilinear", "ResizeNearestNeighbor"]) {
  const gradName = `${kernelName}Grad`;

  defineKernel<ResizeAttributes>(gradName, {
    native: ({ dy, images }, { alignCorners, halfPixelCenters }) => {
      const [, height, width] = images!.shape as [number, number, number, number];
      const like =
        kernelName === "ResizeBilinear" ? images! : tf.tensor1d([height, width], "int32");
      const attributes = {
        T: "float32",
        align_corners: alignCorners,
        half_pixel_centers: halfPixelCenters,
      } as const;
      return nativeOp(gradName, attributes, [dy!, like])[0]!;
    },
    portable: ({ dy, images }, attributes) => {
      const [batch, height, width, channels] = images!.shape as [number, number, number, number];
      const [, toHeight, toWidth] = dy!.shape as [number, number, number, number];
      const rows = matrix(kernelName, height, toHeight, attributes);
      const columns = matrix(kernelName, width, toWidth, attributes);
      const tall = tf.matMul(rows, tf.reshape(dy!, [batch, toHeight, toWidth * channels]), true);
      const wide = tf.reshape(tall, [batch * height, toWidth, channels]);
      return tf.reshape(tf.matMul(columns, wide, true), images!.shape);
    },
  });
  defineGradient<ResizeAttributes>(
    kernelName,
    { inputs: ["images"] },
    (dy, [images], attributes) => ({
      images: () => runKernel(gradName, { dy, images: images! }, attributes),
    }),
  );
  defineGradient<ResizeAttributes>(
    gradName,
    { inputs: ["dy", "images"] },
    (ddx, [dy, images], attributes) => ({
      dy: () => {
        const size = dy!.shape.slice(1, 3);
        return runKernel(kernelName, { images: ddx }, { ...attributes, size });
      },
      images: () => zero(images!.shape),
    }),
  );
}
