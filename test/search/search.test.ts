import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ready } from "../../src/tensor/index.js";
import {
  choice,
  gridSearch,
  logUniform,
  randomSearch,
  search,
  SearchStopped,
  successiveHalving,
  uniform,
  type RunTrial,
  type SearchOptions,
  type SearchTrial,
  type Space,
} from "../../src/search/index.js";
import { FakeKernel } from "../display/fakes.js";

await ready();
let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "ganvas-search-")), "rates");
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true }));

const space = { x: uniform(0, 1), kind: choice("a", "b") };
/** Least at x = 0.3 of kind a; more budget, less of it. */
const valley = ({ x, kind }: { x: number; kind: string }, { budget }: { budget: number }) =>
  (x - 0.3) ** 2 + (kind === "a" ? 0 : 0.1) + 1 / budget;

async function all<T>(trials: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const trial of trials) list.push(trial);
  return list;
}

/** The parts of trials that stay the same when a search is repeated. */
const essence = (trials: readonly SearchTrial<typeof space>[]) =>
  trials.map(({ trial, configuration, config, budget, value, failure }) => ({
    ...{ trial, configuration, config, budget, value, failure },
  }));

describe("a search", () => {
  const options = { strategy: randomSearch({ trials: 30 }), better: "lower" } as const;

  test("yields each trial, and knows the best", async () => {
    const trials = await all(search(space, valley, options));
    expect(trials.map(({ trial }) => trial)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    const values = trials.map(({ value }) => value);
    trials.forEach(({ best, config, budget, value }, i) => {
      expect(value).toBe(valley(config, { budget }));
      expect(best!.value).toBe(Math.min(...values.slice(0, i + 1)));
    });
    expect(trials.at(-1)!.best!.config.kind).toBe("a");
    expect(trials.at(-1)!.secondsLeft).toBe(0);
  });

  test("looks for the highest where that is the better", async () => {
    const trials = await all(search(space, valley, { ...options, better: "higher" }));
    const values = trials.map(({ value }) => value);
    expect(trials.at(-1)!.best!.value).toBe(Math.max(...values));
  });

  test("gives each configuration its own seed, the same each time", async () => {
    const seeds = async () => {
      const list: number[] = [];
      const run: RunTrial = (_, { seed }) => (list.push(seed), 1);
      await all(search(space, run, options));
      return list;
    };
    const first = await seeds();
    expect(new Set(first).size).toBe(30);
    expect(await seeds()).toEqual(first);
  });

  test("takes the metric among other figures by its name", async () => {
    const run: RunTrial = () => ({ distance: 2, accuracy: NaN });
    const named = { ...options, folder, metric: "distance" };
    const [trial] = await all(search(space, run, named));
    expect(trial).toMatchObject({ value: 2, metrics: { distance: 2, accuracy: NaN } });
    const [again] = await all(search(space, run, named));
    expect(again).toMatchObject({ value: 2, metrics: { distance: 2, accuracy: NaN } });
    const other = all(search(space, run, { ...named, metric: "loss" }));
    await expect(other).rejects.toThrow(/the metric "loss" but have distance, accuracy; search by/);
  });

  test.each([undefined, {}, "3", null])("refuses %j in place of a metric", async (result) => {
    const run = (() => result) as unknown as RunTrial;
    await expect(all(search(space, run, options))).rejects.toThrow(TypeError);
  });

  test("refuses an empty space and a bad seed at once", () => {
    expect(() => search({}, () => 1, options)).toThrow(/one parameter or more but has none/);
    expect(() => search(space, () => 1, { ...options, seed: -1 })).toThrow(/seed/);
  });

  test("knows the types of its parameters", () => {
    const typed = { rate: logUniform(1e-5, 1), batch: choice(16, 32), loss: choice("hinge", "ls") };
    void search(
      typed,
      ({ rate, batch, loss }) => {
        const exact: [number, 16 | 32, "hinge" | "ls"] = [rate, batch, loss];
        // @ts-expect-error a batch is 16 or 32
        const wrong: 17 = batch;
        return exact.length + wrong;
      },
      options,
    );
    // @ts-expect-error there is no such parameter
    void search(typed, ({ width }) => width, options);
  });
});

describe("a failed trial", () => {
  const options = { strategy: gridSearch({ points: 3 }), better: "lower" } as const;
  const run: RunTrial = (config) => {
    if (config.x === 0) throw new Error("The loss is NaN.");
    return config.x === 0.5 ? NaN : 1;
  };

  test("is recorded with its sentence, and the search continues", async () => {
    const trials = await all(search({ x: uniform(0, 1) }, run, { ...options, folder }));
    expect(trials.map(({ value }) => value)).toEqual([NaN, NaN, 1]);
    expect(trials[0]!.failure).toBe("The loss is NaN.");
    expect(trials[1]!.failure).toMatch(
      /metric is expected to be a finite number but is NaN; narrow/,
    );
    expect(trials.map(({ best }) => best?.trial)).toEqual([undefined, undefined, 3]);
  });

  test("is not run again, unless that is asked for", async () => {
    const line = { x: uniform(0, 1) };
    await all(search(line, run, { ...options, folder }));
    const good = vi.fn(() => 2);
    const kept = await all(search(line, good, { ...options, folder }));
    expect(kept.map(({ value }) => value)).toEqual([NaN, NaN, 1]);
    expect(good).not.toHaveBeenCalled();
    const retried = await all(search(line, good, { ...options, folder, retryFailed: true }));
    expect(retried.map(({ value }) => value)).toEqual([2, 2, 1]);
  });
});

describe("successive halving", () => {
  const strategy = successiveHalving({ trials: 9, budget: [10, 90] });

  test("keeps the best of each round", async () => {
    const trials = await all(search(space, valley, { strategy, better: "lower" }));
    expect(trials.map(({ budget }) => budget)).toEqual([...Array(9).fill(10), 30, 30, 30, 90]);
    const first = [...trials.slice(0, 9)].sort((a, b) => a.value - b.value);
    const ids = (part: typeof trials) => part.map(({ configuration }) => configuration);
    expect(ids(trials.slice(9, 12))).toEqual(ids(first.slice(0, 3)));
    expect(ids(trials.slice(12))).toEqual(ids(first.slice(0, 1)));
    expect(trials.at(-1)!.best).toMatchObject({ trial: 13, budget: 90 });
  });

  test("never promotes a trial that failed", async () => {
    const run: RunTrial = (_, { configuration }) => (configuration > 2 ? NaN : configuration);
    const trials = await all(search(space, run, { strategy, better: "lower" }));
    expect(trials.slice(9).map(({ configuration }) => configuration)).toEqual([1, 2, 1]);
  });

  test("gives a configuration the same seed and folder in each round", async () => {
    const seen = new Map<number, Set<string>>();
    const run: RunTrial = (_, { configuration, seed, folder }) => {
      const places = seen.get(configuration) ?? new Set();
      seen.set(configuration, places.add(`${seed} ${folder}`));
      return configuration;
    };
    await all(search(space, run, { strategy, better: "lower", folder }));
    expect([...seen.values()].map(({ size }) => size)).toEqual(Array(9).fill(1));
  });
});

describe("a search in a folder", () => {
  const options = {
    strategy: successiveHalving({ trials: 9, budget: [10, 90] }),
    better: "lower",
  } as const;
  const once = (more: Partial<SearchOptions> = {}, run: RunTrial<never> = valley) =>
    all(search(space, run as RunTrial, { ...options, folder, ...more }));

  test("that was left early goes on, and finds what an undisturbed one does", async () => {
    const whole = await all(search(space, valley, options));
    const run = vi.fn(valley);
    for (let left = 0; left < 3; left++) {
      let count = 0;
      for await (const trial of search(space, run, { ...options, folder })) {
        expect(trial.recorded).toBe(count < 4 * left);
        if (++count === 4 * (left + 1)) break;
      }
    }
    const trials = await all(search(space, run, { ...options, folder }));
    expect(essence(trials)).toEqual(essence(whole));
    expect(run).toHaveBeenCalledTimes(13);
    expect(readdirSync(folder).filter((name) => !name.endsWith(".json"))).toEqual([]);
  });

  test("can grow", async () => {
    const run = vi.fn(valley);
    const small = { better: "lower", folder, strategy: randomSearch({ trials: 5 }) } as const;
    await all(search(space, run, small));
    await all(search(space, run, { ...small, strategy: randomSearch({ trials: 8 }) }));
    expect(run).toHaveBeenCalledTimes(8);
  });

  test.each<[string, Space, Partial<SearchOptions>, RegExp]>([
    [
      "seed",
      space,
      { seed: 2 },
      /whose seed is 0 where now it is 2; restore that, or pass another/,
    ],
    ["strategy", space, { strategy: gridSearch() }, /whose source is random configurations where/],
    [
      "interval",
      { ...space, x: uniform(0, 2) },
      {},
      /parameter x is uniform\(0, 1\) where now it is uniform\(0, 2\)/,
    ],
    [
      "parameters",
      { ...space, y: choice(1) },
      {},
      /parameter y is absent where now it is choice\(1\)/,
    ],
  ])("is not mixed with one of another %s", async (_, other, more, message) => {
    await once();
    await expect(all(search(other, () => 1, { ...options, folder, ...more }))).rejects.toThrow(
      message,
    );
  });

  test.each([
    ["truncated", (text: string) => text.slice(0, -30)],
    ["empty", () => ""],
    ["altered", (text: string) => text.replace(/"seconds": /, '"seconds": 1')],
    ["of another program", () => '{"a": 1}'],
  ])("names a file that is %s, and does it again once it is deleted", async (_, damage) => {
    const before = await once();
    const file = join(folder, "trial-0003-budget-10.json");
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    await expect(once()).rejects.toThrow(
      /trial-0003-budget-10.json is expected to be as .* delete it/,
    );
    rmSync(file);
    expect(essence((await once()) as never)).toEqual(essence(before as never));
  });

  test("refuses a folder that cannot be one", async () => {
    writeFileSync(folder, "a file");
    await expect(once()).rejects.toThrow(/expected to be (readable|written) but/);
  });
});

describe("a search that is told to stop", () => {
  const strategy = randomSearch({ trials: 6 });
  const sentence = /stopped after 2 of 6 trials; they are kept in .*: run the same search again/;

  test("does not keep what the running trial found, and runs that again", async () => {
    const controller = new AbortController();
    const run: RunTrial = (_, { trial, signal }) => {
      if (trial === 3) controller.abort();
      return signal.aborted ? 99 : trial;
    };
    const options = { strategy, better: "lower", folder } as const;
    const stopped = all(search(space, run, { ...options, signal: controller.signal }));
    await expect(stopped).rejects.toThrow(SearchStopped);
    await expect(stopped).rejects.toThrow(sentence);
    const trials = await all(search(space, (_, { trial }) => trial, options));
    expect(trials.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("by a trial's AbortError has no failed trial", async () => {
    const run: RunTrial = (_, { trial }) => {
      if (trial === 3) throw new DOMException("stopped", "AbortError");
      return 1;
    };
    const stopped = all(search(space, run, { strategy, better: "lower", folder }));
    await expect(stopped).rejects.toThrow(sentence);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test("by the notebook's interrupt ends, too", async () => {
    const kernel = new FakeKernel().install();
    const controller = new AbortController();
    kernel.signal = controller.signal;
    try {
      const run: RunTrial = (_, { trial }) => {
        if (trial === 3) controller.abort();
        return 1;
      };
      const stopped = all(search(space, run, { strategy, better: "lower" }));
      await expect(stopped).rejects.toThrow(/after 2 of 6 trials; to be able to go on with/);
    } finally {
      FakeKernel.remove();
    }
  });
});

test("trials that keep their tensors are warned of once", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const kept: tf.Tensor[] = [];
  const run: RunTrial = () => (kept.push(tf.scalar(1), tf.scalar(2)), 1);
  await all(search(space, run, { strategy: randomSearch({ trials: 4 }), better: "lower" }));
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/left 2; call dispose/)]]);
  warn.mockRestore();
  tf.dispose(kept);
});
