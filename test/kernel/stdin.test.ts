import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder, type Result } from "./kernel.js";

describe.skipIf(!python)("input of the user", { timeout: 60_000 }, () => {
  const folder = temporaryFolder();
  let kernel: Kernel;
  beforeAll(async () => void (kernel = await Kernel.start(folder)), 60_000);
  afterAll(() => kernel.stop());

  const questions = ({ outputs }: Result) =>
    outputs.filter(({ type }) => type === "input_request").map(({ content }) => content);

  /** A cell that says, with a file, that its question comes next. */
  const sign = path.join(folder, "sign");
  const announced = (question: string) =>
    `import fs from "node:fs"; fs.writeFileSync("sign", ""); ${question}`;
  async function announcement() {
    await expect.poll(() => fs.existsSync(sign), { timeout: 30_000 }).toBe(true);
    fs.rmSync(sign);
    await new Promise((resolve) => setTimeout(resolve, 200)); // the question is on its way
  }

  test("a question is asked and its answer is the value", async () => {
    const result = await kernel.executeWith(["Ada"], '"<" + await input("Name: ") + ">"');
    expect(shown(result)).toBe("'<Ada>'");
    expect(questions(result)).toEqual([{ prompt: "Name: ", password: false }]);
  });

  test("a password is asked for as a password", async () => {
    const result = await kernel.executeWith(
      ["s3cret"],
      "(await input('Key', { password: true })).length",
    );
    expect(shown(result)).toBe("6");
    expect(questions(result)).toEqual([{ prompt: "Key", password: true }]);
  });

  test("questions are asked one after the other", async () => {
    const code = `
      const first = await input("1");
      const both = await Promise.all([input("2"), input("3")]);
      [first, ...both]`;
    const result = await kernel.executeWith(["a", "b", "ç😀"], code);
    expect(shown(result)).toBe("[ 'a', 'b', 'ç😀' ]");
    expect(questions(result).map(({ prompt }) => prompt)).toEqual(["1", "2", "3"]);
  });

  test("a question that nobody awaits is answered before the cell ends", async () => {
    const code = 'let answer = ""; input("?").then((text) => void (answer = text)); undefined';
    await kernel.executeWith(["later"], code);
    expect(shown(await kernel.execute("answer"))).toBe("'later'");
  });

  test("a question that waits for its turn is asked before the cell ends, too", async () => {
    const code =
      "let all = ''; for (const q of '1234') void input(q).then((a) => void (all += a));";
    const result = await kernel.executeWith(["a", "b", "c", "d"], code);
    expect(questions(result).map(({ prompt }) => prompt)).toEqual(["1", "2", "3", "4"]);
    expect(shown(await kernel.execute("all"))).toBe("'abcd'");
  });

  test("without a user the error says what to do", async () => {
    const { ename, evalue } = errorOf(await kernel.execute('await input("?")'));
    expect(ename).toBe("StdinNotImplementedError");
    expect(evalue).toMatch(/^input\(\) expected .* run the notebook in JupyterLab/);
    const late = await kernel.execute(
      `let caught = ""; setTimeout(() => input().catch((e) => void (caught = e.message)), 100); undefined`,
      { allow_stdin: true },
    );
    expect(late.reply.status).toBe("ok");
    const wait = "await new Promise((r) => setTimeout(r, 300)); caught";
    expect(shown(await kernel.execute(wait))).toContain("its cell has ended");
  });

  test("an interrupt ends the question; a late answer does not answer another question", async () => {
    const asked = kernel.executeWith([], announced('await input("never")'));
    await announcement();
    await kernel.interrupt();
    expect(errorOf(await asked).ename).toBe("KeyboardInterrupt");
    await kernel.answer("too late");
    const next = await kernel.executeWith(["in time"], 'await input("again")');
    expect(shown(next)).toBe("'in time'");
  });

  test("answers of clients that do not name their question are accepted", async () => {
    const asked = kernel.executeWith([], announced('await input("who?")'));
    await announcement();
    await kernel.answer("me");
    expect(shown(await asked)).toBe("'me'");
  });

  test("a restart while a question is open gives a fresh kernel", async () => {
    void kernel.executeWith([], announced('await input("never")')).catch(() => {});
    await announcement();
    await kernel.restart();
    expect(shown(await kernel.executeWith(["x"], "await input()"))).toBe("'x'");
  });

  test("a variable of the notebook may be called input, and is typed as such", async () => {
    expect(errorOf(await kernel.execute("input(5)")).evalue).toContain("not assignable");
    expect(shown(await kernel.execute("const input = 5; input + 1"))).toBe("6");
    expect(shown(await kernel.execute("input * 2"))).toBe("10");
  });
});
