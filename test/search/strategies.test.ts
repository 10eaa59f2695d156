import { describe, expect, test } from "vitest";
import {
  choice,
  gridSearch,
  integer,
  logUniform,
  randomSearch,
  successiveHalving,
  uniform,
} from "../../src/search/index.js";

const space = { rate: logUniform(1e-5, 1e-2), batch: choice(16, 32, 64), width: integer(2, 5) };

describe("parameters", () => {
  test.each([
    [() => logUniform(0, 1), /begin above 0 but begins at 0/],
    [() => logUniform(1, 0.1), /between 1 and 0.1/],
    [() => uniform(2, 2), /lower and a higher number/],
    [() => uniform(0, Infinity), /Infinity/],
    [() => integer(1, 2.5), /whole numbers/],
    [() => choice(), /one value or more/],
    [() => choice(1, 1), /each once/],
  ])("that make no sense are refused: %s", (make, message) => expect(make).toThrow(message));
});

describe("a grid", () => {
  test("has every combination, the last parameter changing fastest", () => {
    const strategy = gridSearch({ points: { rate: 4, width: 2 } });
    const configs = strategy.configurations(space, 1);
    expect(configs).toHaveLength(4 * 3 * 2);
    expect(configs.slice(0, 3)).toEqual([
      { rate: 1e-5, batch: 16, width: 2 },
      { rate: 1e-5, batch: 16, width: 5 },
      { rate: 1e-5, batch: 32, width: 2 },
    ]);
    expect([...new Set(configs.map(({ rate }) => rate))]).toEqual([1e-5, 1e-4, 1e-3, 1e-2]);
    expect(strategy.rounds(24)).toEqual([{ keep: 24, budget: 1 }]);
  });

  test("never has a value twice, and may have one", () => {
    const widths = (points: number) =>
      gridSearch({ points }).configurations({ width: integer(2, 5) }, 0);
    expect(widths(100).map(({ width }) => width)).toEqual([2, 3, 4, 5]);
    expect(gridSearch({ points: 1 }).configurations({ x: uniform(0, 8) }, 0)).toEqual([{ x: 4 }]);
  });

  test("of no points is refused", () => {
    expect(() => gridSearch({ points: 0 })).toThrow(/points is expected to be a positive integer/);
    expect(() => gridSearch({ points: { rate: 0.5 } })).toThrow(/rate is expected/);
    expect(() => gridSearch({ budget: 0 })).toThrow(/budget/);
  });
});

describe("configurations at random", () => {
  const drawn = (trials: number, seed: number) =>
    randomSearch({ trials }).configurations(space, seed);

  test("are fixed by the seed; more trials begin with the same ones", () => {
    expect(drawn(20, 7)).toEqual(drawn(20, 7));
    expect(drawn(50, 7).slice(0, 20)).toEqual(drawn(20, 7));
    expect(drawn(20, 8)).not.toEqual(drawn(20, 7));
  });

  test("keep a parameter's values when another one joins", () => {
    const wider = randomSearch({ trials: 20 }).configurations({ beta: uniform(0, 1), ...space }, 7);
    expect(wider.map(({ rate }) => rate)).toEqual(drawn(20, 7).map(({ rate }) => rate));
  });

  test("are spread as they should be", () => {
    const configs = randomSearch({ trials: 6000 }).configurations(
      {
        log: logUniform(1e-5, 1e-2),
        even: uniform(-1, 1),
        whole: integer(2, 5),
        one: choice("a", "b", "c"),
      },
      3,
    );
    // Kolmogorov and Smirnov: the largest distance of the distribution from the uniform one.
    const distance = (values: number[]) =>
      Math.max(...values.sort((a, b) => a - b).map((u, i) => Math.abs(u - (i + 0.5) / 6000)));
    const bound = 1.95 / Math.sqrt(6000); // reached by chance once in a thousand
    expect(distance(configs.map(({ log }) => (Math.log10(log as number) + 5) / 3))).toBeLessThan(
      bound,
    );
    expect(distance(configs.map(({ even }) => ((even as number) + 1) / 2))).toBeLessThan(bound);
    for (const [name, values] of [
      ["whole", [2, 3, 4, 5]],
      ["one", ["a", "b", "c"]],
    ] as const) {
      for (const value of values) {
        const share = configs.filter((config) => config[name] === value).length / 6000;
        expect(Math.abs(share - 1 / values.length)).toBeLessThan(0.02);
      }
    }
  });

  test("are all different, as long as there are so many", () => {
    const few = { batch: choice(16, 32, 64), deep: choice(true, false) };
    const all = randomSearch({ trials: 6 }).configurations(few, 1);
    expect(new Set(all.map((config) => JSON.stringify(config))).size).toBe(6);
    const seven = randomSearch({ trials: 7 });
    expect(() => seven.configurations(few, 1)).toThrow(/7 different configurations but has 6; ask/);
    const narrow = { x: uniform(1, 1.001) }; // 1 and 1.001: four digits are kept
    expect(() => seven.configurations(narrow, 1)).toThrow(/but has 2/);
  });
});

describe("successive halving", () => {
  test("has the rounds of the paper", () => {
    const rounds = successiveHalving({ trials: 27, budget: [100, 2700] }).rounds(27);
    expect(rounds).toEqual([
      { keep: 27, budget: 100 },
      { keep: 9, budget: 300 },
      { keep: 3, budget: 900 },
      { keep: 1, budget: 2700 },
    ]);
  });

  test("ends with one configuration on exactly the last budget", () => {
    const rounds = successiveHalving({ trials: 5, budget: [10, 1000], reduction: 2 }).rounds(5);
    expect(rounds.map(({ keep }) => keep)).toEqual([5, 2, 1, 1, 1, 1, 1]);
    expect(rounds.map(({ budget }) => budget)).toEqual([16, 31, 63, 125, 250, 500, 1000]);
  });

  test.each([
    [{ trials: 0, budget: [1, 2] }, /trials/],
    [{ trials: 4, budget: [3, 2] }, /grow from round to round/],
    [{ trials: 4, budget: [0, 2] }, /first budget/],
    [{ trials: 4, budget: [1, 2], reduction: 1 }, /factor of 1/],
  ] as const)("refuses %j", (options, message) => {
    expect(() => successiveHalving(options)).toThrow(message);
  });
});
