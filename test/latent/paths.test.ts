import * as tf from "@tensorflow/tfjs";
import { decodeFrames } from "modern-gif";
import { describe, expect, test } from "vitest";
import { mlpGan } from "../../src/gan/index.js";
import {
  analogy,
  attributeDirection,
  interpolate,
  latentGrid,
  latentPath,
  latentPlane,
  latentWalk,
  slerp,
  traversal,
} from "../../src/latent/index.js";
import { ready } from "../../src/tensor/index.js";
import { expectNear, expectNoLeak, mirror, values } from "./helpers.js";

await ready();
const model = mirror(2);
const corner = tf.tensor2d([0, 0, 4, 0, 0, 2, 4, 2], [4, 2]);

describe("latentPath", () => {
  test("leads through its points, open or closed", () => {
    const points = tf.tensor2d([0, 0, 2, 0, 2, 4], [3, 2]);
    const open = latentPath(points, { steps: 2, how: "lerp" });
    expect(open.shape).toEqual([5, 2]);
    expect(values(open)).toEqual([0, 0, 1, 0, 2, 0, 2, 2, 2, 4]);
    const closed = latentPath(points, { steps: 2, how: "lerp", closed: true });
    expect(values(closed)).toEqual([0, 0, 1, 0, 2, 0, 2, 2, 2, 4, 1, 2]);
  });

  test("turns along the sphere by default", () => {
    const points = tf.tensor2d([3, 0, 0, 3], [2, 2]);
    const path = values(latentPath(points, { steps: 3 }));
    for (const [i, degrees] of [0, 30, 60, 90].entries()) {
      const angle = (degrees * Math.PI) / 180;
      expectNear(path.slice(2 * i, 2 * i + 2), [3 * Math.cos(angle), 3 * Math.sin(angle)]);
    }
  });

  test.each([
    [() => latentPath(tf.zeros([1, 2])), "lead through at least 2 points but has 1"],
    [() => latentPath(corner, { steps: 0 }), "steps is expected to be a positive integer but is 0"],
    [
      () => latentPath(tf.zeros([2, 2, 2]) as tf.Tensor as tf.Tensor2D),
      "expected as [n, latent] but are [2, 2, 2]",
    ],
    [
      () => latentPath(corner, { how: "nlerp" as "lerp" }),
      'how is expected to be "slerp" or "lerp" but is "nlerp"',
    ],
  ])("says what is wrong (%#)", (make, message) => {
    expect(make).toThrow(message);
  });
});

describe("interpolate", () => {
  test("draws from one end to the other", () => {
    const [from, to] = [tf.tensor1d([0, 1]), tf.tensor2d([[4, 1]])];
    const images = interpolate(model, { from, to, steps: 5, how: "lerp" });
    expect(images.shape).toEqual([5, 1, 2, 1]);
    expectNear(values(images), [0, 1, 1, 1, 2, 1, 3, 1, 4, 1]);
    const arc = values(interpolate(model, { from, to, steps: 3 }));
    expectNear(arc.slice(2, 4), values(slerp(from, tf.tensor1d([4, 1]), 0.5)));
    expectNoLeak(() => interpolate(model, { from, to }));
  });

  test("says what is wrong", () => {
    const [one, two] = tf.unstack(corner) as [tf.Tensor1D, tf.Tensor1D];
    expect(() => interpolate(model, { from: corner, to: two })).toThrow(
      "The start of an interpolation is expected as [latent] or [1, latent] but is [4, 2]; draw",
    );
    expect(() => interpolate(model, { from: one, to: tf.tensor1d([1, 2, 3]) })).toThrow(
      "Latent vectors are expected to be of one size but are of 2 and 3",
    );
    expect(() => interpolate(model, { from: one, to: two, steps: 1 })).toThrow(
      "steps is expected to be an integer from 2 on but is 1",
    );
    const gan = mlpGan({ image: [2, 2, 1], latent: 3, generatorUnits: [4] });
    expect(() => interpolate(gan, { from: one, to: two })).toThrow("[n, 3]");
    gan.dispose();
  });
});

