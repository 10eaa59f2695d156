import { describe, expect, test } from "vitest";
import { shareOf } from "../../bench/driver/ceiling.mjs";
import { workloads } from "../../bench/workers/javascript/index.mjs";
import { conv, dense, flops, pass, training } from "../../bench/driver/flops.mjs";

describe("floating-point operations", () => {
  test("are counted for every workload", () => {
    expect(Object.keys(flops)).toEqual(Object.keys(workloads));
  });

  test("of single products", () => {
    // 14x14 outputs of 64 channels, each a sum of 4*4*1 products: 200,704 products.
    expect(conv(14, 4, 1, 64)).toBe(2 * 200_704);
    expect(dense(100, 6272)).toBe(2 * 627_200);
    expect(dense(3, 5, 7)).toBe(2 * 105);
  });

  test("of training: forward, all weights, and all inputs but the first", () => {
    expect(pass([1, 10, 100])).toBe(111);
    expect(training([1, 10, 100])).toBe(111 + 111 + 110);
  });

  test("of the conv VAE, counted by hand", () => {
    const products = {
      encoder1: 14 * 14 * 9 * 1 * 32, // 56,448
      encoder2: 7 * 7 * 9 * 32 * 64, // 903,168
      code: 3136 * 32, // 100,352
      expand: 16 * 3136, // 50,176
      decoder1: 7 * 7 * 9 * 64 * 64, // 1,806,336
      decoder2: 14 * 14 * 9 * 64 * 32, // 3,612,672
      decoder3: 28 * 28 * 9 * 32, // 225,792
    };
    const all = Object.values(products).reduce((sum, count) => sum + count, 0);
    expect(all).toBe(6_754_944);
    expect(flops.vae28).toBe(128 * 2 * (3 * all - products.encoder1));
  });

  test("of the DCGAN on 28x28 digits, counted by hand", () => {
    const generator = 100 * 6272 + 7 * 7 * 16 * 128 * 64 + 14 * 14 * 16 * 64; // 7,250,432
    const first = 14 * 14 * 16 * 64; // 200,704
    const discriminator = first + 7 * 7 * 16 * 64 * 128 + 6272; // 6,629,504
    const ofDiscriminator = generator + 2 * (3 * discriminator - first);
    const ofGenerator = 3 * generator - 627_200 + 2 * discriminator;
    expect(flops.dcgan28).toBe(64 * 2 * (ofDiscriminator + ofGenerator));
  });

  test("of the gradient penalty: the critic has 16x16x3x64 kernels of 4x4 and two more", () => {
    const [first, second, third] = [256 * 16 * 192, 64 * 16 * 8192, 16 * 16 * 32768];
    const critic = first + second + third + 4096;
    const generator = 128 * 4096 + second + third + first;
    const onImages = 2 * (3 * critic - first);
    const penalty = 4 * critic - 4096;
    expect(flops["wgan-gp"]).toBe(64 * 2 * (generator + onImages + penalty));
  });

  test("the share of the ceiling", () => {
    // 10 GFLOP in 50 ms are 200 GFLOP/s.
    expect(shareOf(10e9, 50, 400)).toBe(0.5);
    expect(shareOf(10e9, null, 400)).toBeNull();
  });
});
