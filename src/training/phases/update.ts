import * as tf from "@tensorflow/tfjs";
import { refusal } from "../../base/errors.js";
import { withRandomNumbers } from "../../layers/random-numbers.js";
import { capture, type CapturedStep } from "../../tensor/capture/index.js";
import type { Precision } from "../../tensor/precision.js";
import { deriveSeed, randomNormal, randomUniform } from "../../tensor/random/index.js";
import {
  namesOf,
  weightAt,
  type Batch,
  type Phase,
  type PhaseContext,
  type Term,
} from "./phase.js";

/** The inputs that change from update to update. */
export interface UpdateInputs {
  /** Counts the phase's updates, from 1: says which terms are due. */
  readonly number: number;
  /** The training step, from 1. */
  readonly step: number;
  /** Keys the update's random numbers, an integer below $2^{31}$. */
  readonly noiseIndex: number;
  readonly learningRate: number;
}

type Inputs = [step: tf.Scalar, noise: tf.Scalar, rate: tf.Scalar, ...tf.Tensor[]];
type Graph = CapturedStep<Inputs, tf.Tensor1D>;

/** The updates of a phase as captured graphs: one for each set of terms that fall due together. */
export class PhaseUpdates {
  readonly #phase: Phase;
  readonly #seed: number;
  readonly #precision: Precision | undefined;
  readonly #graphs = new Map<string, Graph>();

  constructor(phase: Phase, seed: number, precision?: Precision) {
    this.#phase = phase;
    this.#seed = seed;
    this.#precision = precision;
  }

  /** The phase's name. */
  get name(): string {
    return this.#phase.name;
  }

