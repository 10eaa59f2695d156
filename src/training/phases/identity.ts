import * as tf from "@tensorflow/tfjs";
import { sha256 } from "../../models/checkpoint.js";
import { describeLearningRate, type Schedule } from "../schedules.js";
import { CODE, type Json, type RunIdentity } from "../checkpoints/index.js";
import type { Phase } from "./phase.js";

/**
 * Settings as a part of a run's identity, whatever they are: numbers and words as they are, schedules
 * by their description, losses, regularizers and augmentations by their names, their numbers and the
 * code of their methods, without variables. A new setting is part of the identity without further ado.
 *
 * A function's code does not show the numbers that it takes from outside: list them among the settings.
 */
export function describeSettings(settings: object): RunIdentity {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, describe(value)]),
  );
}

function describe(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === "function") return (value as Schedule).description ?? codeOf(value);
  if (Array.isArray(value)) return value.map(describe);
  if (typeof value !== "object") return value as Json;
  // Variables are state: a checkpoint holds their values, and their numbers differ in each process.
  const parts = [...methodsOf(value), ...Object.entries(value)].filter(
    ([, part]) => !(part instanceof tf.Tensor),
  );
  return Object.fromEntries(parts.map(([name, part]) => [name, describe(part)]));
}

/** The methods of an object, those of its class included. */
function methodsOf(value: object): [name: string, method: unknown][] {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (!prototype) return []; // that of plain objects has methods, too
  const methods = Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([name, { value: method }]) => name !== "constructor" && typeof method === "function")
    .map(([name, { value: method }]): [string, unknown] => [name, method]);
  return [...methodsOf(prototype), ...methods];
}

/** A function by its text, of which other spaces and other lines are the same. */
export function codeOf(value: unknown): string | null {
  if (typeof value !== "function") return null;
  return CODE + sha256(String(value).replace(/\s+/g, " ")).slice(0, 16);
}

/** The steps at which schedules are compared: the first ones, then each about 2 % further. */
const PROBES: readonly number[] = (() => {
  const steps = [1];
  for (let step = 1; step < 1e6;) steps.push((step = Math.max(step + 1, Math.round(step * 1.02))));
  return steps;
})();

/** The checksum of a schedule's values, which also show the numbers that it takes from outside. */
function valuesOf(schedule: number | Schedule): string | null {
  if (typeof schedule === "number") return null;
  const values = PROBES.map((step) => {
    try {
      return schedule(step).toPrecision(12); // other machines may round otherwise
    } catch {
      return "none"; // the step may lie beyond the run
    }
  });
  return sha256(values.join()).slice(0, 16);
}

/** The identity of phases: terms, optimizers, learning rates, numbers of updates, and functions' code. */
export function describePhases(phases: readonly Phase[]): Json {
  return Object.fromEntries(
    phases.map((phase) => [
      phase.name,
      {
        repeats: phase.repeats ?? 1,
        learningRate: describeLearningRate(phase.learningRate),
        learningRates: valuesOf(phase.learningRate),
        optimizer: {
          name: phase.optimizer.name,
          ...phase.optimizer.settings,
          methods: describe(Object.fromEntries(methodsOf(phase.optimizer))),
        },
        terms: phase.terms.map((term) => ({
          name: term.name,
          weight: describeLearningRate(term.weight ?? 1),
          weights: valuesOf(term.weight ?? 1),
          every: term.every ?? 1,
          value: codeOf(term.value),
        })),
        inputs: codeOf(phase.inputs),
        forward: codeOf(phase.forward),
        after: codeOf(phase.after),
      },
    ]),
  );
}
