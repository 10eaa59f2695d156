import * as tf from "@tensorflow/tfjs";
import type { Adam } from "../../tensor/adam.js";
import { capture, type CapturedStep } from "../../tensor/capture/index.js";
import type { Precision } from "../../tensor/precision.js";
import { allVariables, trainableVariables } from "../../tensor/variables.js";
import { updateEma } from "../../models/ema.js";
import type { Regularizer } from "../../adversarial/regularizers/index.js";
import { discriminatorPhase } from "./discriminator-phase.js";
import type { Batch, Game } from "./game.js";
import { generatorPhase } from "./generator-phase.js";

type BatchTensors = [images: tf.Tensor4D, ...classes: tf.Tensor2D[]];
type Update = CapturedStep<
  [step: tf.Scalar, draw: tf.Scalar, rate: tf.Scalar, ...BatchTensors],
  tf.Tensor1D
>;

/** What changes from update to update beside the batch. */
export interface UpdateInputs {
  /** The training step, from 1. */
  readonly step: number;
  /** Keys the update's random numbers. */
  readonly draw: number;
  /** Step size. */
  readonly rate: number;
}

/** What the updates are made of beside the game. */
export interface UpdateParts {
  readonly discriminatorAdam: Adam;
  readonly generatorAdam: Adam;
  readonly regularizers: readonly Regularizer[];
  readonly emaDecay: number;
  readonly precision: Precision | undefined;
}

/** The two updates of a game as captured graphs. */
export class Updates {
  readonly #game: Game;
  readonly #parts: UpdateParts;
  /** One for each set of regularizers that fall due together, by their places in the list. */
  readonly #discriminator = new Map<string, Update>();
  readonly #generator: Update;

  constructor(game: Game, parts: UpdateParts) {
    this.#game = game;
    this.#parts = parts;
    const { generatorAdam: optimizer, emaDecay, precision } = parts;
    const averages = allVariables(game.model.ema.network);
    const weights = allVariables(game.model.generator.network);
    this.#generator = capture(
      (step, draw, rate, images, classes) => {
        const update = { optimizer, step, draw, rate };
        const figures = generatorPhase(game, { images, classes }, update);
        updateEma(averages, weights, step, emaDecay);
        return figures;
      },
      { name: "generator update", precision },
    );
  }

  /**
   * @param number counts the discriminator's updates, from 1: says which regularizers are due
   * @returns the figures of the phase
   */
  discriminator(number: number, inputs: UpdateInputs, batch: Batch): tf.Tensor1D {
    const { regularizers } = this.#parts;
    const due = [...regularizers.keys()].filter((at) => number % regularizers[at]!.every === 0);
    let update = this.#discriminator.get(due.join());
    if (!update) {
      update = this.#discriminatorUpdate(due.map((at) => regularizers[at]!));
      this.#discriminator.set(due.join(), update);
    }
    return run(update, inputs, batch);
  }

  /** @returns the figures of the phase */
  generator(inputs: UpdateInputs, batch: Batch): tf.Tensor1D {
    return run(this.#generator, inputs, batch);
  }

  #discriminatorUpdate(due: readonly Regularizer[]): Update {
    const { discriminatorAdam: optimizer, regularizers, precision } = this.#parts;
    const variables = trainableVariables(this.#game.model.discriminator.network);
    return capture(
      (step, draw, rate, images, classes) => {
        const update = { optimizer, step, draw, rate };
        const figures = discriminatorPhase(this.#game, { images, classes }, update, due);
        for (const { afterUpdate } of regularizers) afterUpdate?.(variables);
        return figures;
      },
      { name: "discriminator update", precision },
    );
  }

  dispose(): void {
    for (const update of [this.#generator, ...this.#discriminator.values()]) update.dispose();
  }
}

function run(update: Update, { step, draw, rate }: UpdateInputs, batch: Batch): tf.Tensor1D {
  const { images, classes } = batch;
  const inputs = [step, tf.scalar(draw, "int32"), tf.scalar(rate)] as const;
  return update(...inputs, ...((classes ? [images, classes] : [images]) as BatchTensors));
}
