import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("interrupts and the kernel's host", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(temporaryFolder())), 60_000);
  afterAll(() => kernel.stop());

  const host = '(globalThis as any)[Symbol.for("ganvas.kernel")]';

  /** Runs `code`, and interrupts it when it has surely begun. */
  async function interrupted(code: string, interrupt = () => kernel.interrupt()) {
    const running = kernel.execute(code);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await interrupt();
    return running;
  }

  const byMessage = async () => {
    const { reply } = await kernel.request("interrupt_request", {}, { channel: "control" });
    expect(reply.status).toBe("ok");
  };

  test.each([
    ["signal", () => kernel.interrupt()],
    ["message", byMessage],
  ])("a sleeping cell ends by %s; variables stay", async (_how, interrupt) => {
    await kernel.execute("let kept = 1");
    const result = await interrupted("kept = 2; await new Promise(() => {})", interrupt);
    expect(result.reply.status).toBe("error");
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("kept"))).toBe("2");
  });

  test("a loop that never yields is stopped", async () => {
    const result = await interrupted("let turns = 0; for (;;) turns++;");
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("1"))).toBe("1");
  });

  test("work that listens to the signal ends in order and is still an interrupt", async () => {
    const code = `const signal: AbortSignal = ${host}.signal; let steps = 0;
while (!signal.aborted) { await new Promise((r) => setTimeout(r, 20)); steps++; }
console.log("ended in order");`;
    const result = await interrupted(code);
    expect(written(result)).toBe("ended in order\n");
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(shown(await kernel.execute("steps > 0"))).toBe("true");
    expect(shown(await kernel.execute(`${host}.signal.aborted`))).toBe("false");
  });

  test("a training stops after its step, says how far it came, and the model stays", async () => {
    const code = `import { Dataset, mlpGan, trainGan } from "ganvas";
const [pixels, labels] = [new Uint8Array(32), new Uint8Array(8)];
const dots = new Dataset({ name: "dots", image: [2, 2, 1], pixels, labels, classes: ["dot"] });
const model = mlpGan({ image: [2, 2, 1], latent: 2, generatorWidths: [4], discriminatorWidths: [4] });
let last = 0;
for await (const { step } of trainGan(model, dots, { steps: 1000, batch: 4 })) {
  last = step;
  if (step === 5) process.kill(process.pid, "SIGINT");
}`;
    const result = await kernel.execute(code);
    expect(errorOf(result).ename).toBe("KeyboardInterrupt");
    expect(errorOf(result).evalue).toMatch(
      /^Training was stopped after step \d+ of 1000; the model keeps what it has learned\.$/,
    );
  });

  test("an interrupt while nothing runs is ignored", async () => {
    await kernel.interrupt();
    expect(shown(await kernel.execute("1"))).toBe("1");
  });

  test("display and update send their messages to the running cell", async () => {
    const { outputs } = await kernel.execute(
      `const h = ${host}; h.display({ "text/plain": "1" }, "id"); h.update("id", { "text/plain": "2" });`,
    );
    const data = { "text/plain": "1" };
    expect(outputs.find((o) => o.type === "display_data")?.content).toEqual({
      data,
      metadata: {},
      transient: { display_id: "id" },
    });
    expect(outputs.find((o) => o.type === "update_display_data")?.content).toMatchObject({
      data: { "text/plain": "2" },
      transient: { display_id: "id" },
    });
  });

  const atTheEnd = `${host}.beforeCellEnds(async () => {
  await new Promise((r) => setTimeout(r, 100)); console.log("at the end"); });`;

  test("work for the end of a cell is done before its reply, also after an error", async () => {
    expect(written(await kernel.execute(atTheEnd))).toBe("at the end\n");
    const failed = await kernel.execute(`${atTheEnd} throw new Error("x")`);
    expect(written(failed)).toBe("at the end\n");
    expect(errorOf(failed).evalue).toBe("x");
    const stopped = await interrupted(`${atTheEnd}
const own: AbortSignal = ${host}.signal; while (!own.aborted) await new Promise((r) => setTimeout(r, 5));`);
    expect(written(stopped)).toBe("at the end\n");
  });

  test("work for the end that fails is the cell's error", async () => {
    const result = await kernel.execute(`${host}.beforeCellEnds(() => { throw new Error("end") })`);
    expect(errorOf(result).evalue).toBe("end");
  });

  test("tslab's own display functions still work", async () => {
    const { outputs } = await kernel.execute(
      'import { display } from "tslab"; display.html("<i>")',
    );
    expect(outputs.find((o) => o.type === "display_data")?.content.data).toEqual({
      "text/html": "<i>",
    });
  });
});
