import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { progress } from "../../src/index.js";
import { fraction, htmlOf, lineOf, statusOf, type Bar } from "../../src/widgets/progress-text.js";
import { FakeKernel } from "../display/fakes.js";
import { FakeFrontend } from "./fake-frontend.js";

const VIEW = "application/vnd.jupyter.widget-view+json";
const bar = (state: Partial<Bar> = {}): Bar => ({
  ...{ total: 100, description: "", unit: "", message: "", done: 0, state: "running", start: 0 },
  ...state,
});

describe("the text of a bar", () => {
  test.each([
    [bar(), "0 of 100 · 3.0 s"],
    [bar({ done: 30 }), "30 of 100 · 10.0/s · 3.0 s · 7.0 s left"],
    [
      bar({ done: 30, unit: "images", message: "loss 1" }),
      "30 of 100 · 10.0 images/s · 3.0 s · 7.0 s left · loss 1",
    ],
    [bar({ done: 30, total: undefined }), "30 · 10.0/s · 3.0 s"],
    [bar({ done: 120 }), "120 of 100 · 40.0/s · 3.0 s"],
    [bar({ done: 100, state: "done", end: 2000 }), "100 · 50.0/s · took 2.0 s"],
    [bar({ done: 90, state: "done", end: 2000 }), "90 of 100 · 45.0/s · took 2.0 s"],
    [
      bar({ done: 4000, total: 8000, state: "stopped", end: 2000 }),
      "4,000 of 8,000 · 2,000/s · stopped after 2.0 s",
    ],
    [
      bar({ done: 1, state: "stopped", end: 40_000 }),
      "1 of 100 · 40.0 s each · stopped after 40 s",
    ],
  ])("%#", (bar, text) => expect(statusOf(bar, 3000)).toBe(text));

  test("how full it is", () => {
    expect(fraction(bar({ done: 25 }))).toBe(0.25);
    expect(fraction(bar({ total: 0 }))).toBe(0);
    expect(fraction(bar({ total: undefined }))).toBeUndefined();
    expect(fraction(bar({ done: 101 }))).toBeUndefined();
    expect(fraction(bar({ done: 9, state: "done" }))).toBe(1);
  });

  test("as a line and as HTML", () => {
    const half = bar({ done: 50, description: "<Reading>", message: "a & b" });
    expect(lineOf(half, 1000)).toBe(
      "████████████░░░░░░░░░░░░ 50% · <Reading>: 50 of 100 · 50.0/s · 1.0 s · 1.0 s left · a & b",
    );
    const html = htmlOf([half, bar({ total: undefined })], 1000);
    expect(html).toContain('<progress max="1" value="0.5"');
    expect(html).toContain("&lt;Reading&gt;");
    expect(html).toContain("a &amp; b");
    expect(html).toMatch(/<progress max="1" style/); // of unknown length
  });
});

