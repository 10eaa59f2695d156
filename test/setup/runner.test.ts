import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runSteps, type Step } from "../../scripts/setup/runner.mjs";
import { readStamp, writeStamp } from "../../scripts/setup/stamp.mjs";
import { SetupError } from "../../scripts/setup/setup-error.mjs";
import { scratch, type Scratch } from "./fixtures.js";

/** A step that makes a file. */
function fileStep({ root }: Scratch, name: string, changes: Partial<Step> = {}): Step {
  const file = join(root, name);
  return {
    name,
    title: name,
    key: () => "1",
    done: () => existsSync(file),
    run: () => writeFileSync(file, ""),
    ...changes,
  };
}

describe("runSteps", () => {
  it("runs what is missing, says how long it took, and skips it the next time", async () => {
    const place = scratch();
    const steps = [fileStep(place, "a"), fileStep(place, "b")];
    expect((await runSteps(steps, place.context)).ran).toEqual(["a", "b"]);
    expect(place.lines[0]).toBe("[1/2] a ...");
    expect(place.lines[1]).toMatch(/done in \d+\.\d s/);
    expect((await runSteps(steps, place.context)).ran).toEqual([]);
    expect(place.lines.at(-1)).toBe("[2/2] b: already done");
  });

  it("runs again only the step whose key has changed", async () => {
    const place = scratch();
    await runSteps([fileStep(place, "a"), fileStep(place, "b")], place.context);
    const changed = [fileStep(place, "a"), fileStep(place, "b", { key: () => "2" })];
    expect((await runSteps(changed, place.context)).ran).toEqual(["b"]);
  });

  it("runs again when the result is gone", async () => {
    const place = scratch();
    await runSteps([fileStep(place, "a")], place.context);
    rmSync(join(place.root, "a"));
    expect((await runSteps([fileStep(place, "a")], place.context)).ran).toEqual(["a"]);
  });

  it("does not count an interrupted step as done, though its result looks whole", async () => {
    const place = scratch();
    writeFileSync(join(place.root, "a"), "half");
    writeStamp(place.context.home, { steps: { a: { key: "1", state: "running" } } });
    let resumed: boolean | undefined;
    const step = fileStep(place, "a", { run: (_, options) => void (resumed = options.resumed) });
    expect((await runSteps([step], place.context)).ran).toEqual(["a"]);
    expect(resumed).toBe(true);
  });

  it("notes a step as running before it runs, even when an older stamp has it as done", async () => {
    const place = scratch();
    await runSteps([fileStep(place, "a")], place.context);
    let during: string | undefined;
    const run = () => void (during = readStamp(place.context.home).steps.a?.state);
    await runSteps([fileStep(place, "a", { key: () => "2", run })], place.context);
    expect(during).toBe("running");
  });

  it("stops at a failure with one message and goes on from there", async () => {
    const place = scratch();
    const failing = fileStep(place, "b", {
      run: () => {
        throw new SetupError("b is broken: mend it.");
      },
    });
    const later = fileStep(place, "c");
    await expect(runSteps([fileStep(place, "a"), failing, later], place.context)).rejects.toThrow(
      "b is broken: mend it.",
    );
    expect(existsSync(join(place.root, "c"))).toBe(false);
    const steps = [fileStep(place, "a"), fileStep(place, "b"), later];
    expect((await runSteps(steps, place.context)).ran).toEqual(["b", "c"]);
  });

  it("refuses a step that ends without its result", async () => {
    const place = scratch();
    const step = fileStep(place, "a", { run: () => {} });
    await expect(runSteps([step], place.context)).rejects.toThrow("the result is not there");
    expect(readStamp(place.context.home).steps.a?.state).toBe("running");
  });

  it("names the space that is needed", async () => {
    const place = scratch();
    const step = fileStep(place, "a", { megabytes: 1e12 });
    await expect(runSteps([step], place.context)).rejects.toThrow(/needs about 1000000000000 MB/);
  });
});

describe("a step with a fallback", () => {
  const broken = (place: Scratch, kind: "other" | "network", ran: string[]) =>
    fileStep(place, "native", {
      fallback: "About 5 times slower.",
      run: () => {
        ran.push("native");
        throw new SetupError("No compiler.", kind);
      },
    });

  it("warns, leaves out what needs it, and goes on", async () => {
    const place = scratch();
    const needing = fileStep(place, "addon", { needs: ["native"] });
    const steps = [broken(place, "other", []), needing, fileStep(place, "c")];
    const { ran, failed } = await runSteps(steps, place.context);
    expect([ran, failed]).toEqual([["c"], ["native", "addon"]]);
    expect(place.lines.join("\n")).toContain("Warning: No compiler. About 5 times slower.");
    expect(place.lines).toContain("[2/3] addon: left out");
  });

  it("is not tried again until something changes, or on demand", async () => {
    const place = scratch();
    const ran: string[] = [];
    const step = broken(place, "other", ran);
    await runSteps([step], place.context);
    await runSteps([step], place.context);
    expect(ran).toHaveLength(1);
    await runSteps([step], place.context, { retry: true });
    expect(ran).toHaveLength(2);
    await runSteps([{ ...step, key: () => "compiler" }], place.context);
    expect(ran).toHaveLength(3);
  });

  it("is tried again at once when only the network was missing", async () => {
    const place = scratch();
    const ran: string[] = [];
    const step = broken(place, "network", ran);
    await runSteps([step], place.context);
    await runSteps([step], place.context);
    expect(ran).toHaveLength(2);
  });
});

describe("the stamp file", () => {
  it.each(["", "{", "null", "[]", '{"steps":[1]}', '{"steps":{"a":7}}'])(
    "counts as empty when it holds %j",
    (text) => {
      const { home } = scratch().context;
      mkdirSync(home);
      writeFileSync(join(home, "setup.json"), text);
      expect(readStamp(home)).toEqual({ steps: {} });
    },
  );

  it("is replaced whole: what cannot be written leaves the old one, and no rest stays", () => {
    const { home } = scratch().context;
    writeStamp(home, { gpu: true, steps: { a: { key: "1", state: "done" } } });
    const before = readFileSync(join(home, "setup.json"), "utf8");
    const unwritable = { steps: {}, toJSON: () => { throw new Error("no"); } }; // prettier-ignore
    expect(() => writeStamp(home, unwritable)).toThrow("no");
    expect(readFileSync(join(home, "setup.json"), "utf8")).toBe(before);
    writeStamp(home, { gpu: false, steps: {} });
    expect(readdirSync(home).filter((name) => name.includes("partial"))).toEqual([]);
    expect(readStamp(home)).toEqual({ gpu: false, steps: {} });
  });
});
