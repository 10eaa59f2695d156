import { describe, expect, test } from "vitest";
import { DifferentWork, requireSameWork } from "../../bench/driver/measure.mjs";
import { variants } from "../../bench/driver/variants.mjs";

const contestant = (name: string, initial?: number) => ({
  variant: variants.find((one) => one.name === name)!,
  failure: undefined as string | undefined,
  check: () =>
    Promise.resolve(
      initial === undefined ? undefined : { parameters: 7, initial: [initial], trained: [[1]] },
    ),
});

describe("before anything is timed", () => {
  test("a variant with another loss stops the run, and is named", async () => {
    const all = [contestant("ganvas", 1), contestant("keras", 1.001), contestant("torch", 1)];
    const refusal = requireSameWork("vae28", all);
    await expect(refusal).rejects.toThrow(DifferentWork);
    await expect(refusal).rejects.toThrow("vae28, keras, initial losses: 1.001, but 1 in ganvas");
  });

  test("one that does not run at all does not stop the others", async () => {
    const all = [contestant("ganvas", 1), contestant("torch-compile"), contestant("torch", 1)];
    await expect(requireSameWork("vae28", all)).resolves.toBeUndefined();
  });

  test("one that is bfloat16 in name only is out", async () => {
    const all = [contestant("keras", 1), contestant("ganvas-bf16", 1)];
    await requireSameWork("vae28", all);
    expect(all[1]?.failure).toContain("did not compute in bfloat16");
    expect(all[0]?.failure).toBeUndefined();
  });
});