describe("progress in a notebook", () => {
  let kernel: FakeKernel;
  beforeEach(() => {
    kernel = new FakeKernel().install();
    vi.useFakeTimers({ toFake: ["performance", "setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    FakeKernel.remove();
    vi.useRealTimers();
  });

  const texts = () => kernel.sent.map(({ data }) => String(data["text/plain"]));
  const last = () => texts().at(-1)!;

  test("hands on what it is given", async () => {
    expect([...progress(["a", "b"])]).toEqual(["a", "b"]);
    expect([...progress(3)]).toEqual([0, 1, 2]);
    expect([...progress(new Map([["k", 1]]))]).toEqual([["k", 1]]);
    expect([...progress("a\u{1F600}")]).toEqual(["a", "\u{1F600}"]);
    const later: number[] = [];
    for await (const value of progress([Promise.resolve(1), Promise.resolve(2)])) later.push(value);
    async function* source() {
      yield* [3, 4];
    }
    for await (const value of progress(source(), { total: 2 })) later.push(value);
    expect(later).toEqual([1, 2, 3, 4]);
    expect(
      kernel.sent.filter(({ data }) => / took /.test(String(data["text/plain"]))),
    ).toHaveLength(6);
  });

  test("updates one output, not at every step, and shows the end", () => {
    for (const _ of progress(1000, { description: "work" })) vi.advanceTimersByTime(3);
    expect(kernel.kinds.filter((kind) => kind === "display")).toHaveLength(1);
    expect(kernel.sent.length).toBeGreaterThan(20);
    expect(kernel.sent.length).toBeLessThan(40);
    expect(new Set(kernel.sent.map(({ id }) => id)).size).toBe(1);
    expect(texts()[0]).toMatch(/^░+ 0% · work: 0 of 1,000/);
    expect(last()).toMatch(/^█+ 100% · work: 1,000 · 333\/s · took 3.0 s$/);
    expect(kernel.sent.at(-1)!.data["text/html"]).toContain('value="1"');
  });

  test("a bar that waits is brought up to date by the timer", () => {
    const steps = progress(10)[Symbol.iterator]();
    steps.next();
    steps.next();
    expect(last()).toContain("0 of 10");
    vi.advanceTimersByTime(150);
    expect(last()).toContain("1 of 10");
    steps.return();
  });

  test("says when it was stopped", () => {
    for (const n of progress(10)) if (n === 3) break;
    expect(last()).toMatch(/3 of 10 .*stopped after 0.0 s/);
    expect(() => {
      for (const _ of progress(10)) throw new Error("no");
    }).toThrow("no");
    expect(last()).toMatch(/0 of 10 .*stopped after 0.0 s/);
  });

  test("an interrupted cell's bar is stopped, though its loop is left standing", async () => {
    const controller = new AbortController();
    kernel.signal = controller.signal;
    const steps = progress(10)[Symbol.iterator]();
    steps.next();
    controller.abort();
    await kernel.endCell();
    expect(last()).toMatch(/0 of 10 .*stopped/);
    const sent = kernel.sent.length;
    steps.next();
    expect(kernel.sent.length).toBe(sent);
  });

  test("bars inside a loop share its output, and take each other's place", () => {
    for (const epoch of progress(3, { description: "epochs" })) {
      for (const _ of progress(2, { description: `epoch ${epoch}` })) vi.advanceTimersByTime(60);
    }
    expect(new Set(kernel.sent.map(({ id }) => id)).size).toBe(1);
    expect(last()).toMatch(/^█+ 100% · epochs: 3 · .*\n█+ 100% · epoch 2: 2 · [^\n]*$/);
    expect(last()).not.toContain("stopped");
  });

  test("the next cell, and the next bar, have their own outputs", async () => {
    for (const _ of progress(1));
    for (const _ of progress(1));
    await kernel.endCell();
    for (const _ of progress(1));
    expect(new Set(kernel.sent.map(({ id }) => id)).size).toBe(3);
  });

  test("counts without a loop, with a message", () => {
    const bar = progress(4);
    expect(inspect(bar)).toBe("a progress bar that has not begun yet");
    bar.message = "before";
    bar.advance();
    vi.advanceTimersByTime(200);
    bar.message = "in between";
    bar.advance(3);
    expect(String(bar)).toMatch(/^█+ 100% · 4 of 4/);
    bar.end();
    bar.end();
    expect(last()).toMatch(/4 · .*in between$/);
    expect(texts()[0]).toContain("before");
  });

  test("a bar that its loop's code ends stays ended", () => {
    const steps = progress(5);
    for (const step of steps) if (step === 2) steps.end();
    expect(kernel.kinds.filter((kind) => kind === "display")).toHaveLength(1);
    expect(last()).toMatch(/2 of 5 · .*took/);
  });

  test.each([
    [() => progress(-1), "an integer of at least 0 but is -1; pass for example 100."],
    [
      () => progress(1.5),
      "The number of steps of progress is expected to be an integer of at least 0 but is 1.5",
    ],
    [
      () => progress([], { total: NaN }),
      "total is expected to be an integer of at least 0 but is NaN",
    ],
    [
      () => progress(null as unknown as number[]),
      "something to loop over but is null; pass for example an array.",
    ],
    [() => progress({} as unknown as number[]), "something to loop over but is an empty object"],
  ])("bad input is refused in one sentence %#", (make, message) => {
    expect(make).toThrow(message);
  });

  test("is made of widgets where the frontend has them; the stored output is text", () => {
    const frontend = new FakeFrontend();
    kernel.comms = frontend;
    frontend.asked.add("jupyter.widget.control");
    for (const _ of progress(100, { description: "work" })) vi.advanceTimersByTime(20);
    expect(kernel.kinds).toEqual(["display", "update"]);
    expect(Object.keys(kernel.sent[0]!.data).sort()).toEqual(
      [VIEW, "text/html", "text/plain"].sort(),
    );
    expect(Object.keys(kernel.sent[1]!.data)).toEqual(["text/html", "text/plain"]);
    const [drawn] = frontend.opened("FloatProgressModel");
    expect(frontend.sentTo(drawn!.id).length).toBeGreaterThan(10);
    const of = (type: string) => frontend.received.filter((r) => r.type === type).map((r) => r.id);
    expect(of("close").sort()).toEqual(of("open").sort()); // nothing is left behind
  });

  test("is text again when the frontend closes the widgets", () => {
    const frontend = new FakeFrontend();
    kernel.comms = frontend;
    frontend.asked.add("jupyter.widget");
    const steps = progress(100)[Symbol.iterator]();
    steps.next();
    for (const { id, type } of [...frontend.received]) if (type === "open") frontend.close(id);
    vi.advanceTimersByTime(200);
    steps.next();
    vi.advanceTimersByTime(200);
    expect(kernel.sent.length).toBeGreaterThan(1);
    expect(kernel.sent.at(-1)!.data).not.toHaveProperty([VIEW]);
    expect(last()).toContain("1 of 100");
    steps.return();
  });
});

test("without a notebook or a terminal, the end is written to stderr", () => {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  try {
    for (const _ of progress(3, { description: "work" }));
    expect(write.mock.lastCall![0]).toMatch(/100% · work: 3 · .*took 0\.\d s\n$/);
  } finally {
    write.mockRestore();
  }
});
