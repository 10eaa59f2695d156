import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  currentNotebook,
  DISPLAY,
  isDisplayable,
  type MimeBundle,
  Shown,
} from "../../src/display/index.js";
import { FakeKernel, FakeTslab } from "./fakes.js";

class Picture extends Shown {
  constructor(readonly bundle: () => MimeBundle | Promise<MimeBundle>) {
    super();
  }
  [DISPLAY]() {
    return this.bundle();
  }
  toString() {
    return "a picture\nwith details";
  }
}

const PNG = { "image/png": "abc", "text/plain": "a picture" };

afterEach(() => FakeKernel.remove());

describe("a value that shows itself", () => {
  it("is displayable, and a line of text in a console", () => {
    const picture = new Picture(() => PNG);
    expect(isDisplayable(picture)).toBe(true);
    expect(inspect(picture)).toBe("a picture\nwith details");
  });

  it("displays nothing when printed in Ganvas' kernel", () => {
    const kernel = new FakeKernel().install();
    inspect(new Picture(() => PNG));
    expect(kernel.sent).toEqual([]);
  });
});

describe("in a bare tslab", () => {
  let tslab: FakeTslab;

  beforeEach(async () => {
    tslab = new FakeTslab();
    await tslab.cell(() => void currentNotebook()); // as the import of the library does
    tslab.sent.length = 0;
  });

  afterEach(() => tslab.remove());

  it("printing displays the value, and its text is cut to a line", async () => {
    let text = "";
    await tslab.cell(() => void (text = inspect(new Picture(() => PNG))));
    expect(text).toBe("a picture");
    expect(tslab.sent[0]).toEqual({ kind: "display", id: undefined, data: PNG });
  });

  it("the cell waits for a picture drawn asynchronously", async () => {
    const drawn = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return PNG;
    };
    await tslab.cell(() => void inspect(new Picture(drawn)));
    expect(tslab.sent.map((message) => message.id ?? message.kind)).toEqual([
      "cell ran",
      "display",
    ]);
  });

  it("a value that has only text is printed and not displayed", async () => {
    await tslab.cell(() => void inspect(new Picture(() => ({ "text/plain": "x" }))));
    expect(tslab.sent.map((message) => message.kind)).not.toContain("display");
  });

  it("a failing picture is reported in one line and does not fail the cell", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const fail = () => Promise.reject(new Error("no canvas"));
    await tslab.cell(() => void inspect(new Picture(fail)));
    expect(error).toHaveBeenCalledWith("no canvas");
    error.mockRestore();
  });

  it("the kernel of Ganvas takes precedence", () => {
    const kernel = new FakeKernel().install();
    currentNotebook()!.display(PNG);
    expect(kernel.sent).toHaveLength(1);
    expect(tslab.sent).toEqual([]);
  });
});