describe("grids", () => {
  test("latentGrid is bilinear between its corners by lerp", () => {
    const grid = latentGrid(corner, { rows: 3, columns: 2, how: "lerp" });
    expect(values(grid)).toEqual([0, 0, 4, 0, 0, 1, 4, 1, 0, 2, 4, 2]);
    expect(values(latentGrid(corner, { rows: 1, columns: 1, how: "lerp" }))).toEqual([2, 1]);
  });

  test("latentGrid keeps to the sphere by default, with its corners in the corners", () => {
    const corners = tf.tensor2d([2, 0, 0, 0, 2, 0, 0, 0, 2, 0, -2, 0], [4, 3]);
    const grid = values(latentGrid(corners, { rows: 5, columns: 4 }));
    for (let i = 0; i < 20; i++) {
      expect(Math.hypot(...grid.slice(3 * i, 3 * i + 3))).toBeCloseTo(2, 5);
    }
    const at = (row: number, column: number) =>
      grid.slice(3 * (4 * row + column), 3 * (4 * row + column) + 3);
    expectNear([...at(0, 0), ...at(0, 3), ...at(4, 0), ...at(4, 3)], [...corners.dataSync()]);
    expectNoLeak(() => latentGrid(corners));
  });

  test("latentPlane has x to the right and y to the top, about its center", () => {
    const plane = latentPlane(tf.eye(2), { rows: 3, columns: 2, extent: 1 });
    expect(values(plane)).toEqual([-1, 1, 1, 1, -1, 0, 1, 0, -1, -1, 1, -1]);
    const center = tf.tensor1d([10, 20]);
    const directions = tf.tensor2d([1, 0, 0, 5], [2, 2]);
    const moved = latentPlane(directions, { center, rows: 2, columns: 1 });
    expect(values(moved)).toEqual([10, 30, 10, 10]);
    expectNoLeak(() => latentPlane(directions, { center }));
  });

  test("traversal draws a row for each direction and each start", () => {
    const starts = tf.tensor2d([0, 0, 5, 5], [2, 2]);
    const directions = tf.tensor2d([1, 0, 0, 2], [2, 2]);
    const lines = traversal(starts, directions, { from: -1, to: 1, steps: 3 });
    expect(values(lines)).toEqual(
      [
        [-1, 0, 0, 0, 1, 0],
        [4, 5, 5, 5, 6, 5],
        [0, -2, 0, 0, 0, 2],
        [5, 3, 5, 5, 5, 7],
      ].flat(),
    );
    expect(traversal(tf.tensor1d([1, 1]), tf.tensor1d([1, 0])).shape).toEqual([7, 2]);
    expectNoLeak(() => traversal(starts, directions));
  });

  test.each([
    [() => latentGrid(tf.zeros([3, 2])), "expected as [4, latent] but are [3, 2]; draw"],
    [() => latentGrid(corner, { rows: 0 }), "rows is expected to be a positive integer but is 0"],
    [() => latentPlane(corner), "expected as [2, latent] but are [4, 2]"],
    [() => latentPlane(tf.eye(2), { center: tf.tensor1d([0, 0, 0]) }), "but are of 3 and 2"],
    [() => latentPlane(tf.eye(2), { extent: NaN }), "extent is expected to be a finite number"],
    [() => traversal(corner, tf.tensor1d([0, 0, 0])), "but are of 2 and 3"],
    [() => traversal(corner, corner, { from: -Infinity }), "from is expected to be a finite"],
    [
      () => traversal(tf.zeros<tf.Rank.R2>([0, 2]), corner),
      "expected as [n, latent] but are [0, 2]",
    ],
  ])("say what is wrong (%#)", (make, message) => {
    expect(make).toThrow(message);
  });
});

describe("latentWalk", () => {
  test("is an animation with as many frames as steps, back at its start", async () => {
    const gan = mlpGan({ image: [4, 4, 1], latent: 3, seed: 7, generatorUnits: [8] });
    const before = tf.memory().numTensors;
    const walk = latentWalk(gan, { through: 3, steps: 4, fps: 10, seed: 5 });
    expect(tf.memory().numTensors).toBe(before);
    expect(String(walk)).toBe("animation of 12 images of 4×4×1, 1.2 s");
    const frames = decodeFrames(Uint8Array.from(await walk.toGif()));
    expect(frames).toHaveLength(12);
    // A frame at a point shows the image of the point.
    const images = gan.sample(3, { seed: 5 });
    const expected = [...images.slice([1], [1]).dataSync()];
    const drawn = frames[4]!;
    for (let i = 0; i < 16; i++) {
      const [x, y] = [(i % 4) * 42 + 5, Math.floor(i / 4) * 42 + 5];
      const level = drawn.data[4 * (y * drawn.width + x)]!;
      expect(Math.abs(level - 127.5 * (1 + expected[i]!))).toBeLessThan(1);
    }
    images.dispose();
    const through = tf.tensor2d([1, 0, 0, 0, 1, 0], [2, 3]);
    const open = latentWalk(gan, { through, steps: 4, closed: false });
    expect(String(open)).toContain("animation of 5 images");
    expect(() => latentWalk(gan, { through: 2.5 })).toThrow(
      "The number of points is expected to be a positive integer but is 2.5",
    );
    expect(() => latentWalk(gan, { through: 1 })).toThrow("at least 2 points but has 1");
    expect(() => latentWalk(gan, { fps: 0 })).toThrow(
      "fps is expected to be a number from 1 to 50",
    );
    gan.dispose();
  });
});

describe("vector arithmetic", () => {
  const latents = tf.tensor2d([1, 0, 3, 0, 10, 4, 12, 8, 7, 7], [5, 2]);

  test("attributeDirection leads from the mean of one class to that of the other", () => {
    const direction = attributeDirection(latents, Uint8Array.of(3, 3, 8, 8, 1), 3, 8);
    expect(direction.shape).toEqual([1, 2]);
    expect(values(direction)).toEqual([9, 6]);
    expectNoLeak(() => attributeDirection(latents, [3, 3, 8, 8, 1], 8, 3));
  });

  test("analogy is a - b + c of means", () => {
    const [a, b, c] = [latents.slice([2], [2]), latents.slice([0], [2]), tf.tensor1d([100, 100])];
    const result = analogy(a, b, c);
    expect(result.shape).toEqual([1, 2]);
    expect(values(result)).toEqual([109, 106]);
    expectNoLeak(() => analogy(a, b, c));
    expect(() => analogy(a, b, tf.tensor1d([0, 0, 0]))).toThrow("but are of 2 and 3");
  });

  test("attributeDirection says what is wrong", () => {
    expectNoLeak(() => {
      expect(() => attributeDirection(latents, [1, 2], 1, 2)).toThrow(
        "A label is expected for each of 5 latent vectors but there are 2",
      );
      expect(() => attributeDirection(latents, [1, 1, 1, 1, 1], 1, 2)).toThrow(
        "Latent vectors of class 2 are expected among the labels but there are none",
      );
    });
  });
});
