import { describe, expect, test } from "vitest";
import { luminance, reduceArea } from "../../src/data/resample.js";

/** A picture of numbers that have no pattern. */
function noise(width: number, height: number) {
  const data = Uint8Array.from({ length: 4 * width * height }, (_, i) => (i * 2654435761) >>> 24);
  return { width, height, data };
}

/**
 * The mean over an area by brute force: every pixel is cut into `fine` x `fine` equal parts, and the
 * parts whose middle is inside are counted. Exact when all edges fall on the parts' edges.
 */
function meanOver(
  picture: ReturnType<typeof noise>,
  box: number[],
  c: number,
  fine: number,
): number {
  const [left, top, right, bottom] = box as [number, number, number, number];
  let [sum, count] = [0, 0];
  for (let y = 0.5 / fine; y < picture.height; y += 1 / fine) {
    for (let x = 0.5 / fine; x < picture.width; x += 1 / fine) {
      if (x < left || x > right || y < top || y > bottom) continue;
      sum += picture.data[4 * (Math.floor(y) * picture.width + Math.floor(x)) + c]!;
      count++;
    }
  }
  return sum / count;
}

describe("reduceArea", () => {
  test.each([
    ["halves", 8, 6, { left: 0, top: 0, width: 8, height: 6 }, 4, 3, 1],
    ["thirds of eight", 8, 8, { left: 0, top: 0, width: 8, height: 8 }, 3, 3, 3],
    ["a part at quarters", 9, 7, { left: 1.25, top: 0.5, width: 6, height: 6 }, 4, 4, 4],
    ["nothing", 5, 4, { left: 0, top: 0, width: 5, height: 4 }, 5, 4, 1],
  ])("takes means over areas: %s", (_, w, h, box, width, height, fine) => {
    const picture = noise(w, h);
    const reduced = reduceArea(picture, box, width, height);
    expect(reduced).toHaveLength(3 * width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [left, top] = [
          box.left + (x * box.width) / width,
          box.top + (y * box.height) / height,
        ];
        const area = [left, top, left + box.width / width, top + box.height / height];
        for (let c = 0; c < 3; c++) {
          const actual = reduced[3 * (y * width + x) + c]!;
          expect(Math.abs(actual - meanOver(picture, area, c, fine))).toBeLessThan(0.51);
        }
      }
    }
  });

  test("keeps a picture of one color at all sizes", () => {
    for (const [from, to] of [
      [7, 3],
      [100, 64],
      [641, 28],
      [31, 30],
    ] as const) {
      const picture = {
        width: from,
        height: from,
        data: new Uint8Array(4 * from * from).fill(137),
      };
      const cut = { left: 0.3, top: 0.3, width: from - 0.6, height: from - 0.6 };
      expect(new Set(reduceArea(picture, cut, to, to))).toEqual(new Set([137]));
    }
  });
});

test("luminance is that of JPEG", () => {
  const rgb = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 10, 10);
  expect([...luminance(rgb)]).toEqual([76, 150, 29, 255, 10]);
});
