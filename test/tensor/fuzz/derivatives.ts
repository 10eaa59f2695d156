/** First and second derivatives of a program's loss against finite differences. */
import * as tf from "@tensorflow/tfjs";
import { build, evaluateAll, innerFunction, type Scope } from "./execute.js";
import { count, type Counts } from "./counts.js";
import { Noise } from "./noise.js";
import { shapeOf, type Program } from "./program.js";

/** The relative error of one float32 operation, with some room. */
const NOISE = 2e-7;
const STEP = 0.02;
/** Differences that are less certain than this prove nothing. */
const TRUSTED = 0.05;

/** Below, products lose digits or vanish. */
const TINY = 1e-25;

/** Where a derivative is 0, the tape is left with the rounding of terms that cancel. */
const VANISHING = 1e-6;

/** Operations whose many small steps look like a slope. */
const STAIRS = /^tf\.(floor|round|cast)$/;

/** A derivative by the tape and by differences, and how far they may lie apart. */
interface Check {
  readonly tape: number;
  readonly difference: number;
  readonly error: number;
}

/** The first derivative of the loss that finite differences contradict. */
export function derivativeFault(program: Program, counts: Counts): string | undefined {
  if (program.lossValue === undefined || program.extreme) return undefined;
  const statements = [...program.before, ...program.loss, ...(program.inner?.body ?? [])];
  if (statements.some((each) => each.kind === "call" && STAIRS.test(each.fn))) return undefined;
  const leaves = [...program.variables, ...program.inputs.filter((x) => x.variable === undefined)];
  const given = new Map(
    leaves.map((leaf): [string, tf.Tensor] => [
      leaf.name,
      build(shapeOf(leaf, program.runs[0]!.batch), leaf.dtype, leaf.numbers),
    ]),
  );
  const moved = leaves.filter(({ dtype }) => dtype === "float32").map(({ name }) => name);
  try {
    if (moved.length === 0) return undefined;
    const at = moved.map((name, i) => {
      const values = given.get(name)!.dataSync<"float32">();
      // Away from the kinks that round numbers meet.
      return values.map((x, j) => x + 0.1 * largest(values) * Math.sin(5 + 1.3 * i + 2.9 * j));
    });
    const shapes = moved.map((name) => given.get(name)!.shape);
    const loss = (xs: readonly tf.Tensor[], noise?: Noise): tf.Scalar => {
      const scope = new Map(given).set("n", tf.scalar(1));
      moved.forEach((name, i) => scope.set(name, xs[i]!));
      return lossOf(program, scope, noise);
    };
    return contradiction(loss, at, shapes, counts);
  } finally {
    tf.dispose([...given.values()]);
  }
}

function lossOf(program: Program, given: Map<string, tf.Tensor>, noise?: Noise): tf.Scalar {
  for (const { name, variable } of program.inputs) {
    if (variable !== undefined) given.set(name, given.get(variable)!);
  }
  const variables = program.variables.map(({ name }): [string, tf.Tensor] => [
    name,
    given.get(name)!,
  ]);
  const scope: Scope = new Map(variables);
  const context = { inner: innerFunction(program, scope, noise), noise };
  const calls = program.before.filter(({ kind }) => kind === "call");
  evaluateAll([...calls, ...program.loss], given, context);
  const loss = given.get(program.lossValue!)!;
  tf.util.assert(loss.rank === 0, () => "The loss is expected to be a scalar.");
  return loss as tf.Scalar;
}

type Loss = (xs: readonly tf.Tensor[], noise?: Noise) => tf.Scalar;

function contradiction(
  loss: Loss,
  at: readonly Float32Array[],
  shapes: readonly number[][],
  counts: Counts,
): string | undefined {
  // As large as the numbers that they move.
  const direction = (seed: number) =>
    at.map((x, i) => {
      const scale = largest(x);
      return x.map((_, j) => scale * (Math.sin(seed + 1.7 * i + 2.3 * j) + 0.3));
    });
  const [d, v] = [direction(1), direction(4)];
  const tensors = (vectors: readonly Float32Array[]) =>
    vectors.map((vector, i) => tf.tensor(vector, shapes[i]));
  const dot = (gradients: readonly tf.Tensor[], vectors: readonly Float32Array[]): tf.Scalar =>
    tf.addN(
      gradients.map((g, i) => tf.sum(tf.mul(g, tf.tensor(vectors[i]!, shapes[i])))),
    ) as tf.Scalar;
  const first = (xs: readonly tf.Tensor[], noise?: Noise): tf.Scalar =>
    dot(tf.grads((...x: tf.Tensor[]) => loss(x, noise))([...xs]), v);

  const check = (f: Loss): Check | undefined => {
    const noisy = (seed?: number) => (seed === undefined ? undefined : new Noise(NOISE, seed));
    const byTape = (seed?: number) =>
      number(() => dot(tf.grads((...x: tf.Tensor[]) => f(x, noisy(seed)))(tensors(at)), d));
    const value = (t: number, seed?: number) => {
      const moved = at.map((x, i) => x.map((n, j) => n + t * d[i]![j]!));
      return number(() => f(tensors(moved), noisy(seed)));
    };
    const jitter = (g: (seed?: number) => number, middle: number) =>
      Math.max(...[1, 2, 3, 4].map((seed) => Math.abs(g(seed) - middle)));
    const slope = (h: number) =>
      (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h);

    const tape = byTape();
    const middle = value(0);
    const [nearest, near, far] = [slope(STEP / 8), slope(STEP), slope(2 * STEP)];
    // Of a smooth function this doubles with the step, at a kink it does not.
    const bend = (h: number) => (value(h) - 2 * middle + value(-h)) / h;
    const kink = Math.abs(bend(2 * STEP) - 2 * bend(STEP));
    const rounding =
      (2 * (jitter((seed) => value(0, seed), middle) + NOISE * Math.abs(middle))) / STEP;
    // A pole or steps between the points show when the points move together.
    const resolution = Math.max(0, Math.abs(near - nearest) - 8 * rounding);
    const roughness = 4 * Math.abs(near - far) + 2 * kink + 2 * resolution;
    const slopes = [-1, 1].map((side) => Math.abs(value(side * STEP) - middle) / STEP);
    const smooth = roughness <= 0.2 * Math.max(...slopes) + 6 * rounding;
    const noise = 6 * rounding + 4 * jitter(byTape, tape) + VANISHING;
    const error = smooth ? roughness + noise : Infinity;
    return { tape, difference: near, error };
  };

  for (const [order, f] of [
    ["first", loss],
    ["second", first],
  ] as const) {
    const result = attempt(() => check(f));
    if (!result) return undefined; // no gradient of this order, which TF.js says with an error
    const { tape, difference, error } = result;
    const scale = Math.max(Math.abs(tape), Math.abs(difference));
    const trusted = error < TRUSTED * scale && scale > TINY;
    count(counts, `${order} derivatives ${trusted ? "checked" : "left out"}`);
    if (!trusted) continue;
    if (Number.isFinite(tape) && Math.abs(tape - difference) <= error + 1e-3 * scale) continue;
    return `${order} derivative of the loss: ${tape} by the tape, but ${difference} by differences`;
  }
  return undefined;
}

const largest = (x: Float32Array) => x.reduce((most, n) => Math.max(most, Math.abs(n)), 0) || 1;
const number = (f: () => tf.Tensor): number => tf.tidy(() => f().dataSync()[0]!);

function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}
