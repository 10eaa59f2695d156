import * as tf from "@tensorflow/tfjs";
import type {
  LoopOptions,
  TrainingRun,
  TrainingStep,
  StepContext,
} from "../../src/training/index.js";
import { trainingLoop } from "../../src/training/index.js";

/** A run whose state is one variable, which each step moves by a number that depends on the key. */
export class Walk {
  readonly place = tf.tidy(() => tf.variable(tf.tensor1d([0, 0, 0])));
  readonly turns: StepContext[] = [];
  released = 0;

  /** @param break_ steps that give NaN, by attempt; in the figure, and in the variable */
  constructor(readonly break_: (turn: StepContext) => boolean = () => false) {}

  run(more: Partial<TrainingRun> = {}): TrainingRun<"loss"> {
    return {
      state: { "walker/legs/kernel": this.place },
      identity: { model: "walk", seed: 1, options: { rate: 0.5 } },
      runStep: (turn) => {
        this.turns.push(turn);
        const bad = this.break_(turn);
        tf.tidy(() => {
          const move = bad ? NaN : Math.sin(turn.noiseIndex) * turn.learningRateScale;
          this.place.assign(this.place.mul(0.9).add(move));
        });
        return { metrics: { loss: bad ? NaN : Math.cos(turn.noiseIndex) } };
      },
      release: () => void this.released++,
      ...more,
    };
  }

  /** Runs to the end and gives the steps. */
  async walk(options: LoopOptions, more: Partial<TrainingRun> = {}): Promise<TrainingStep[]> {
    const steps: TrainingStep[] = [];
    for await (const step of trainingLoop(options, this.run(more))) steps.push(step);
    return steps;
  }

  get values(): number[] {
    return [...this.place.dataSync()];
  }

  dispose(): void {
    this.place.dispose();
  }
}
