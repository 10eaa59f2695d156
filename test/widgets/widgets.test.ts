import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkbox, DISPLAY, dropdown, floatSlider, interact, intSlider } from "../../src/index.js";
import {
  button,
  hBox,
  html,
  intProgress,
  label,
  select,
  text,
  textarea,
  vBox,
  type View,
} from "../../src/widgets/index.js";
import { FakeKernel } from "../display/fakes.js";
import { FakeFrontend } from "./fake-frontend.js";

const VIEW = "application/vnd.jupyter.widget-view+json";
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("values of widgets, without a notebook", () => {
  test("begin, change and are heard", () => {
    const slider = intSlider({ min: 2, max: 9 });
    const heard: number[] = [];
    const stop = slider.onChange((value) => void heard.push(value));
    expect(slider.value).toBe(2);
    slider.value = 5;
    slider.value = 5;
    stop();
    slider.value = 6;
    expect(heard).toEqual([5]);
  });

  test("of each kind", () => {
    expect(floatSlider({ min: -1, max: 1 }).value).toBe(0);
    expect(intSlider({ min: -9, max: -3 }).value).toBe(-3);
    expect(checkbox().value).toBe(false);
    expect(text({ value: "a" }).value).toBe("a");
    expect(label("b").value).toBe("b");
    expect(dropdown({ options: ["x", "y"] }).value).toBe("x");
    expect(select({ options: { one: 1, two: 2 }, value: 2 }).value).toBe(2);
    expect(button("go").value).toBe(0);
  });

  test("are shown as a line of text", () => {
    expect(intSlider({ value: 5, description: "n" })[DISPLAY]()).toEqual({
      "text/plain": 'intSlider "n": 5',
    });
    expect(String(vBox([checkbox(), hBox([label("a")])]))).toBe(
      'vBox(checkbox: false, hBox(label: "a"))',
    );
  });

  test.each([
    [
      () => intSlider({ min: 3, max: 1 }),
      "min of intSlider is expected to be at most max, 1, but is 3; swap them.",
    ],
    [
      () => intSlider({ value: 101 }),
      "The value of intSlider is expected to be an integer from 0 to 100 but is 101; choose",
    ],
    [() => (intSlider().value = 1.5), "an integer from 0 to 100 but is 1.5"],
    [() => (floatSlider().value = NaN), "a number from 0 to 1 but is NaN"],
    [
      () => floatSlider({ max: Infinity }),
      "max of floatSlider is expected to be a number but is Infinity",
    ],
    [() => intSlider({ step: 0 }), "step of intSlider is expected to be a number above 0 but is 0"],
    [
      () => dropdown({ options: [] }),
      "options of dropdown is expected to be a list of values but is empty; pass one.",
    ],
    [() => (dropdown({ options: ["a", "b"] }).value = "c"), 'one of a, b but is "c"'],
    [() => (text().value = 3 as unknown as string), "a text but is 3"],
  ])("bad ones are refused in one sentence %#", (make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  test("a listener that throws does not keep others from hearing", () => {
    const box = checkbox();
    const heard: boolean[] = [];
    box.onChange(() => {
      throw new Error("no");
    });
    box.onChange((value) => void heard.push(value));
    expect(() => (box.value = true)).toThrow("no");
    expect([box.value, heard]).toEqual([true, [true]]);
  });

  test("a loop over changes gets the latest, and ends when the widget is closed", async () => {
    const slider = intSlider();
    const seen: number[] = [];
    const loop = (async () => {
      for await (const value of slider) {
        seen.push(value);
        await turn();
      }
    })();
    await turn();
    slider.value = 1;
    slider.value = 2;
    await turn();
    slider.value = 3;
    slider.value = 4;
    await new Promise((resolve) => setTimeout(resolve, 30));
    slider.close();
    await loop;
    expect(seen).toEqual([2, 4]);
    for await (const _ of slider) throw new Error("a closed widget does not change");
  });
});

describe("widgets and a frontend", () => {
  let kernel: FakeKernel;
  let frontend: FakeFrontend;
  beforeEach(() => {
    kernel = new FakeKernel().install();
    kernel.comms = frontend = new FakeFrontend();
  });
  afterEach(() => FakeKernel.remove());

  /** Shows a widget; gives its id. */
  const show = (widget: View): string =>
    (widget[DISPLAY]()[VIEW] as { model_id: string } | undefined)!.model_id;

  test("nothing is sent before a widget is shown, and its model once", () => {
    const slider = intSlider({ min: 1, max: 5, value: 4, description: "n" });
    slider.value = 3;
    expect(frontend.received).toEqual([]);
    const bundle = slider[DISPLAY]();
    expect(bundle).toEqual({
      [VIEW]: { version_major: 2, version_minor: 0, model_id: "m1" },
      "text/plain": 'intSlider "n": 3',
    });
    expect(show(slider)).toBe("m1");
    expect(frontend.received).toHaveLength(1);
    expect(frontend.opened("IntSliderModel")[0]!.state).toMatchObject({
      _model_module: "@jupyter-widgets/controls",
      _model_module_version: "2.0.0",
      _view_name: "IntSliderView",
      ...{ min: 1, max: 5, step: 1, value: 3, description: "n", tooltip: "n", readout_format: "d" },
    });
  });

  test("code changes the frontend's value, once", () => {
    const slider = intSlider();
    const id = show(slider);
    slider.value = 7;
    slider.value = 7;
    slider.change({ disabled: true });
    expect(frontend.sentTo(id)).toEqual([
      { method: "update", state: { value: 7 }, buffer_paths: [] },
      { method: "update", state: { disabled: true }, buffer_paths: [] },
    ]);
  });

  test("the frontend changes the value, and it is echoed, not sent back", async () => {
    const slider = intSlider();
    const id = show(slider);
    const heard: number[] = [];
    slider.onChange((value) => void heard.push(value));
    await frontend.send(id, { method: "update", state: { value: 8, unknown: 1 } });
    expect([slider.value, heard]).toEqual([8, [8]]);
    expect(frontend.sentTo(id)).toEqual([
      { method: "echo_update", state: { value: 8 }, buffer_paths: [] },
    ]);
  });

  test("what a widget cannot be is undone in the frontend", () => {
    const slider = intSlider({ value: 5 });
    const id = show(slider);
    for (const value of [900, null, "7"]) frontend.send(id, { method: "update", state: { value } });
    expect(slider.value).toBe(5);
    expect(frontend.sentTo(id).at(-1)).toMatchObject({ method: "update", state: { value: 5 } });
    expect(frontend.sentTo(id)).toHaveLength(6);
  });

  test("a listener's promise is handed on, so that its error is seen", async () => {
    const slider = intSlider();
    const id = show(slider);
    slider.onChange(() => Promise.reject(new Error("later")));
    await expect(frontend.send(id, { method: "update", state: { value: 1 } })).rejects.toThrow(
      "later",
    );
  });

  test("choices travel by index", async () => {
    const menu = dropdown({ options: { small: [8], large: [64] } });
    const id = show(menu);
    expect(frontend.opened("DropdownModel")[0]!.state).toMatchObject({
      _options_labels: ["small", "large"],
      index: 0,
    });
    await frontend.send(id, { method: "update", state: { index: 1 } });
    expect(menu.value).toEqual([64]);
    await frontend.send(id, { method: "update", state: { index: null } });
    expect(menu.value).toEqual([64]);
  });

  test("a button counts clicks", async () => {
    const go = button("go", { style: "danger" });
    const id = show(go);
    await frontend.send(id, { method: "custom", content: { event: "click" } });
    await frontend.send(id, { method: "custom", content: { event: "else" } });
    expect(go.value).toBe(1);
    expect(frontend.opened("ButtonModel")[0]!.state).toMatchObject({
      description: "go",
      button_style: "danger",
    });
    expect(frontend.sentTo(id)).toEqual([]);
  });

  test("every kind names a model and a view of ipywidgets", () => {
    show(
      vBox([
        hBox([floatSlider({ step: 0.005 }), intProgress()]),
        textarea(),
        select({ options: [1] }),
        html("<i>"),
      ]),
    );
    const names = frontend.received.map(({ data }) => [
      data.state._model_name,
      data.state._view_name,
    ]);
    expect(names.map(([model]) => model)).toEqual([
      "FloatSliderModel",
      "IntProgressModel",
      "HBoxModel",
      "TextareaModel",
      "SelectModel",
      "HTMLModel",
      "VBoxModel",
    ]);
    expect(names[1]![1]).toBe("ProgressView");
    expect(frontend.opened("FloatSliderModel")[0]!.state.readout_format).toBe(".3f");
    const [row] = frontend.opened("HBoxModel");
    expect(row!.state.children).toEqual(["IPY_MODEL_m1", "IPY_MODEL_m2"]);
  });

  test("width and long descriptions are separate models, closed with the widget", () => {
    const slider = intSlider({ width: "50%", description: "a description that is long" });
    const id = show(slider);
    const [layout] = frontend.opened("LayoutModel");
    const [style] = frontend.opened("DescriptionStyleModel");
    expect(layout!.state.width).toBe("50%");
    expect(frontend.opened("IntSliderModel")[0]!.state).toMatchObject({
      layout: `IPY_MODEL_${layout!.id}`,
      style: `IPY_MODEL_${style!.id}`,
    });
    slider.close();
    const closed = frontend.received.filter(({ type }) => type === "close");
    expect(closed.map((r) => r.id).sort()).toEqual([id, layout!.id, style!.id].sort());
    expect(slider[DISPLAY]()).not.toHaveProperty(VIEW);
  });

  test("a page that was reloaded gets every open widget", () => {
    const [kept, gone] = [intSlider({ value: 3 }), intSlider()];
    const id = show(kept);
    show(gone);
    gone.close();
    frontend.ask("jupyter.widget.control", "control");
    frontend.send("control", { method: "request_states" });
    const [answer] = frontend.sentTo("control") as [{ states: Record<string, unknown> }];
    expect(answer).toMatchObject({
      method: "update_states",
      buffer_paths: [],
      states: {
        [id]: {
          model_name: "IntSliderModel",
          model_module: "@jupyter-widgets/controls",
          model_module_version: "2.0.0",
          state: { value: 3, _view_name: "IntSliderView" },
        },
      },
    });
    expect(Object.values(answer.states)).not.toContainEqual(
      expect.objectContaining({ state: expect.objectContaining({ value: 0 }) }),
    );
    frontend.send(id, { method: "request_state" });
    expect(frontend.sentTo(id)[0]).toMatchObject({
      method: "update",
      state: { value: 3, max: 100 },
    });
  });

  test("a frontend without widgets closes them: loops end, showing opens them again", async () => {
    const slider = intSlider();
    const id = show(slider);
    const loop = slider[Symbol.asyncIterator]().next();
    await turn();
    frontend.close(id);
    expect((await loop).done).toBe(true);
    slider.value = 4;
    expect(frontend.sentTo(id)).toEqual([]);
    expect(show(slider)).not.toBe(id);
  });

  test("an interrupt ends a loop", async () => {
    const controller = new AbortController();
    kernel.signal = controller.signal;
    const loop = intSlider()[Symbol.asyncIterator]().next();
    await turn();
    controller.abort();
    expect((await loop).done).toBe(true);
  });

  describe("interact", () => {
    const texts = () => kernel.sent.map(({ data }) => data["text/plain"]);

    test("shows the controls, then the drawing, and draws again", async () => {
      const [x, name] = [intSlider({ value: 2 }), text({ value: "a" })];
      await interact({ x, name }, ({ x, name }) => name.repeat(x));
      expect(kernel.kinds).toEqual(["display", "display"]);
      expect(kernel.sent[0]!.data).toHaveProperty([VIEW]);
      expect(texts()[1]).toBe("aa");
      x.value = 3;
      await turn();
      expect(kernel.sent.at(-1)).toMatchObject({ kind: "update", data: { "text/plain": "aaa" } });
      expect(frontend.opened("IntSliderModel")[0]!.state.description).toBe("x");
    });

    test("draws the latest values when drawing is slow", async () => {
      const x = intSlider();
      const drawn: number[] = [];
      await interact({ x }, async ({ x }) => {
        drawn.push(x);
        await turn();
      });
      for (const value of [1, 2, 3, 4]) x.value = value;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(drawn).toEqual([0, 1, 4]);
    });

    test("shows what draws itself, and errors in its place; the first error is thrown", async () => {
      const x = intSlider({ value: 1 });
      await interact({ x }, ({ x }) => {
        if (x === 2) throw new RangeError("not two");
        return { [DISPLAY]: () => ({ "text/html": `<b>${x}</b>`, "text/plain": "b" }) };
      });
      x.value = 2;
      await turn();
      x.value = 3;
      await turn();
      expect(kernel.sent.slice(1).map(({ data }) => data)).toEqual([
        { "text/html": "<b>1</b>", "text/plain": "b" },
        { "text/plain": "RangeError: not two" },
        { "text/html": "<b>3</b>", "text/plain": "b" },
      ]);
      const failing = interact({ x }, () => Promise.reject(new Error("at first")));
      await expect(failing).rejects.toThrow("at first");
    });
  });
});
