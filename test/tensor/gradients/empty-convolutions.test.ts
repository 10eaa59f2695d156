// Convolutions of no images, and of images smaller than the filter.
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { capture, ready } from "../../../src/tensor/index.js";

await ready();

const images = (count: number, width = 2) => tf.ones<tf.Rank.R4>([count, 3, width, 2]);
const filter = tf.ones<tf.Rank.R4>([3, 3, 2, 4]);
const bias = tf.ones([4]);
const volume = (size: number) => tf.ones<tf.Rank.R5>([1, size, size, size, 1]);
const cube = tf.ones<tf.Rank.R5>([3, 3, 3, 1, 1]);

const convolutions: [string, (x: tf.Tensor4D) => tf.Tensor][] = [
  ["conv2d", (x) => tf.conv2d(x, filter, 1, "valid")],
  ["conv2d with strides", (x) => tf.conv2d(x, filter, 2, "valid")],
  ["depthwiseConv2d", (x) => tf.depthwiseConv2d(x, filter.slice([0], [3, 3, 2, 2]), 1, "valid")],
  ["fused.conv2d", (x) => tf.fused.conv2d({ x, filter, bias, strides: 1, pad: "valid", activation: "relu" })], // prettier-ignore
];

test.each(convolutions)("%s has its own shape, alone and captured", (_, convolve) => {
  for (const [x, empty] of [
    [images(2), 2],
    [images(0, 3), 0],
  ] as const) {
    for (const f of [convolve, capture(convolve)]) {
      const y = f(x);
      expect(y.shape).toEqual([2, 1, 0, 4].map((n, i) => (empty ? n : [0, 1, 1, 4][i])));
      expect(y.dataSync()).toHaveLength(0);
    }
  }
});

test("conv3d, too", () => {
  expect(tf.conv3d(volume(2), cube, 1, "valid").shape).toEqual([1, 0, 0, 0, 1]);
});

test("their gradients are zero, as are those of pools", () => {
  const x = images(2);
  const step = (f: (x: tf.Tensor4D) => tf.Tensor) => (a: tf.Tensor) =>
    tf.sum(tf.concat([f(a as tf.Tensor4D).flatten(), tf.zeros([1])]));
  for (const [, convolve] of convolutions)
    expect([...tf.grad(step(convolve))(x).dataSync()]).toEqual(Array(24).fill(0));
  for (const pool of [tf.maxPool, tf.avgPool])
    expect([...tf.grad(step((a) => pool(a, 3, 1, "valid")))(x).dataSync()]).toEqual(Array(24).fill(0)); // prettier-ignore
  const byFilter = tf.grad((w) => step((a) => tf.conv2d(a, w as tf.Tensor4D, 1, "valid"))(x));
  expect([...byFilter(filter).dataSync()]).toEqual(Array(72).fill(0));
  const spatial = (a: tf.Tensor) =>
    tf.sum(tf.concat([tf.conv3d(a as tf.Tensor5D, cube, 1, "valid").flatten(), tf.zeros([1])]));
  expect([...tf.grad(spatial)(volume(2)).dataSync()]).toEqual(Array(8).fill(0));
});

test("a sum of nothing has a gradient of its shape", () => {
  for (const shape of [[0], [1, 0], [1, 0, 0, 1], [2, 0, 3]])
    expect(tf.grad((x) => x.sum())(tf.zeros(shape)).shape).toEqual(shape);
});
