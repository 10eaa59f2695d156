import * as tf from "@tensorflow/tfjs";
import { adam, rmsProp, sgd, type Optimizer } from "../../../src/tensor/index.js";

/** The optimizers of random programs, by the code that makes them. */
export const OPTIMIZERS: Readonly<Record<string, () => Optimizer | tf.Optimizer>> = {
  "sgd({ learningRate: 0.1 })": () => sgd({ learningRate: 0.1 }),
  "adam({ learningRate: 0.1 })": () => adam({ learningRate: 0.1 }),
  "rmsProp({ learningRate: 0.1 })": () => rmsProp({ learningRate: 0.1 }),
  "sgd({ learningRate: 0.1, momentum: 0.9 })": () => sgd({ learningRate: 0.1, momentum: 0.9 }),
  "adam({ learningRate: 0.1, beta1: 0.5 })": () => adam({ learningRate: 0.1, beta1: 0.5 }),
  "tf.train.sgd(0.1)": () => tf.train.sgd(0.1),
  "tf.train.momentum(0.1, 0.9)": () => tf.train.momentum(0.1, 0.9),
  "tf.train.adam(0.1)": () => tf.train.adam(0.1),
  "tf.train.rmsprop(0.1)": () => tf.train.rmsprop(0.1),
  "tf.train.adagrad(0.1)": () => tf.train.adagrad(0.1),
  "tf.train.adamax(0.1)": () => tf.train.adamax(0.1),
};
