import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { randomNormal, ready, sgd } from "../../../src/tensor/index.js";
import type { Batch, Phase } from "../../../src/training/index.js";
import {
  expectNoLeaks,
  phaseOf,
  runOf,
  sumTerm,
  train,
  valuesOf,
  variableOf,
  type Target,
} from "./support.js";

await ready();
expectNoLeaks();

const later = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Two phases, the first with two updates a step, noise and momentum. */
function phasesOf(x: tf.Variable, y: tf.Variable): Phase[] {
  const noisy = phaseOf(x, {
    repeats: 2,
    optimizer: sgd({ learningRate: 1, momentum: 0.5 }),
    learningRate: 0.1,
    inputs: ({ target }, context) => ({
      target: target!.add(randomNormal([3], context.key("noise"))),
    }),
  });
  return [noisy, phaseOf(y, { name: "Q", terms: [sumTerm(y, { weight: 0.1 })] })];
}

/** All that a training of five steps reports and changes. */
async function outcome(batch: (index: number) => Target | Promise<Target>) {
  const variables = { x: variableOf([1, 2, 3]), y: variableOf([1, 2]) };
  const steps = await train(
    runOf(variables.x, phasesOf(variables.x, variables.y), { variables, batch }),
    {
      steps: 5,
    },
  );
  const reports = steps.map(({ metrics, diagnostics }) => ({ metrics, diagnostics }));
  const values = Object.values(variables).flatMap(valuesOf);
  tf.dispose(variables);
  return { reports, values };
}

const targetOf = (index: number) => ({ target: tf.tensor1d([index, Math.sin(index), 1 / 3]) });

describe("batches that come later", () => {
  test("give bit for bit the training of those that are there at once", async () => {
    const expected = await outcome(targetOf);
    expect(expected.reports).toHaveLength(5);
    const batches: Record<string, (index: number) => Promise<Target>> = {
      "at the next turn": async (index) => Promise.resolve(targetOf(index)),
      "the second one first": async (index) => {
        await later(index % 2 === 0 ? 4 : 0);
        return targetOf(index);
      },
    };
    for (const [name, batch] of Object.entries(batches)) {
      expect(await outcome(batch), name).toEqual(expected);
    }
    const mixed = (index: number) =>
      index % 3 === 0 ? targetOf(index) : Promise.resolve(targetOf(index));
    expect(await outcome(mixed)).toEqual(expected);
  });

  test("need not be of this realm's Promise", async () => {
    const expected = await outcome(targetOf);
    const thenable = (index: number) =>
      ({
        then: (resolve: (batch: Target) => void) => resolve(targetOf(index)),
      }) as unknown as Promise<Target>;
    expect(await outcome(thenable)).toEqual(expected);
  });

  test.each([
    ["the first of a step", 4],
    ["the second of a step", 5],
  ])("end the run with their error when %s is rejected", async (_, broken) => {
    const x = variableOf([0, 0, 0]);
    const disk = new Error("the disk is gone");
    const batch = async (index: number) => {
      await later(index === broken ? 0 : 3); // the other one comes when the error is known
      if (index === broken) throw disk;
      return targetOf(index);
    };
    const done: number[] = [];
    const run = runOf(x, [phaseOf(x, { repeats: 2 })], { batch });
    const training = train(run, { steps: 5 }, ({ step }) => void done.push(step));
    await expect(training).rejects.toBe(disk);
    expect(done).toEqual([1, 2]);
    x.dispose();
  });

  test("end the run with the first error when all of a step are rejected", async () => {
    const x = variableOf(0);
    const batch = async (index: number): Promise<Target> => {
      await later(3 - index);
      throw new Error(`no batch ${index}`);
    };
    const run = runOf(x, [phaseOf(x, { repeats: 2 })], { batch });
    await expect(train(run, { steps: 5 })).rejects.toThrow("no batch 0");
    x.dispose();
  });
});

