import { afterEach, describe, expect, it, vi } from "vitest";
import { currentNotebook, DISPLAY, liveDisplay, show } from "../../src/display/index.js";
import { FakeKernel, FakeTslab } from "./fakes.js";

const value = { [DISPLAY]: async () => ({ "text/html": "<b>x</b>", "text/plain": "x" }) };

afterEach(() => {
  FakeKernel.remove();
  vi.unstubAllGlobals();
});

describe("show", () => {
  it("displays a value's bundle in the running notebook", async () => {
    const kernel = new FakeKernel().install();
    await show(value);
    await show("plain");
    await show([1, 2]);
    expect(kernel.sent.map((message) => message.data["text/plain"])).toEqual([
      "x",
      "plain",
      "[ 1, 2 ]",
    ]);
    expect(kernel.sent[0]!.data["text/html"]).toBe("<b>x</b>");
  });

  it("shows other values as the kernel shows the value of a cell", async () => {
    const kernel = new FakeKernel().install();
    Object.assign(kernel, { bundle: async () => ({ "text/html": "<table>" }) });
    await show([{ a: 1 }]);
    await show("plain");
    await show(value);
    expect(kernel.sent.map(({ data }) => Object.values(data)[0])).toEqual([
      "<table>",
      "plain",
      "<b>x</b>",
    ]);
  });

  it("keeps an output in the cell that asked for it", async () => {
    const tslab = new FakeTslab();
    await tslab.cell(async () => show(value));
    tslab.remove();
    expect(tslab.sent[0]).toMatchObject({ kind: "display", data: { "text/plain": "x" } });
  });

  it("uses Deno's kernel", async () => {
    const display = vi.fn(async () => {});
    vi.stubGlobal("Deno", { jupyter: { display } });
    await show(value);
    expect(display).toHaveBeenCalledWith(
      { "text/html": "<b>x</b>", "text/plain": "x" },
      { raw: true },
    );
  });

  it("prints the text outside a notebook", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await show(value);
    expect(log).toHaveBeenCalledWith("x");
    log.mockRestore();
  });
});

describe("liveDisplay", () => {
  it("replaces its output in place, and starts a new one in the next cell", async () => {
    const kernel = new FakeKernel().install();
    const live = liveDisplay();
    live.update({ "text/plain": "1" });
    live.update({ "text/plain": "2" });
    await kernel.endCell();
    live.update({ "text/plain": "3" });
    expect(kernel.kinds).toEqual(["display", "update", "display"]);
    expect(kernel.sent[1]!.id).toBe(kernel.sent[0]!.id);
    expect(kernel.sent[2]!.id).not.toBe(kernel.sent[0]!.id);
  });

  it("updates in place in a bare tslab", async () => {
    const tslab = new FakeTslab();
    const live = liveDisplay();
    await tslab.cell(() => {
      live.update({ "text/plain": "1" });
      live.update({ "text/plain": "2" });
    });
    tslab.remove();
    const [first, second] = tslab.sent;
    expect([first!.kind, second!.kind]).toEqual(["display", "update"]);
    expect(second!.id).toBe(first!.id);
  });

  it("does nothing outside a notebook", () => {
    expect(currentNotebook()).toBeUndefined();
    liveDisplay().update({ "text/plain": "1" });
  });
});
