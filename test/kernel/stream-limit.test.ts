import { describe, expect, test } from "vitest";
import { StreamLimit } from "../../src/kernel/execution/stream-limit.js";

describe("the limit of a cell's output", () => {
  const megabyte = "0123456789abcde\n".repeat(2 ** 16);

  test("a megabyte passes unchanged, and again after a while", () => {
    let time = 0;
    const limit = new StreamLimit(() => time);
    expect(limit.pass(megabyte)).toBe(megabyte);
    time += 300_000;
    expect(limit.pass(megabyte)).toBe(megabyte);
    expect(limit.flush()).toBe("");
  });

  test("further output is announced, held back and counted", () => {
    const limit = new StreamLimit(() => 0);
    limit.pass(megabyte.slice(0, -32)); // room for 32 characters
    const announced = limit.pass("first line here\nsecond\nthird\n");
    expect(announced).toMatch(/^first line here\nsecond\nthird\n$/);
    expect(limit.pass("a\nb\nc\nd\n")).toMatch(/^a\n\n… more output than a notebook can show/);
    for (let i = 0; i < 1000; i++) expect(limit.pass(`held ${i}\n`)).toBe("");
    const flushed = limit.flush();
    const [notice, ...lines] = flushed.split("\n");
    const missing = Number(/^… ([\d,]+) lines/.exec(notice!)![1]!.replaceAll(",", ""));
    expect(lines.at(-2)).toBe("held 999");
    expect(missing + lines.length - 1).toBe(3 + 1000); // b, c, d and what was held
    expect(limit.flush()).toBe("");
  });

  test("continuous output shows its newest lines from time to time", () => {
    let time = 0;
    const limit = new StreamLimit(() => time);
    limit.pass(megabyte);
    limit.pass(megabyte);
    time += 1000;
    expect(limit.pass("too early\n")).toBe("");
    time += 2000;
    expect(limit.pass("in time\n")).toMatch(/^… [\d,]+ lines .* left out …\n[^]*in time\n$/);
  });

  test("one endless line is cut in the middle", () => {
    const limit = new StreamLimit(() => 0);
    const sent = limit.pass("x".repeat(3 * 2 ** 20));
    expect(sent.indexOf("\n")).toBe(2 ** 20);
    expect(limit.flush()).toMatch(/^… 2 MiB left out …\nx{4096}$/);
  });
});