describe("batches at once", () => {
  test.each([4, 5])("end the run with their error when batch %i fails", async (broken) => {
    const x = variableOf([0, 0, 0]);
    const batch = (index: number) => {
      if (index === broken) throw new Error("the disk is gone");
      return targetOf(index);
    };
    const run = runOf(x, [phaseOf(x, { repeats: 2 })], { batch });
    await expect(train(run, { steps: 5 })).rejects.toThrow("the disk is gone");
    x.dispose();
  });

  test("free the earlier, later ones of a step when one fails", async () => {
    const x = variableOf([0, 0, 0]);
    const batch = (index: number) => {
      if (index === 1) throw new Error("the disk is gone");
      return later(2).then(() => targetOf(index));
    };
    const run = runOf(x, [phaseOf(x, { repeats: 2 })], { batch });
    await expect(train(run, { steps: 5 })).rejects.toThrow("the disk is gone");
    x.dispose();
  });
});

describe("every batch is disposed", () => {
  test.each([
    ["at once", (batch: Target) => batch],
    ["later", (batch: Target) => Promise.resolve(batch)],
  ])("after its step, when it comes %s", async (_, deliver) => {
    const x = variableOf([0, 0, 0]);
    const batches: Target[] = [];
    const batch = (index: number) => {
      const created = targetOf(index);
      batches.push(created);
      return deliver(created);
    };
    const living: number[] = [];
    await train(runOf(x, [phaseOf(x, { repeats: 2 })], { batch }), { steps: 3 }, () => {
      living.push(batches.filter(({ target }) => !target.isDisposed).length);
    });
    expect(batches).toHaveLength(6);
    expect(living).toEqual([0, 0, 0]);
    x.dispose();
  });

  test("also when a phase fails", async () => {
    const x = variableOf([0, 0, 0]);
    const phase = phaseOf(x, {
      forward: () => {
        throw new Error("no output");
      },
    });
    for (const deliver of [targetOf, (index: number) => Promise.resolve(targetOf(index))]) {
      const run = runOf(x, [phase], { batch: deliver });
      await expect(train(run, { steps: 1 })).rejects.toThrow("no output");
    }
    x.dispose();
  });
});

describe("the tensors of a batch are known by name", () => {
  /** x moves by 10 a + b in each step. */
  async function moved(batch: (index: number) => Batch): Promise<number> {
    const x = variableOf(0);
    const phase = phaseOf(x, {
      learningRate: 1,
      terms: [
        {
          name: "loss",
          value: (pass) => {
            const { a, b = tf.scalar(0) } = pass as Batch;
            return x.mul(a!.mul(-10).sub(b)).asScalar();
          },
        },
      ],
    });
    await train(runOf(x, [phase], { batch: batch as never }), { steps: 4 });
    const [value] = valuesOf(x);
    x.dispose();
    return value!;
  }
  const [one, two] = [() => tf.scalar(1), () => tf.scalar(2)];

  test("in whatever order they come", async () => {
    const batch = (index: number) =>
      index % 2 === 0 ? { a: one(), b: two() } : { b: two(), a: one() };
    expect(await moved(batch)).toBe(48);
  });

  test("and may be missing", async () => {
    expect(await moved(() => ({ a: one(), b: undefined }))).toBe(40);
    expect(await moved((index) => ({ a: one(), b: index < 2 ? two() : undefined }))).toBe(44);
    expect(await moved((index) => (index < 2 ? { a: one() } : { b: two(), a: one() }))).toBe(44);
  });

  test("and may change their shape, as the last batch of a data set does", async () => {
    const x = variableOf(0);
    const batch = (index: number) => ({ target: tf.fill([index % 2 === 0 ? 4 : 2], index + 1) });
    const mean = {
      name: "loss",
      value: (pass: unknown) => x.mul((pass as Target).target.mean()).asScalar(),
    };
    const run = runOf(x, [phaseOf(x, { learningRate: 1, terms: [mean] })], { batch });
    await train(run, { steps: 4 });
    expect(valuesOf(x)).toEqual([-10]);
    x.dispose();
  });
});
