import { describe, expect, test } from "vitest";
import { computesAsClaimed, differences } from "../../bench/driver/same-work.mjs";
import { variants } from "../../bench/driver/variants.mjs";

const variant = (name: string) => variants.find((one) => one.name === name)!;
const work = (change = {}) => ({
  parameters: 917_122,
  initial: [1.7328, 1.0198],
  trained: [
    [1.7328, 1.0149],
    [1.4822, 0.7606],
  ],
  ...change,
});
const entry = (name: string, change = {}) => ({ variant: variant(name), work: work(change) });

describe("the work of all variants is compared before any is timed", () => {
  test("equal work, to rounding, passes", () => {
    const close = {
      initial: [1.73281, 1.01985],
      trained: [
        [1.7328, 1.0149],
        [1.4825, 0.762],
      ],
    };
    expect(differences("dcgan28", [entry("ganvas"), entry("torch", close)])).toEqual([]);
    expect(differences("dcgan28", [])).toEqual([]);
  });

  test("another number of parameters is named", () => {
    const other = entry("torch", { parameters: 917_121 });
    expect(differences("dcgan28", [entry("keras"), other])).toEqual([
      "dcgan28, torch: 917121 parameters, but 917122 in keras.",
    ]);
  });

  test.each([
    ["an initial loss off by 2e-4", { initial: [1.7328, 1.01] }, "initial losses"],
    ["a loss that is not a number", { initial: [1.7328, NaN] }, "initial losses"],
    ["a loss that is missing", { initial: [1.7328] }, "initial losses"],
    [
      "another update",
      {
        trained: [
          [1.7328, 1.0149],
          [1.6, 0.76],
        ],
      },
      "losses in training",
    ],
    ["fewer steps", { trained: [[1.7328, 1.0149]] }, "losses in training"],
  ])("%s is refused", (_, change, what) => {
    const faults = differences("dcgan28", [entry("keras"), entry("torch", change)]);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`dcgan28, torch, ${what}`);
  });

  test("bfloat16 is held to its own bound, against the first variant in float32", () => {
    const rounded = entry("torch-bf16", { initial: [1.7332, 1.022] });
    const wrong = entry("torch-bf16", { initial: [1.7332, 1.05] });
    expect(differences("dcgan28", [rounded, entry("keras")])).toEqual([]);
    expect(differences("dcgan28", [wrong, entry("keras")])).toHaveLength(1);
  });

  test("bfloat16 in name only is found out", () => {
    const all = [
      entry("keras"),
      entry("ganvas-bf16"),
      entry("torch-bf16", { initial: [1.7332, 1.022] }),
    ];
    expect(all.map((one) => computesAsClaimed(one, all))).toEqual([true, false, true]);
  });
});
