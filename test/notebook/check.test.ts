import * as tf from "@tensorflow/tfjs";
import { inspect } from "node:util";
import { beforeEach, describe, expect, it } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { check, expectClose, type Numeric } from "../../src/notebook/index.js";

beforeEach(() => check.reset());

const undone = undefined as number | undefined;

describe("check", () => {
  it("takes a boolean or a function", () => {
    expect(inspect(check("a", true))).toBe("✓ a");
    expect(inspect(check("a", 1 > 2, "look again"))).toBe("✗ a: look again");
    expect(inspect(check("a", () => true))).toBe("✓ a");
    expect(inspect(check("a", () => false))).toBe("✗ a");
    expect(check("a", () => expectClose(1, 1)).passed).toBe(true);
  });

  it("says what was expected and found", () => {
    expect(String(check("sum", () => expectClose([1, 2], [1, 3]), "add again"))).toBe(
      "✗ sum: at [1]: expected 3, found 2 (tolerance 0.0001); add again",
    );
    expect(String(check.equal("b", { a: [1] }, { a: [2] }))).toBe(
      "✗ b: expected { a: [ 2 ] }, found { a: [ 1 ] }",
    );
    expect(check.equal("b", { a: [2] }, { a: [2] }).passed).toBe(true);
    expect(String(check.shape("c", tf.zeros([2, 3]), [3, 2]))).toBe(
      "✗ c: expected shape [3, 2], found [2, 3]",
    );
    expect(check.shape("c", tf.zeros([2, 3]), [2, 3]).passed).toBe(true);
    const rate = { expected: "a positive number", hint: "the sign" };
    expect(String(check.that("d", -1, (value) => value > 0, rate))).toBe(
      "✗ d: expected a positive number, found -1; the sign",
    );
    expect(check.close("e", 0.50001, 0.5).passed).toBe(true);
    expect(check.close("e", 0.51, 0.5, { tolerance: 0.1 }).passed).toBe(true);
  });

  it("compares with a seal, which shows neither the answer nor the hint", () => {
    const hint = "both logarithms are log(1/2)";
    const seal = (value: Numeric, decimals = 3) =>
      JSON.parse(`[${check.seal("V", value, { decimals, hint })}]`) as [string, string];
    const value = -Math.log(4);
    expect(seal(value).join()).not.toMatch(/386|log/);
    for (const answer of [value, -1.386, -1.387, -1.3863]) {
      expect(check.sealed("V", answer, ...seal(value)).passed).toBe(true);
    }
    const wrong = "✗ V: -1.39 is not it (compared to 3 decimals); both logarithms are log(1/2)";
    expect(String(check.sealed("V", -1.39, ...seal(value)))).toBe(wrong);
    expect(check.sealed("W", value, ...seal(value)).passed).toBe(false); // another exercise's
    expect(String(check.sealed("V", undone, ...seal(value)))).toBe("○ V: not answered yet");
    expect(
      check.sealed("V", tf.tensor2d([[0.75, 1.0986]]), ...seal([0.75, Math.log(3)])).passed,
    ).toBe(true);
    expect(String(check.sealed("V", [1, 2], ...seal([1, 3])))).toMatch(/^✗ V: 2 at place 2 is not/);
    expect(String(check.sealed("V", 1, ...seal([1, 3])))).toMatch(/expected 2 numbers, found one/);
    expect(check.sealed("V", 12288, ...seal(12288, 0)).passed).toBe(true);
    for (const answer of [12287, 12288.2]) {
      expect(check.sealed("V", answer, ...seal(12288, 0)).passed).toBe(false);
    }
    expect(check.sealed("V", -0, ...seal(0)).passed).toBe(true);
    expect(check.sealed("V", 0.0001, ...seal(0)).passed).toBe(true);
    expect(check.sealed("V", NaN, ...seal(0)).passed).toBe(false);
    expect(check.sealed("V", "text" as never, ...seal(0)).outcome).toBe("wrong");
  });

  it("is open while there is no answer", () => {
    const open = [
      check("a", undefined),
      check("a", () => expectClose(undone, 1)),
      check.equal("a", undone, 1),
      check.close("a", null, 1),
      check.shape("a", undefined, [1]),
      check.that("a", undone, (value) => value > 0),
    ];
    expect(open.map(String)).toEqual(new Array(6).fill("○ a: not answered yet"));
    expect(open.map((result) => result.outcome)).toEqual(new Array(6).fill("open"));
  });

  it("never throws for a wrong answer", () => {
    const broken = () => {
      throw new TypeError("x is not a function");
    };
    expect(String(check("a", broken))).toBe("✗ a: the answer failed: x is not a function");
    expect(String(check.that("a", 1, broken))).toContain("✗ a: the answer failed");
    expect(check.close("a", "text" as never, 1).outcome).toBe("wrong");
    expect(check.shape("a", 3 as never, [1]).outcome).toBe("wrong");
  });

  it("shows itself as HTML, Markdown and text, escaped", () => {
    const bundle = check("a < b", false, "<script>")[DISPLAY]();
    expect(bundle["text/html"]).toContain("✗ a &lt; b");
    expect(bundle["text/html"]).not.toContain("<script>");
    expect(bundle["text/markdown"]).toContain("**✗ a \\< b**");
    expect(bundle["text/plain"]).toBe("✗ a < b: <script>");
  });

  it("counts each exercise once, by its latest answer", () => {
    check("a", false);
    check("b", true);
    check("c", undefined);
    check("a", true);
    expect(String(check.report())).toBe("2 of 3 exercises solved\n✓ a\n✓ b\n○ c: not answered yet");
    expect(check.report()[DISPLAY]()["text/html"]).toContain("2 of 3 exercises solved");
  });
});
