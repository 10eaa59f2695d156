import { describe, expect, test } from "vitest";
import { parseIdx } from "../../src/data/idx.js";

const header = (...sizes: number[]) => {
  const bytes = [0, 0, 8, sizes.length];
  for (const size of sizes)
    bytes.push(size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255);
  return bytes;
};

describe("parseIdx", () => {
  test("reads shape and values", () => {
    const { shape, values } = parseIdx(Uint8Array.of(...header(2, 3), 1, 2, 3, 4, 5, 6), "file");
    expect(shape).toEqual([2, 3]);
    expect([...values]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("reads a slice of a larger buffer", () => {
    const larger = Uint8Array.of(9, 9, ...header(1), 5);
    expect([...parseIdx(larger.subarray(2), "file").values]).toEqual([5]);
  });

  test.each([
    ["nothing", [], "file is expected to begin with an IDX header but has only 0 bytes"],
    ["another type", [0, 0, 13, 1, 0, 0, 0, 0], "but begins with 0x00000d01"],
    ["a gzip file", [31, 139, 8, 0, 0], "but begins with 0x1f8b0800"],
    [
      "half a header",
      [0, 0, 8, 3, 0, 0],
      "is expected to have 16 header bytes but has only 6 bytes",
    ],
    [
      "too few values",
      [...header(2, 2), 1, 2, 3],
      "hold 4 values for its shape [2, 2] but holds 3",
    ],
    ["too many values", [...header(1), 1, 2], "hold 1 values for its shape [1] but holds 2"],
  ])("refuses %s", (_, bytes, message) => {
    expect(() => parseIdx(Uint8Array.from(bytes), "file")).toThrow(message);
  });
});
