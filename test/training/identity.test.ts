import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { sha256 } from "../../src/models/checkpoint.js";
import { ready, sgd } from "../../src/tensor/index.js";
import {
  checkpoints,
  describeSettings,
  linearDecay,
  phasedRun,
  warmUp,
  type Phase,
  type Schedule,
} from "../../src/training/index.js";
import { firstDifference, withoutCode } from "../../src/training/checkpoints/identity.js";
import { Walk } from "./walk.js";

await ready();

describe("the identity of a run shows", () => {
  const x = tf.tidy(() => tf.variable(tf.scalar(1)));
  const phase: Phase = {
    name: "P",
    trains: [x],
    optimizer: sgd({ learningRate: 1 }),
    learningRate: 1,
    forward: () => x,
    terms: [{ name: "loss", value: () => x.square() }],
  };
  const identityOf = (change: Partial<Phase>, batch = () => ({})) =>
    phasedRun({ phases: [{ ...phase, ...change }], batch, identity: {}, seed: 1 }).identity;
  const differenceOf = (a: Partial<Phase>, b: Partial<Phase>) =>
    firstDifference(identityOf(a), identityOf(b))?.name;

  const exponential = (decay: number): Schedule => {
    return (step) => decay ** step; // the source text does not show the decay
  };
  const boundary = (last: number): Schedule => {
    return (step) => (step <= last ? 1 : 0.1);
  };

  test.each<[string, Schedule, Schedule]>([
    ["a base", exponential(0.99), exponential(0.98)],
    ["a boundary", boundary(5000), boundary(5200)],
    ["a boundary far on", boundary(500_000), boundary(520_000)],
    ["a warm-up to one", warmUp(10, exponential(0.99)), warmUp(10, exponential(0.98))],
    ["one described wrongly", described(exponential(0.9)), described(exponential(0.8))],
  ])("numbers that a schedule takes from outside: %s", (_, one, other) => {
    expect(String(one)).toBe(String(other));
    expect(differenceOf({ learningRate: one }, { learningRate: other })).toBe(
      "phases.P.learningRates",
    );
    const terms = (weight: Schedule) => [{ name: "loss", weight, value: () => x.square() }];
    expect(differenceOf({ terms: terms(one) }, { terms: terms(other) })).toBe(
      "phases.P.terms.0.weights",
    );
  });

  function described(schedule: Schedule): Schedule {
    return Object.assign(schedule, { description: "mine" });
  }

  test("the same for the same schedule, also one that ends", () => {
    const rates = [3, 2, 1];
    const listed = () => (step: number) => rates[step - 1]!; // undefined after step 3
    expect(differenceOf({ learningRate: listed() }, { learningRate: listed() })).toBeUndefined();
    const decay = () => linearDecay({ from: 2, steps: 10 });
    expect(differenceOf({ learningRate: decay() }, { learningRate: decay() })).toBeUndefined();
  });

  test("the code of terms, of the forward pass and of the batches, whatever its spaces", () => {
    expect(
      differenceOf({}, { terms: [{ name: "loss", value: () => x.square().mul(2).asScalar() }] }),
    ).toBe("phases.P.terms.0.value");
    expect(differenceOf({}, { forward: () => x.mul(2) })).toBe("phases.P.forward");
    expect(differenceOf({}, { after: () => x.assign(x.clipByValue(0, 1).asScalar()) })).toBe(
      "phases.P.after",
    );
    const [batch, other] = [() => ({}), () => ({ x: undefined })];
    expect(firstDifference(identityOf({}, batch), identityOf({}, other))?.name).toBe("batches");
    const [spaced, same] = ["() =>  1", "() =>\n 1"].map((text) =>
      Object.assign(() => 1, { toString: () => text }),
    );
    expect(describeSettings({ loss: spaced })).toEqual(describeSettings({ loss: same }));
  });

  test("the code of losses of the same name, also of a class", () => {
    class Loss {
      readonly name = "mine";
      constructor(readonly settings: object) {}
      generator(fake: tf.Tensor): tf.Tensor {
        return fake.mean();
      }
    }
    class Sum extends Loss {
      override generator(fake: tf.Tensor): tf.Tensor {
        return fake.sum();
      }
    }
    const nameOf = (a: object, b: object) =>
      firstDifference(describeSettings({ loss: a }), describeSettings({ loss: b }))?.name;
    expect(nameOf(new Loss({}), new Loss({}))).toBeUndefined();
    expect(nameOf(new Loss({}), new Sum({}))).toBe("loss.generator");
    expect(nameOf(new Loss({ margin: 1 }), new Loss({ margin: 2 }))).toBe("loss.settings.margin");
    const [mean, sum] = [new Loss({}), new Sum({})].map(({ generator }) => ({
      name: "mine",
      generator,
    }));
    expect(nameOf(mean!, sum!)).toBe("loss.generator");
    expect(
      firstDifference(
        withoutCode(describeSettings({ loss: mean })),
        withoutCode(describeSettings({ loss: sum })),
      ),
    ).toBeUndefined();
  });
});

