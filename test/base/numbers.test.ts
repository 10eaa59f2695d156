import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatColumn,
  formatCount,
  formatDuration,
  formatMegabytes,
  formatNumber,
  formatRate,
} from "../../src/base/numbers.js";

test("a count has separators, and its noun the right number", () => {
  expect([0, 12_345].map((count) => formatCount(count))).toEqual(["0", "12,345"]);
  expect([0, 1, 2, 1234].map((count) => formatCount(count, "row"))).toEqual([
    "0 rows",
    "1 row",
    "2 rows",
    "1,234 rows",
  ]);
});

test("a number has at most four significant digits, a whole number all of them", () => {
  expect([0.1 + 0.2, 1234567, 1234.567, -1e-9, NaN, Infinity].map((n) => formatNumber(n))).toEqual([
    "0.3",
    "1,234,567",
    "1235",
    "-1e-9",
    "NaN",
    "Infinity",
  ]);
  expect(formatNumber(Math.PI, 6)).toBe("3.14159");
});

describe("a column", () => {
  test("has the decimals that its largest number needs, and no more", () => {
    expect(formatColumn([1, 2.5, -3])).toEqual(["1.0", "2.5", "-3.0"]);
    expect(formatColumn([Math.PI, 100])).toEqual(["3.14", "100.00"]);
    expect(formatColumn([1e6 + 0.25, 1])).toEqual(["1000000.3", "1.0"]);
    expect(formatColumn([Math.fround(0.1), 0.25])).toEqual(["0.10", "0.25"]);
  });

  test("keeps whole numbers exact, names what is not finite, and shows small numbers", () => {
    expect(formatColumn([1234567, -0, NaN])).toEqual(["1234567", "-0", "NaN"]);
    expect(formatColumn([-Infinity, 0.5])).toEqual(["-Infinity", "0.5"]);
    expect(formatColumn([1000.5, 1e-9])).toEqual(["1000.5", "1e-9"]);
    expect(formatColumn([1.25e-12, 0])).toEqual(["1.25e-12", "0"]);
    expect(formatColumn([1.5e300])).toEqual(["1.5e+300"]);
    expect(formatColumn([])).toEqual([]);
  });
});

test("sizes in memory", () => {
  expect([1, 1023, 1024, 200704, 5e9].map(formatBytes)).toEqual([
    "1 byte",
    "1,023 bytes",
    "1 KiB",
    "196 KiB",
    "4.66 GiB",
  ]);
});

test("sizes of files", () => {
  expect([26_421_880, 1e5].map(formatMegabytes)).toEqual(["26.4 MB", "0.1 MB"]);
});

test.each([
  [-3, "0 s"],
  [0.4, "0 s"],
  [59.4, "59 s"],
  [59.6, "1 min 00 s"],
  [245, "4 min 05 s"],
  [3600, "1 h 00 min"],
  [7199, "2 h 00 min"],
  [7800, "2 h 10 min"],
])("a duration of %d seconds is %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [25.31, "steps", "25.3 steps/s"],
  [99.97, "steps", "100 steps/s"],
  [1234.5, "", "1,235/s"],
  [1, "images", "1.0 images/s"],
  [0.2, "images", "5.0 s each"],
  [0.001, "", "1,000 s each"],
  [0, "steps", "0.0 steps/s"],
])("a rate of %d %s is %s", (perSecond, unit, text) => {
  expect(formatRate(perSecond, unit)).toBe(text);
});
