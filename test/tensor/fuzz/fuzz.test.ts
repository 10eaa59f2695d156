/** Some random programs with every run of the tests, and as long as asked with `npm run fuzz`. */
import * as tf from "@tensorflow/tfjs";
import { afterEach, describe, expect, test } from "vitest";
import { backendName, ready, type capture } from "../../../src/tensor/index.js";
import type { Counts } from "./counts.js";
import { fuzz, type Finding, type FuzzOptions } from "./fuzz.js";
import type { Program } from "./program.js";

await ready();
const native = backendName() === "tensorflow";
const minutes = Number(process.env.GANVAS_FUZZ_MINUTES ?? 0);
const firstSeed = Number(process.env.GANVAS_FUZZ_SEED ?? 1);

const report = ({ seed, fault, code }: Finding) => `seed ${seed}: ${fault}\n\n${code}\n`;

const functionsOf = ({ before, loss, after }: Program) =>
  [...before, ...loss, ...after].map((each) => (each.kind === "call" ? each.fn : "assign"));

/** The proofs below take programs of one captured step each. */
const isNested = ({ inner }: Program) => inner !== undefined;

describe.runIf(minutes > 0)("random programs, as long as asked", () => {
  const search = (end: number) => {
    const counts: Counts = {};
    const findings: Finding[] = [];
    let seed = firstSeed;
    for (; performance.now() < end && findings.length < 10; seed++) {
      const finding = fuzz(seed, { counts });
      if (!finding) continue;
      findings.push(finding);
      console.log(report(finding));
    }
    console.log(`Seeds ${firstSeed} to ${seed - 1}: ${JSON.stringify(counts)}`);
    expect(findings.map(({ fault }) => fault)).toEqual([]);
  };
  test("agree", () => search(performance.now() + 60e3 * minutes), 2 ** 31 - 1);
});

describe.runIf(native && minutes === 0)("random programs", () => {
  test("give the same captured as eager, and derivatives as finite differences do", () => {
    const counts: Counts = {};
    for (let seed = 1; seed <= 60; seed++) {
      const finding = fuzz(seed, { counts });
      expect(finding && report(finding)).toBeUndefined();
    }
    expect(counts.equal).toBeGreaterThan(20);
    expect(counts["first derivatives checked"]).toBeGreaterThan(5);
    expect(counts["second derivatives checked"]).toBeGreaterThan(3);
  });

  describe("show", () => {
    afterEach(() => registerSine((dy, x) => tf.mul(dy, tf.cos(x))));

    const withoutSine = (program: Program) =>
      isNested(program) || !functionsOf(program).includes("tf.sin");

    test("a captured step that keeps its first number, by the same program for the same seed", () => {
      const finding = firstFinding({ capturing: forgetful, skips: isNested });
      expect(finding.fault).toMatch(/^captured: call 2/);
      expect(functionsOf(finding.program).length).toBeLessThanOrEqual(1);
      expect(finding.program.runs).toHaveLength(2);
      expect(fuzz(finding.seed, { capturing: forgetful, skips: isNested })).toEqual(finding);
    });

    test("a wrong first derivative, by a program of that operation", () => {
      registerSine((dy, x) => tf.mul(dy, tf.sin(x)));
      const finding = firstFinding({ skips: withoutSine, capturing: eager });
      expect(finding.fault).toMatch(/first derivative/);
      expect(functionsOf(finding.program)).toEqual(["tf.sin"]);
    });

    test("a wrong second derivative", () => {
      // A constant for the tape.
      const cosine = tf.customGrad((x) => ({
        value: tf.cos(x as tf.Tensor),
        gradFunc: (dy) => tf.zerosLike(dy),
      }));
      registerSine((dy, x) => tf.mul(dy, cosine(x)));
      const finding = firstFinding({ skips: withoutSine, capturing: eager });
      expect(finding.fault).toMatch(/second derivative/);
      expect(functionsOf(finding.program)).toContain("tf.sin");
    });
  });
});

function firstFinding(options: FuzzOptions): Finding {
  for (let seed = 1; seed <= 400; seed++) {
    const finding = fuzz(seed, options);
    if (finding) return finding;
  }
  throw new Error("A fault is expected to be found within 400 programs but is not.");
}

function registerSine(gradient: (dy: tf.Tensor, x: tf.Tensor) => tf.Tensor): void {
  tf.unregisterGradient("Sin");
  tf.registerGradient({
    kernelName: "Sin",
    inputsToSave: ["x"],
    gradFunc: (dy, [x]) => ({ x: () => gradient(dy as tf.Tensor, x!) }),
  });
}

/** Stands for capture where only derivatives are looked at. */
const eager = ((step: object) => step) as unknown as typeof capture;

/** Stands for a capture with a fault: a step is given the number of its first call every time. */
const forgetful = ((step: (...inputs: unknown[]) => object) => {
  let first: unknown;
  return (...inputs: unknown[]) => step(...inputs.slice(0, -1), (first ??= inputs.at(-1)));
}) as unknown as typeof capture;