describe("a checkpoint of another version of the library", () => {
  let folder: string;
  let walk: Walk;
  let warnings: string[] = [];
  const code = (text: string) => ({ identity: { loss: `code ${text}`, rate: 1 } });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "ganvas-"));
    walk = new Walk();
    warnings = [];
    vi.spyOn(console, "info").mockImplementation(() => {});
    vi.spyOn(console, "warn").mockImplementation((text) => void warnings.push(text));
    await walk.walk({ steps: 10, checkpoints: checkpoints(folder) }, code("1234"));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    walk.dispose();
    await rm(folder, { recursive: true });
  });
  /** Changes the checkpoint, and its checksum with it. */
  async function change(
    changed: (document: { format: number; checkpoint: Record<string, unknown> }) => void,
  ) {
    const file = join(folder, "step-000010", "checkpoint.json");
    const document = JSON.parse(await readFile(file, "utf8"));
    changed(document);
    document.sha256 = sha256(JSON.stringify(document.checkpoint));
    await writeFile(file, JSON.stringify(document));
  }
  const resumed = (more: object, options = {}) =>
    walk.walk({ steps: 20, checkpoints: checkpoints(folder, options) }, more);

  test("of the first format is refused, and replaced with restart", async () => {
    await change((document) => {
      document.format = 1;
      delete document.checkpoint.snapshots;
      delete document.checkpoint.version;
    });
    await expect(resumed(code("1234"))).rejects.toThrow(
      `${join(folder, "step-000010")} is expected to be a checkpoint of format 2 but is of format 1; ` +
        "use the version of Ganvas that wrote it, another folder, or restart: true to start again.",
    );
    await expect(checkpoints(folder).list()).rejects.toThrow("but is of format 1; use");
    expect(await readdir(folder)).toEqual(["step-000010"]);
    expect((await resumed(code("1234"), { restart: true }))[0]!.step).toBe(1);
    expect(await readdir(folder)).toEqual(["step-000020"]);
  });

  test("is read without comparing code, which is said", async () => {
    await expect(resumed(code("5678"))).rejects.toThrow(
      'differ in loss: it is "code 1234" there and "code 5678" here',
    );
    await change(({ checkpoint }) => void (checkpoint.version = "0.0.1"));
    expect((await resumed(code("5678")))[0]!.step).toBe(11);
    expect(warnings).toEqual([
      expect.stringMatching(
        /step-000010 is expected to be written by Ganvas .* but was by 0\.0\.1; /,
      ),
    ]);
    await expect(resumed({ identity: { loss: "code 5678", rate: 2 } })).rejects.toThrow(
      "differ in rate",
    );
  });
});

test("numbers that JSON does not have are told apart", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ganvas-"));
  vi.spyOn(console, "info").mockImplementation(() => {});
  const walk = new Walk();
  const limited = (limit: number) =>
    walk.walk({ steps: 5, checkpoints: checkpoints(folder) }, { identity: { limit } });
  await limited(Infinity);
  await limited(Infinity);
  await expect(limited(NaN)).rejects.toThrow(
    'differ in limit: it is "Infinity" there and "NaN" here',
  );
  walk.dispose();
  await rm(folder, { recursive: true });
  vi.restoreAllMocks();
});
