import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { megabytes, ProgressLine } from "../../src/display/progress-line.js";
import { FakeKernel } from "./fakes.js";

let written: string[];
beforeEach(() => {
  written = [];
  vi.useFakeTimers({ toFake: ["performance"] });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean(written.push(`${text}`)));
});
afterEach(() => {
  FakeKernel.remove();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const total = 26_421_880;

test("a notebook's line is updated in place, a few times a second, with the time left", async () => {
  const kernel = new FakeKernel().install();
  const line = new ProgressLine("Downloading", megabytes);
  for (let done = 0; done < total; done += total / 20) {
    line.update({ done, total });
    vi.advanceTimersByTime(100);
  }
  line.end({ done: total, total }, "done");
  const texts = kernel.sent.map(({ data }) => data["text/plain"]);
  expect(texts[0]).toBe("Downloading: 0.0 of 26.4 MB");
  expect(texts[1]).toBe("Downloading: 4.0 of 26.4 MB · 2 s left");
  expect(texts.at(-1)).toBe("Downloading: 26.4 of 26.4 MB · done after 2 s");
  expect(texts.length).toBe(8); // of 20 updates, every third
  expect(new Set(kernel.sent.map(({ id }) => id)).size).toBe(1);
  expect(written).toEqual([]);
});

test("outside of notebooks and terminals only the end is written", () => {
  const line = new ProgressLine("Reading", ({ done, total }) => `${done} of ${total}`);
  line.update({ done: 1, total: 3 });
  vi.advanceTimersByTime(65_000);
  line.update({ done: 2, total: 3 });
  line.end({ done: 2, total: 3 }, "stopped");
  expect(written.at(-1)).toMatch(/Reading: 2 of 3 · stopped after 1 min 05 s\n$/);
});

test("work that ends within the quiet time shows nothing", () => {
  const line = new ProgressLine("Reading", megabytes, 2000);
  line.update({ done: 1, total });
  vi.advanceTimersByTime(1900);
  line.update({ done: 2, total });
  line.end({ done: total, total }, "done");
  expect(written).toEqual([]);
});
