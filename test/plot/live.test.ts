import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DISPLAY } from "../../src/display/index.js";
import { lossChart } from "../../src/plot/index.js";
import { withCsvData } from "../../src/plot/inline-data.js";
import { forPage } from "../../src/plot/for-page.js";
import { FakeKernel, FakeTslab } from "../display/fakes.js";

const VEGA_LITE = "application/vnd.vegalite.v5+json";
const at = (step: number) => ({ step, metrics: { loss: 1 / step } });

let kernel: FakeKernel;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  kernel = new FakeKernel().install();
});

afterEach(() => {
  vi.useRealTimers();
  FakeKernel.remove();
});

describe("a live chart", () => {
  it("is displayed by the first step, without waiting and without a PNG", () => {
    lossChart().add(at(1));
    expect(kernel.kinds).toEqual(["display"]);
    expect(Object.keys(kernel.sent[0]!.data)).toEqual([VEGA_LITE, "text/plain"]);
  });

  it("is updated in place, at most once a second", () => {
    const chart = lossChart();
    for (let i = 1; i <= 100; i++) {
      chart.add(at(i));
      vi.advanceTimersByTime(50); // 5 s in all
    }
    expect(kernel.kinds).toEqual(["display", ...new Array(5).fill("update")]);
    expect(new Set(kernel.sent.map((message) => message.id)).size).toBe(1);
  });

  it("is updated by a loop that never lets timers run", () => {
    const chart = lossChart();
    for (let i = 1; i <= 30; i++) {
      chart.add(at(i));
      vi.setSystemTime(Date.now() + 100);
    }
    expect(kernel.kinds).toEqual(["display", "update", "update"]);
  });

  it("ends with its last state and a PNG when the cell ends, and nothing after", async () => {
    const chart = lossChart();
    chart.add(at(1)).add(at(2)).add(at(3));
    await kernel.endCell();
    expect(kernel.kinds).toEqual(["display", "update"]);
    const { data } = kernel.sent[1]!;
    expect(data["image/png"]).toMatch(/^iVBOR/);
    expect(data[VEGA_LITE]).toEqual(withCsvData(forPage(chart.spec)));
    vi.advanceTimersByTime(10_000);
    await kernel.endCell();
    expect(kernel.sent).toHaveLength(2);
  });

  it("appears again in a second cell, and leaves the first cell's output as it was", async () => {
    const chart = lossChart();
    chart.add(at(1));
    await kernel.endCell();
    chart.add(at(2)).add(at(3));
    await kernel.endCell();
    expect(kernel.kinds).toEqual(["display", "update", "display", "update"]);
    const ids = kernel.sent.map((message) => message.id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).toBe(ids[3]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it("is a line of text as the value of the cell that shows it, and a chart in others", async () => {
    const chart = lossChart().add(at(1));
    expect(await chart[DISPLAY]()).toEqual({ "text/plain": `${String(chart)}, shown above` });
    await kernel.endCell();
    expect(Object.keys(await chart[DISPLAY]())).toContain("image/png");
  });

  it("draws nothing outside a notebook", () => {
    FakeKernel.remove();
    lossChart().add(at(1)).add(at(2));
    expect(kernel.sent).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends complete in a bare tslab, too", async () => {
    FakeKernel.remove();
    const tslab = new FakeTslab();
    await tslab.cell(() => void lossChart().add(at(1))); // this cell began before tslab was prepared
    tslab.sent.length = 0;
    const chart = lossChart();
    await tslab.cell(() => void chart.add(at(1)).add(at(2)));
    tslab.remove();
    const drawn = tslab.sent.filter((message) => message.id !== "cell ran");
    expect(drawn.map((message) => message.kind)).toEqual(["display", "update"]);
    expect(drawn[1]!.data["image/png"]).toMatch(/^iVBOR/);
  });
});
