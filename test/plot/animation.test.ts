import * as tf from "@tensorflow/tfjs";
import { decode, decodeFrames } from "modern-gif";
import { inspect } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { type Animation, animation } from "../../src/plot/index.js";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

/** The GIF's frames, read by another library than the one that wrote it. */
async function frames(shown: Animation) {
  const gif = await shown.toGif();
  return decodeFrames(Uint8Array.from(gif)).map(({ data, width, height, delay }) => {
    const pixel = (x: number, y: number) => [
      ...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4),
    ];
    return { width, height, delay, pixel };
  });
}

const gray = (value: number) => [value, value, value, 255];

describe("animation", () => {
  it("draws every gray exactly, in every frame", async () => {
    const levels = Array.from({ length: 3 * 256 }, (_, i) => (i * 7) % 256);
    const images = tf.tensor4d(levels, [3, 16, 16, 1]);
    const read = await frames(animation(images, { range: [0, 255], scale: 1 }));
    expect(read).toHaveLength(3);
    read.forEach(({ pixel }, frame) => {
      for (let i = 0; i < 256; i++) {
        expect(pixel(i % 16, Math.floor(i / 16))).toEqual(gray(levels[256 * frame + i]!));
      }
    });
  });

  it("enlarges without blur, rows and columns the right way round", async () => {
    const images = tf.tensor4d([0, 1, 0.2, 0.4, 0.6, 0.8], [1, 2, 3, 1]);
    const [only] = await frames(animation(images, { range: [0, 1], scale: 10 }));
    const { width, height, pixel } = only!;
    expect([width, height]).toEqual([30, 20]);
    expect(pixel(9, 9)).toEqual(gray(0));
    expect(pixel(10, 9)).toEqual(gray(255));
    expect(pixel(20, 0)).toEqual(gray(51));
    expect(pixel(0, 10)).toEqual(gray(102));
    expect(pixel(29, 19)).toEqual(gray(204));
  });

  it("draws few colors exactly, transparency over white", async () => {
    const rgb = tf.tensor4d([1, -1, 0.2, -1, 0.2, 1], [2, 1, 1, 3]);
    const read = await frames(animation(rgb, { scale: 3 }));
    expect(read.map(({ pixel }) => pixel(2, 2))).toEqual([
      [255, 0, 153, 255],
      [0, 153, 255, 255],
    ]);
    const rgba = tf.tensor4d([1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0.8], [3, 1, 1, 4]);
    const drawn = await frames(animation(rgba, { range: [0, 1] }));
    expect(drawn.map(({ pixel }) => pixel(0, 0))).toEqual([
      [255, 255, 255, 255],
      [255, 0, 0, 255],
      [255, 51, 51, 255],
    ]);
  });

  it("finds near colors where there are more than 256, for each frame", async () => {
    // Red and green rise across the image, blue from frame to frame.
    const ramp = tf.tidy(() => {
      const up = tf.linspace(0, 1, 32);
      const red = tf.tile(up.reshape([1, 1, 32, 1]), [3, 32, 1, 1]);
      const green = tf.tile(up.reshape([1, 32, 1, 1]), [3, 1, 32, 1]);
      const blue = tf.tile(tf.tensor4d([0, 0.5, 1], [3, 1, 1, 1]), [1, 32, 32, 1]);
      return tf.concat([red, green, blue], 3) as tf.Tensor4D;
    });
    const read = await frames(animation(ramp, { range: [0, 1], scale: 1 }));
    const expected = [...ramp.dataSync()];
    read.forEach(({ pixel }, frame) => {
      let error = 0;
      for (let i = 0; i < 1024; i++) {
        const drawn = pixel(i % 32, Math.floor(i / 32));
        for (let c = 0; c < 3; c++) {
          error += Math.abs(drawn[c]! - 255 * expected[3 * (1024 * frame + i) + c]!);
        }
      }
      expect(error / (3 * 1024)).toBeLessThan(5); // of 255
    });
  });

  it("runs at the given rate, forever", async () => {
    const shown = animation(tf.zeros([2, 4, 4, 1]), { fps: 25 });
    expect((await frames(shown)).map(({ delay }) => delay)).toEqual([40, 40]);
    const { looped, loopCount } = decode(Uint8Array.from(await shown.toGif()));
    expect([looped, loopCount]).toEqual([true, 0]);
  });

  it("draws NaN in magenta, values outside the range as its ends", async () => {
    const images = tf.tensor4d([NaN, 7, -7, 1], [4, 1, 1, 1]);
    const read = await frames(animation(images));
    expect(read.map(({ pixel }) => pixel(0, 0))).toEqual([
      [255, 0, 255, 255],
      gray(255),
      gray(0),
      gray(255),
    ]);
  });

  it("shows itself as a GIF, neither keeping nor disposing a tensor", () => {
    const images = tf.zeros<tf.Rank.R4>([24, 28, 28, 1]);
    const before = tf.memory().numTensors;
    const shown = animation(images);
    expect(tf.memory().numTensors).toBe(before);
    images.dispose(); // the animation has what it needs
    const bundle = shown[DISPLAY]();
    const html = bundle["text/html"] as string; // which nbconvert writes into its pages
    expect(html).toMatch(/^<img alt="animation of 24 images of 28×28×1, 2 s" src="data:image.gif;/);
    const gif = /base64,([^"]*)"/.exec(html)![1]!;
    expect(Buffer.from(gif, "base64").subarray(0, 6)).toEqual(Buffer.from("GIF89a"));
    expect(bundle["image/png"]).toMatch(/^iVBOR/); // for viewers without HTML
    expect(inspect(shown)).toBe("animation of 24 images of 28×28×1, 2 s");
  });

  it("says what is wrong", () => {
    const two = tf.zeros<tf.Rank.R4>([2, 4, 4, 1]);
    expect(() => animation(tf.zeros([4, 8, 8, 2]))).toThrow(
      "1, 3 or 4 channels but is [4, 8, 8, 2]; pass",
    );
    expect(() => animation(tf.zeros([8, 8, 1]) as unknown as tf.Tensor4D)).toThrow("[8, 8, 1]");
    expect(() => animation(tf.zeros([0, 8, 8, 1]))).toThrow("[0, 8, 8, 1]");
    expect(() => animation(two, { fps: 60 })).toThrow(
      "fps is expected to be a number from 1 to 50 but is",
    );
    expect(() => animation(two, { scale: 0.5 })).toThrow(
      "scale is expected to be a positive integer",
    );
    expect(() => animation(two, { scale: 20_000 })).toThrow("at most 65535 pixels wide");
    expect(() => animation(two, { range: [1, 1] })).toThrow("range is expected to be [low, high]");
  });
});
