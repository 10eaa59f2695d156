/**
 * Some random programs with every run of the tests, and for as long as asked with `npm run fuzz`.
 */
import * as tf from "@tensorflow/tfjs";
import { afterEach, describe, expect, test } from "vitest";
import { backendName, capture, ready } from "../../../src/tensor/index.js";
import type { Counts } from "./counts.js";
import { fuzz, type Finding, type FuzzOptions } from "./fuzz.js";
import type { Program, Statement } from "./program.js";

await ready();
const native = backendName() === "tensorflow";

const statementsOf = ({ before, loss, after }: Program): readonly Statement[] => [
  ...before,
  ...loss,
  ...after,
];

const functionsOf = (program: Program) =>
  statementsOf(program).map((each) => (each.kind === "call" ? each.fn : "assign"));

/** Programs of kinds that captured steps still compute otherwise, or do not take. */
function isKnown(program: Program): boolean {
  const { inner, inputs, variables, extreme } = program;
  if (inner || extreme || inputs.some(({ variable }) => variable !== undefined)) return true;
  const integers = [...inputs, ...variables].some(({ dtype }) => dtype !== "float32");
  return integers || functionsOf(program).some((fn) => ["tf.cast", "tf.argMax"].includes(fn));
}

const report = ({ seed, fault, code }: Finding) => `seed ${seed}: ${fault}\n\n${code}\n`;

function findings(seeds: Iterable<number>, options?: FuzzOptions): string[] {
  const found: string[] = [];
  for (const seed of seeds) {
    const finding = fuzz(seed, options);
    if (finding) found.push(report(finding));
  }
  return found;
}

const seedsFrom = (seed: number, count: number) =>
  Array.from({ length: count }, (_, i) => seed + i);

const minutes = process.env.GANVAS_FUZZ_MINUTES;

describe.runIf(minutes)("random programs, as long as asked", () => {
  const counts: Counts = {};
  const seed = Number(process.env.GANVAS_FUZZ_SEED);
  const found: string[] = [];

  test(
    "captured as eager, derivatives as differences",
    () => {
      const end = performance.now() + 60e3 * Number(minutes);
      let next = seed;
      for (; performance.now() < end && found.length < 10; next++) {
        const finding = fuzz(next, { counts });
        if (finding) console.log(found[found.push(report(finding)) - 1]);
      }
      console.log(`Seeds ${seed} to ${next - 1}: ${JSON.stringify(counts)}`);
      expect(found).toHaveLength(0);
    },
    2 ** 31 - 1,
  );
});

describe.runIf(native && !minutes)("random programs", () => {
  test("give the same captured as eager, and derivatives as finite differences do", () => {
    const counts: Counts = {};
    expect(findings(seedsFrom(1, 100), { counts, skips: isKnown })).toEqual([]);
    expect(counts.equal).toBeGreaterThan(30);
    expect(counts["first derivatives checked"]).toBeGreaterThan(20);
    expect(counts["second derivatives checked"]).toBeGreaterThan(10);
  });

  describe("show", () => {
    afterEach(() => registerSine((dy, x) => tf.mul(dy, tf.cos(x))));

    test("a captured step that keeps its first number, by the same program for the same seed", () => {
      const found = firstFinding({ capturing: forgetful, skips: isKnown });
      expect(found?.fault).toMatch(/^captured: call 2/);
      expect(statementsOf(found!.program).length).toBeLessThanOrEqual(1);
      expect(found!.program.runs).toHaveLength(2);
      expect(fuzz(found!.seed, { capturing: forgetful })).toEqual(found);
    });

    test("a wrong first derivative, by a program of that operation", () => {
      registerSine((dy, x) => tf.mul(dy, tf.sin(x)));
      const found = firstFinding({ skips: without("tf.sin") });
      expect(found?.fault).toMatch(/first derivative/);
      expect(functionsOf(found!.program)).toEqual(["tf.sin"]);
    });

    test("a wrong second derivative", () => {
      // A constant for the tape.
      const cosine = tf.customGrad((x) => ({
        value: tf.cos(x as tf.Tensor),
        gradFunc: (dy) => tf.zerosLike(dy),
      }));
      registerSine((dy, x) => tf.mul(dy, cosine(x)));
      const found = firstFinding({ skips: without("tf.sin") });
      expect(found?.fault).toMatch(/second derivative/);
      expect(functionsOf(found!.program)).toContain("tf.sin");
    });
  });
});

const without = (fn: string) => (program: Program) =>
  isKnown(program) || !functionsOf(program).includes(fn);

function firstFinding(options: FuzzOptions): Finding | undefined {
  for (const seed of seedsFrom(1, 400)) {
    const finding = fuzz(seed, options);
    if (finding) return finding;
  }
  return undefined;
}

function registerSine(gradient: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor): void {
  tf.unregisterGradient("Sin");
  tf.registerGradient({
    kernelName: "Sin",
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => gradient(dy as tf.Tensor, x!) }),
  });
}

/** Stands for a capture with a fault: a step is given the number of its first call every time. */
const forgetful = ((step: (...inputs: unknown[]) => object) => {
  let first: unknown;
  return (...inputs: unknown[]) => step(...inputs.slice(0, -1), (first ??= inputs.at(-1)));
}) as unknown as typeof capture;
