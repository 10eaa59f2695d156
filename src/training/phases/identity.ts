import * as tf from "@tensorflow/tfjs";
import { describeLearningRate } from "../schedules.js";
import type { Json, RunIdentity } from "../checkpoints/index.js";
import type { Phase } from "./phase.js";

/**
 * Settings as a part of a run's identity, whatever they are: numbers and words as they are, schedules
 * by their description, losses, regularizers and augmentations by their names and numbers, whose
 * methods and variables are left out. A new setting is part of the identity without further ado.
 */
export function describeSettings(settings: object): RunIdentity {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, describe(value)]),
  );
}

function describe(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "function") return describeLearningRate(value as () => number);
  if (Array.isArray(value)) return value.map(describe);
  if (typeof value !== "object") return value as Json;
  // Variables are state: a checkpoint holds their values, and their numbers differ in each process.
  const parts = Object.entries(value).filter(
    ([, part]) => typeof part !== "function" && !(part instanceof tf.Tensor),
  );
  return Object.fromEntries(parts.map(([name, part]) => [name, describe(part)]));
}

/** The identity of phases: terms, optimizers, learning rates and numbers of updates. */
export function describePhases(phases: readonly Phase[]): Json {
  return Object.fromEntries(
    phases.map(({ name, terms, optimizer, learningRate, repeats = 1 }) => [
      name,
      {
        repeats,
        learningRate: describeLearningRate(learningRate),
        optimizer: { name: optimizer.name, ...optimizer.settings },
        terms: terms.map((term) => ({
          name: term.name,
          weight: describeLearningRate(term.weight ?? 1),
          every: term.every ?? 1,
        })),
      },
    ]),
  );
}
