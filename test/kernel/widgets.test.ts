import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, type Result } from "./kernel.js";

/** The display of ipywidgets in the browser is tested in test/browser/widgets.test.ts. */
describe.skipIf(!python)("the library's widgets in the kernel", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start(temporaryFolder());
    await kernel.execute('import { interact, intSlider, progress } from "ganvas"');
  }, 60_000);
  afterAll(() => kernel.stop());

  const ofType = (result: Result, type: string) => result.outputs.filter((o) => o.type === type);
  const isRunning = (name: string) =>
    expect
      .poll(async () => (await kernel.request("comm_info_request")).reply.comms[name], {
        timeout: 10_000,
      })
      .toBeDefined();
  const move = (id: string, value: number) =>
    kernel.comm("msg", id, { data: { method: "update", state: { value }, buffer_paths: [] } });

  // First, since a message to a widget tells the kernel that the frontend has widgets.
  test("a progress bar is text without widgets, and shows an interrupt", async () => {
    const result = await kernel.execute("for (const _ of progress(3));");
    expect(ofType(result, "comm_open")).toEqual([]);
    const last = (result: Result) => result.outputs.filter((o) => /display/.test(o.type)).at(-1)!;
    expect(Object.keys(last(result).content.data)).toEqual(["text/html", "text/plain"]);
    expect(last(result).content.data["text/plain"]).toMatch(/100% · 3 · .*took 0\.\d s$/);

    const looping = kernel.execute(`
      (globalThis as any)[Symbol.for("ganvas.kernel")].comms.open({ target: "sign", id: "barring" });
      for await (const _ of progress(1000)) await new Promise((done) => setTimeout(done, 20));`);
    await isRunning("barring");
    await kernel.interrupt();
    const interrupted = await looping;
    expect(errorOf(interrupted).ename).toBe("KeyboardInterrupt");
    expect(last(interrupted).content.data["text/plain"]).toMatch(/ of 1,000 · .*stopped after/);
  });

  test("a slider's model exists before its view is shown", async () => {
    const result = await kernel.execute("const slider = intSlider({ value: 5 }); slider");
    const types = result.outputs.map(({ type }) => type);
    expect(types.indexOf("comm_open")).toBeLessThan(types.indexOf("execute_result"));
    const [open] = ofType(result, "comm_open");
    expect(open).toMatchObject({
      content: { target_name: "jupyter.widget", data: { state: { value: 5 } } },
      metadata: { version: "2.1.0" },
    });
    const [shown] = ofType(result, "execute_result");
    expect(shown!.content.data).toEqual({
      "application/vnd.jupyter.widget-view+json": {
        ...{ version_major: 2, version_minor: 0, model_id: open!.content.comm_id },
      },
      "text/plain": "intSlider: 5",
    });
  });

  test("a slider that was moved in the frontend has its new value in the next cell", async () => {
    const result = await kernel.execute("slider");
    const { model_id } = ofType(result, "execute_result")[0]!.content.data[
      "application/vnd.jupyter.widget-view+json"
    ];
    const { outputs } = await move(model_id, 9);
    expect(outputs.map(({ type }) => type)).toEqual(["status", "comm_msg", "status"]);
    expect(outputs[1]!.content.data).toMatchObject({ method: "echo_update", state: { value: 9 } });
    expect(shown(await kernel.execute("slider.value"))).toBe("9");
  });

  test("an interrupt stops an endless listener, with an error in its cell", async () => {
    const cell = await kernel.execute(
      "const stuck = intSlider(); stuck.onChange(() => { for (;;); }); stuck",
    );
    const moving = move(ofType(cell, "comm_open")[0]!.content.comm_id, 1);
    await new Promise((resolve) => setTimeout(resolve, 500)); // the listener runs
    await kernel.interrupt();
    await moving;
    expect(errorOf(await kernel.later(cell)).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("stuck.value"))).toBe("1");
  });

  test("an interrupt ends a loop over changes", async () => {
    const waiting = kernel.execute(`
      (globalThis as any)[Symbol.for("ganvas.kernel")].comms.open({ target: "sign", id: "looping" });
      for await (const value of slider) console.log(value);
      console.log("over")`);
    await isRunning("looping");
    await kernel.interrupt();
    const result = await waiting;
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("slider.value = 4; slider.value"))).toBe("4");
  });

  test("interact draws into the output of its cell, also after other cells", async () => {
    const cell = await kernel.execute(
      "await interact({ slider }, ({ slider }) => `drawn ${slider}`)",
    );
    await kernel.execute("slider.value = 6");
    const drawings = async () =>
      (await kernel.later(cell)).outputs
        .filter(({ type }) => type.endsWith("display_data"))
        .map(({ content }) => content.data["text/plain"]);
    await expect.poll(drawings).toEqual(['vBox(intSlider "slider": 4)', "drawn 4", "drawn 6"]);
  });

  test("a progress bar is a widget if the frontend has widgets, and text at the end", async () => {
    const opened = await kernel.comm("open", "control", { target_name: "jupyter.widget.control" });
    expect(ofType(opened, "comm_close")).toEqual([]);
    const data = { method: "request_states" };
    const [states] = ofType(await kernel.comm("msg", "control", { data }), "comm_msg");
    expect(states!.content.data.method).toBe("update_states");
    const models = Object.values<{ model_name: string }>(states!.content.data.states);
    expect(models.map(({ model_name }) => model_name)).toContain("IntSliderModel");
    const result = await kernel.execute("for (const _ of progress(3));");
    expect(ofType(result, "display_data")[0]!.content.data).toHaveProperty([
      "application/vnd.jupyter.widget-view+json",
    ]);
    const [kept] = ofType(result, "update_display_data");
    expect(Object.keys(kept!.content.data)).toEqual(["text/html", "text/plain"]);
    const ids = (type: string) =>
      ofType(result, type).map(({ content }): string => content.comm_id);
    expect(ids("comm_close").sort()).toEqual(ids("comm_open").sort());
  });
});