  /**
   * @returns the names of the values, and the values [k]; `undefined` when no term is due, which
   *   leaves everything as it is
   */
  run(inputs: UpdateInputs, batch: Batch): { names: string[]; values: tf.Tensor1D } | undefined {
    const due = this.#phase.terms.filter(({ every = 1 }) => inputs.number % every === 0);
    if (due.length === 0) return undefined;
    const tensors = Object.keys(batch).filter((name) => batch[name] !== undefined);
    tensors.sort(); // a graph takes them by their places
    const graph = this.#graph(due, tensors);
    const { step, noiseIndex, learningRate } = inputs;
    const values = graph(
      tf.scalar(step),
      tf.scalar(noiseIndex, "int32"),
      tf.scalar(learningRate),
      ...scheduled(due).map((term) => tf.scalar(weightAt(term, step))),
      ...tensors.map((name) => batch[name]!),
    );
    return { names: reported(this.#phase, due), values };
  }

  #graph(due: readonly Term<unknown>[], tensors: readonly string[]): Graph {
    const key = `${due.map((term) => this.#phase.terms.indexOf(term)).join()} of ${tensors.join()}`;
    const existing = this.#graphs.get(key);
    if (existing) return existing;
    const graph = capture<Inputs, tf.Tensor1D>(
      (step, noise, learningRate, ...rest) => {
        const weights = new Map(scheduled(due).map((term, index) => [term, rest[index]!]));
        const batch = rest.slice(weights.size);
        return updatePhase(this.#phase, {
          context: contextOf(this.#seed, step, noise),
          batch: Object.fromEntries(tensors.map((name, index) => [name, batch[index]!])),
          due,
          learningRate,
          weightOf: (term) => (weights.get(term) as tf.Scalar) ?? term.weight ?? 1,
        });
      },
      { name: `${this.#phase.name} update`, precision: this.#precision },
    );
    this.#graphs.set(key, graph);
    return graph;
  }

  dispose(): void {
    for (const graph of this.#graphs.values()) graph.dispose();
    this.#graphs.clear();
  }
}

/** The context of an update. */
export const contextOf = (seed: number, step: tf.Scalar, noiseIndex: tf.Scalar): PhaseContext => ({
  step,
  key: (purpose) => ({ seed: deriveSeed(seed, purpose), step: noiseIndex }),
});

/** The inputs of {@link updatePhase} beside the phase. */
export interface PhaseUpdate {
  readonly context: PhaseContext;
  readonly batch: Batch;
  /** The terms that are computed; default all. */
  readonly due?: readonly Term<unknown>[];
  readonly learningRate: tf.Scalar;
  /** Default the term's own, which must be a number then. */
  readonly weightOf?: (term: Term<unknown>) => number | tf.Scalar;
}

/**
 * One update of a phase: forward pass, terms, gradient, optimizer, and what comes after. Only
 * tensors flow through it, so that it can be captured.
 *
 * @returns the values that the phase reports, [k]
 */
export function updatePhase(phase: Phase, update: PhaseUpdate): tf.Tensor1D {
  const { context, batch, due = phase.terms, learningRate } = update;
  const weightOf = update.weightOf ?? (({ weight = 1 }) => weight as number);
  return withRandomNumbers(layerNumbers(context), () =>
    tf.tidy(() => {
      const inputs = phase.inputs ? phase.inputs(batch, context) : batch;
      // Values that are reported come first: of the other terms only the gradient is needed.
      const terms = [...due.filter(isReported), ...due.filter((term) => !isReported(term))];
      let measured: tf.Scalar[] = []; // kept beyond the gradient's scope
      try {
        const grads = gradients(phase, () => {
          const pass = phase.forward(inputs, context);
          const value = (term: Term<unknown>) =>
            checkScalar(`The value of the term "${term.name}"`, term.value(pass, context));
          const values = due.filter(isReported).map(value);
          const metrics = Object.entries(phase.metrics ?? {}).map(([name, metric]) =>
            checkScalar(`The metric "${name}"`, metric!(pass)),
          );
          measured = [...values, ...metrics].map((scalar) => tf.keep(scalar));
          values.push(...terms.slice(values.length).map(value));
          const loss = values.map((scalar, index) => weighted(scalar, terms[index]!, weightOf));
          return tf.addN(loss) as tf.Scalar;
        });
        phase.optimizer.applyGradients(grads, learningRate);
        const diagnostics = Object.entries(phase.diagnostics ?? {}).map(([name, diagnostic]) =>
          checkScalar(`The diagnostic "${name}"`, diagnostic(inputs)),
        );
        const values = tf.stack([...measured, gradientNorm(grads), ...diagnostics]) as tf.Tensor1D;
        phase.after?.(context, (name) => valueNamed(name, reported(phase, due), values));
        return values;
      } finally {
        tf.dispose(measured);
      }
    }),
  );
}

/** @throws Error when the loss depends on none of the variables that the phase trains */
function gradients({ name, trains }: Phase, loss: () => tf.Scalar): tf.NamedTensorMap {
  try {
    return tf.variableGrads(loss, [...trains]).grads;
  } catch (error) {
    if (!(error instanceof Error) || !/^Cannot find a connection/.test(error.message)) throw error;
    throw new Error(
      `The terms of the phase "${name}" are expected to depend on a variable that it trains but ` +
        "depend on none; apply the trained network in forward or in a term, not in inputs.",
      { cause: error },
    );
  }
}

/** @throws Error when a user's function has returned something other than a scalar */
function checkScalar(name: string, value: unknown): tf.Scalar {
  if (value instanceof tf.Tensor) {
    if (value.rank === 0) return value as tf.Scalar;
    throw new Error(
      `${name} is expected to be a scalar but is of shape [${value.shape.join(", ")}]; return its ` +
        "mean or its sum.",
    );
  }
  const kind = value instanceof Promise ? "a promise" : `a ${typeof value}`;
  const actual =
    typeof value === "number" ? `the number ${value}` : value == null ? `${value}` : kind;
  throw new Error(
    refusal(
      name,
      "a scalar tensor",
      actual,
      "compute it with tensor operations, and read no values in between",
    ),
  );
}

/** The names of the values of an update, in order. */
export function reported(phase: Phase, due: readonly Term<unknown>[] = phase.terms): string[] {
  const { metrics, gradientNorm } = namesOf(phase);
  const diagnostics = Object.keys(phase.diagnostics ?? {});
  return [
    ...due.filter(isReported).map(({ name }) => name),
    ...metrics,
    gradientNorm,
    ...diagnostics,
  ];
}

/** The length of the whole gradient, over all variables. */
export function gradientNorm(gradients: tf.NamedTensorMap): tf.Scalar {
  const squares = Object.values(gradients).map((gradient) => gradient.square().sum());
  return tf.addN(squares).sqrt().asScalar();
}

const isReported = ({ report }: Term<unknown>) => report !== "nowhere";

const scheduled = (due: readonly Term<unknown>[]) =>
  due.filter(({ weight }) => typeof weight === "function");

function weighted(
  value: tf.Scalar,
  term: Term<unknown>,
  weightOf: (term: Term<unknown>) => number | tf.Scalar,
): tf.Scalar {
  const { every } = term;
  const weight = weightOf(term);
  const scaled = weight === 1 ? value : value.mul<tf.Scalar>(weight);
  return every === undefined ? scaled : scaled.mul(every);
}

function valueNamed(name: string, names: readonly string[], values: tf.Tensor1D): tf.Scalar {
  const index = names.indexOf(name);
  if (index >= 0) return values.slice(index, 1).asScalar();
  throw new Error(
    `A value of the update is expected to be one of ${names.join(", ")} but is "${name}"; name one ` +
      "of these.",
  );
}

/** Each draw of a layer in an update has its own numbers, by its place in the order of draws. */
function layerNumbers(context: PhaseContext) {
  let draws = 0;
  const key = () => context.key(`layer's draw ${draws++}`);
  return {
    uniform: (shape: number[]) => randomUniform(shape as [number], key()),
    normal: (shape: number[]) => randomNormal(shape as [number], key()),
  };
}
