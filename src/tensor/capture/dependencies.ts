import type * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "../binding.js";

/** How many recordings hold the data of a tensor from outside. */
const holders = new WeakMap<object, number>();

/** The tensors and optimizers from outside of a step whose values a recording has fixed. */
export class Dependencies {
  readonly #backend: NativeBackend;
  readonly #newest: number;
  readonly #tensors: [tensor: tf.Tensor, dataId: object][] = [];
  /** The data of tensors that the step made of values of JavaScript. */
  readonly #ofStep = new WeakSet();
  readonly #held: object[] = [];
  /** TF.js's optimizers that updated variables, each with its settings. */
  readonly #optimizers: [tf.Optimizer, settings: string][] = [];

  /** @param newest the number of the newest tensor before the step's run */
  constructor(backend: NativeBackend, newest: number) {
    this.#backend = backend;
    this.#newest = newest;
  }

  addOptimizer(optimizer: tf.Optimizer): void {
    this.#optimizers.push([optimizer, settingsOf(optimizer)]);
  }

  /** Declares data that the step makes itself. */
  addOfStep(dataId: object): void {
    this.#ofStep.add(dataId);
  }

  /** A tensor that no recorded operation made; one that the step made is none from outside. */
  addTensor(tensor: tf.Tensor): void {
    if (!this.#ofStep.has(tensor.dataId)) this.#tensors.push([tensor, tensor.dataId]);
  }

  /** Keeps data until {@link release}. */
  hold(dataId: object): void {
    this.#backend.incRef(dataId);
    holders.set(dataId, (holders.get(dataId) ?? 0) + 1);
    this.#held.push(dataId);
  }

  release(): void {
    for (const dataId of this.#held.splice(0)) {
      holders.set(dataId, holders.get(dataId)! - 1);
      this.#backend.disposeData(dataId);
    }
  }

  /**
   * Why the step would not do the same any more, where that can be told: an optimizer of TF.js has
   * other settings, or a tensor from outside was disposed.
   */
  change(): string | undefined {
    const changed = this.#optimizers.find(
      ([optimizer, settings]) => settingsOf(optimizer) !== settings,
    );
    if (changed) return `the settings of ${changed[0].getClassName()} changed`;
    const isLost = this.#tensors.some(([tensor, dataId]) => this.#isLost(tensor, dataId));
    return isLost ? "a tensor that it used was disposed" : undefined;
  }

  /**
   * A clone that the step made of a tensor from outside is gone with the run: then it counts whether
   * others than recordings hold the data.
   */
  #isLost(tensor: tf.Tensor, dataId: object): boolean {
    if (tensor.id <= this.#newest && tensor.isDisposed) return true;
    const { tensorMap } = this.#backend;
    if (!tensorMap.has(dataId)) return true;
    return tensorMap.get(dataId).refCount <= (holders.get(dataId) ?? 0);
  }
}

/** The settings of an optimizer, such as its learning rate, as text. */
function settingsOf(optimizer: tf.Optimizer): string {
  return JSON.stringify(optimizer.getConfig());
}
