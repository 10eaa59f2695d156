import { describe, expect, test } from "vitest";
import { Watcher } from "../../src/training/doctor/doctor.js";
import {
  autocorrelation,
  detrended,
  median,
  smoothed,
} from "../../src/training/doctor/statistics.js";
import { adversarialDetectors } from "../../src/adversarial/index.js";
import type { OutputKind } from "../../src/adversarial/detectors/index.js";
import {
  MetricHistory,
  trainingDoctor,
  type Advice,
  type Detector,
} from "../../src/training/index.js";

type Figures = Record<string, number>;

/** Standard normal numbers that are the same in every run (mulberry32 and Box-Muller). */
function normals(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** The doctor's advice on a series of metrics. */
function advice(
  output: OutputKind,
  steps: number,
  course: (step: number, normal: () => number) => Figures,
  seed = 1,
): Advice[] {
  const watch = new Watcher(adversarialDetectors(output), trainingDoctor().quiet);
  const history = new MetricHistory();
  const normal = normals(seed);
  return Array.from({ length: steps }, (_, i) => {
    history.add(i + 1, course(i + 1, normal));
    return watch.examine(history);
  }).flat();
}
const namesOf = (found: Advice[]) => [...new Set(found.map(({ name }) => name))];

const clamp = (value: number) => Math.min(0.999, Math.max(0.001, value));
const towards = (step: number, from: number, to: number, time: number) =>
  to + (from - to) * Math.exp(-step / time);

/** A game that goes well, in probabilities: a head start of the discriminator, then a slow drift. */
function healthy(step: number, normal: () => number, drift = 0.05): Figures {
  const gap = 0.35 + 0.5 * Math.exp(-((step - 60) ** 2) / 2000) + drift * Math.sin(step / 400);
  return {
    "D(x)": clamp(0.5 + gap / 2 + 0.05 * normal()),
    "D(G(z))": clamp(0.5 - gap / 2 + 0.05 * normal()),
    "gradient norm of D": 1 + 0.3 * Math.abs(normal()),
    "gradient norm of G": towards(step, 2, 0.8, 200) * (1 + 0.3 * Math.abs(normal())),
    "std of samples": towards(step, 0.1, 0.95, 150) + 0.03 * normal(),
  };
}

/** A critic's scores: they have no bounds, drift together, and their distance falls slowly. */
function healthyCritic(step: number, normal: () => number): Figures {
  const [offset, gap] = [
    5 * Math.sin(step / 300),
    towards(step, 0, 6, 30) * towards(step, 1, 0.2, 800),
  ];
  return {
    ...healthy(step, normal),
    "D(x)": offset + gap / 2 + 0.2 * normal(),
    "D(G(z))": offset - gap / 2 + 0.2 * normal(),
  };
}

/** A noise that wanders, such as the course of a game near its balance. */
function wandering(output: OutputKind) {
  let [a, b] = [0, 0];
  return (step: number, normal: () => number): Figures => {
    a = 0.97 * a + 0.24 * normal();
    b = 0.97 * b + 0.24 * normal();
    const [size, center] = output === "score" ? [1, 0] : [0.03, 0.5];
    return {
      ...healthy(step, normal),
      "D(x)": center + size * (0.3 + a),
      "D(G(z))": center + size * b,
    };
  };
}

describe("the doctor is silent about", () => {
  const seeds = Array.from({ length: 20 }, (_, i) => i + 1);
  test.each(seeds)("a healthy game of probabilities, seed %i", (seed) => {
    expect(advice("probability", 3000, healthy, seed)).toEqual([]);
  });
  test.each(seeds)("a healthy critic, seed %i", (seed) => {
    expect(advice("score", 3000, healthyCritic, seed)).toEqual([]);
  });
  test.each(seeds)("a game near its balance, whose figures wander, seed %i", (seed) => {
    expect(advice("probability", 3000, wandering("probability"), seed)).toEqual([]);
    expect(advice("score", 3000, wandering("score"), seed)).toEqual([]);
  });
  test("figures that a family does not have", () => {
    expect(advice("score", 1000, () => ({ loss: 1 }))).toEqual([]);
  });
  test("the first steps, in which the discriminator is ahead and samples are alike", () => {
    expect(
      advice("probability", 190, (step, normal) => ({
        ...healthy(step, normal),
        "D(x)": 0.999,
        "D(G(z))": 0.001,
        "std of samples": 0.05,
      })),
    ).toEqual([]);
  });
});

describe("the doctor recognizes", () => {
  test("a saturated discriminator, by probabilities", () => {
    const pieces = advice("probability", 800, (step, normal) => ({
      ...healthy(step, normal),
      "D(x)": 1 - 0.3 * Math.exp(-step / 50) - 0.002,
      "D(G(z))": 0.3 * Math.exp(-step / 50) + 0.003,
    }));
    expect(namesOf(pieces)).toEqual(["saturated discriminator"]);
    expect(pieces[0]!.message).toMatch(
      /^The discriminator is saturated: .* real images 0\.9\d+ and samples 0\.0\d+.*; lower/,
    );
  });

  test("a saturated discriminator, by scores", () => {
    const pieces = advice("score", 800, (step, normal) => ({
      ...healthy(step, normal),
      "D(x)": towards(step, 0.1, 3, 50) + 0.1 * normal(),
      "D(G(z))": towards(step, -0.1, -3, 50) + 0.1 * normal(),
      "gradient norm of D": towards(step, 2, 0.004, 40),
    }));
    expect(namesOf(pieces)).toEqual(["saturated discriminator"]);
  });

  test.each(["probability", "score"] as const)(
    "a generator's gradient that has vanished, by %s",
    (output) => {
      const far = output === "probability" ? [0.995, 0.005] : [20, -20];
      const pieces = advice(output, 800, (step, normal) => ({
        ...healthy(step, normal),
        "D(x)": towards(step, 0.5, far[0]!, 30),
        "D(G(z))": towards(step, 0.5, far[1]!, 30),
        "gradient norm of D": towards(step, 2, 0.001, 40),
        "gradient norm of G": towards(step, 1, 0.002, 30),
      }));
      expect(namesOf(pieces)).toEqual(["vanishing generator gradient"]);
      expect(pieces[0]!.message).toContain("has vanished (");
      expect(pieces[0]!.message).toContain("non-saturating loss");
    },
  );

  test("not a gradient that is small because the game has converged", () => {
    const pieces = advice("score", 1500, (step, normal) => ({
      ...healthyCritic(step, normal),
      "D(x)": towards(step, 2, 0, 100),
      "D(G(z))": towards(step, -2, 0, 100),
      "gradient norm of G": towards(step, 1, 0.001, 60),
    }));
    expect(pieces).toEqual([]);
  });

  test("mode collapse, from the start and after a good time", () => {
    const never = advice("probability", 800, (step, normal) => ({
      ...healthy(step, normal),
      "std of samples": 0.04 + 0.01 * normal(),
    }));
    expect(namesOf(never)).toEqual(["mode collapse"]);
    const later = advice("score", 2500, (step, normal) => ({
      ...healthyCritic(step, normal),
      "std of samples": (step < 1500 ? 0.9 : towards(step - 1500, 0.9, 0.05, 40)) + 0.02 * normal(),
    }));
    expect(namesOf(later)).toEqual(["mode collapse"]);
    expect(later[0]!.step).toBeGreaterThan(1500);
    expect(later[0]!.message).toMatch(
      /^The samples have collapsed: they differ by \d+(\.\d)? % of/,
    );
  });

  test.each([24, 60, 95])(
    "an oscillation of period %i, in probabilities and in scores",
    (period) => {
      for (const output of ["probability", "score"] as const) {
        const size = output === "score" ? 10 : 1;
        const pieces = advice(output, 1200, (step, normal) => {
          const swing = 0.3 * Math.sin((2 * Math.PI * step) / period);
          return {
            ...healthy(step, normal),
            "D(x)": size * (0.55 + swing / 2 + 0.05 * normal()),
            "D(G(z))": size * (0.45 - swing / 2 + 0.05 * normal()),
          };
        });
        expect(namesOf(pieces)).toEqual(["oscillation"]);
        const [, swing, said] = /±([\d.]+) with a period of about (\d+)/.exec(pieces[0]!.message)!;
        expect(Math.abs(Number(said) / period - 1)).toBeLessThan(0.1);
        expect(Math.abs(Number(swing) / (0.3 * size) - 1)).toBeLessThan(0.25);
      }
    },
  );
});

describe("the doctor's manners", () => {
  const always: Detector = { name: "always", examine: ({ step }) => `said at ${step}` };

  test("the same is said once in some hundred steps", () => {
    const watch = new Watcher([always], 500);
    const history = new MetricHistory();
    const pieces = Array.from({ length: 1200 }, (_, i) => {
      history.add(i + 1, {});
      return watch.examine(history);
    }).flat();
    expect(pieces.map(({ step }) => step)).toEqual([10, 510, 1010]);
    expect(pieces[0]).toEqual({ step: 10, name: "always", message: "said at 10" });
  });

  test("its settings are checked", () => {
    expect(() => trainingDoctor({ quiet: 0 })).toThrow(
      "quiet is expected to be a positive integer",
    );
    expect(() => trainingDoctor({ rollbacks: -1 })).toThrow("rollbacks is expected to be");
  });

  test("what a figure was at first is known after a resume", () => {
    const before = new MetricHistory();
    for (let step = 1; step <= 30; step++) before.add(step, { norm: step <= 20 ? 8 : 1 });
    const after = new MetricHistory(before.firstMetrics);
    for (let step = 31; step <= 90; step++) after.add(step, { norm: 1 });
    expect(after.early("norm")).toBe(8);
    expect(after.recent("norm", 60)).toHaveLength(60);
    expect(after.recent("norm", 61)).toEqual([]);
  });
});

test("the statistics that the detectors use", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  detrended([5, 7, 9, 11]).forEach((value) => expect(value).toBeCloseTo(0, 12));
  expect(smoothed([1, 2, 3, 6], 2)).toEqual([1.5, 2.5, 4.5]);
  const wave = Array.from({ length: 400 }, (_, i) => Math.sin((2 * Math.PI * i) / 40));
  expect(autocorrelation(wave, 40)).toBeCloseTo(1, 6);
  expect(autocorrelation(wave, 20)).toBeCloseTo(-1, 6);
});
