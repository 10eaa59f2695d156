import { aList, aNumber, checkOptions, required, anObject } from "../base/arguments.js";
import * as tf from "@tensorflow/tfjs";
import { checkFinite, checkInteger } from "../base/errors.js";
import {
  deriveSeed,
  randomNormal,
  randomUniform,
  randomUniformInt,
  type RandomKey,
} from "../tensor/random/index.js";
import { checkLatents } from "./latent-model.js";
import type { Prior } from "./prior.js";

/** Settings of {@link codes}. */
export interface CodesOptions {
  /** Size of the noise, drawn from the standard normal distribution; at least 0. */
  readonly noise: number;
  /** Number of values of each categorical code, for example `[10]`; default none. */
  readonly categories?: readonly number[];
  /** Number of continuous codes, uniform in [-1, 1]; default 0. */
  readonly continuous?: number;
}

/** A latent vector of noise and codes: $(z, c_1, c_2, \ldots)$, in this order. */
export interface Codes extends Prior, Required<CodesOptions> {
  /**
   * Splits latent vectors [n, latent].
   *
   * @returns the noise [n, noise], one-hot categorical codes [n, categories[i]], and continuous codes
   *   [n, continuous]
   */
  split(latents: tf.Tensor2D): CodeParts;
  /**
   * Replaces codes in latent vectors and keeps the rest.
   *
   * @param latents float32 [n, latent], not changed
   * @param values new values, one for each code; `undefined` leaves a code unchanged. Continuous
   *   values outside [-1, 1] extrapolate.
   * @returns float32 [n, latent]; the caller disposes it
   * @throws RangeError when there are more values than codes, a category does not exist, or a
   *   continuous value is not finite
   * @throws Error when the latent vectors have the wrong size
   */
  withCodes(latents: tf.Tensor2D, values: CodeValues): tf.Tensor2D;
}

export const aCodePrior = anObject(
  "a prior of codes",
  "codes({ noise: 62, categories: [10] })",
  ...["categories", "continuous", "split"],
);

/** The parts of latent vectors of {@link codes}. */
export interface CodeParts {
  readonly noise: tf.Tensor2D;
  readonly categories: readonly tf.Tensor2D[];
  readonly continuous: tf.Tensor2D;
}

/** Values of codes, in the order of the codes. */
export interface CodeValues {
  /** For example `[3]`: the fourth value of the first categorical code. */
  readonly categories?: readonly (number | undefined)[];
  /** For example `[undefined, -1]`: the second continuous code is -1. */
  readonly continuous?: readonly (number | undefined)[];
}

/**
 * The prior of InfoGAN (Chen et al. 2016): noise, and codes that a recognition network recovers from
 * the image. Categories are equally likely, continuous codes uniform in [-1, 1].
 *
 * @throws RangeError when a size is not an integer in its range, or there is no code
 */
export function codes(options: CodesOptions): Codes {
  const {
    noise,
    categories = [],
    continuous = 0,
  } = checkOptions("codes", options, {
    noise: required(aNumber(62)),
    categories: aList("a list of numbers", "[10]", aNumber(10)),
  });
  checkInteger("noise", noise, [0, Infinity], 62);
  checkInteger("continuous", continuous, [0, Infinity], 2);
  for (const size of categories) {
    checkInteger("The size of a categorical code", size, [2, Infinity], 10);
  }
  if (categories.length + continuous === 0) {
    throw new RangeError(
      "A prior of codes is expected to have at least one code but has none; pass for example " +
        "categories: [10].",
    );
  }
  const sizes = [noise, ...categories, continuous];
  const latent = sizes.reduce((sum, size) => sum + size);

  function split(latents: tf.Tensor2D): CodeParts {
    const n = latents.shape[0];
    let start = 0;
    const parts = sizes.map((size) => {
      const part = size === 0 ? tf.zeros<tf.Rank.R2>([n, 0]) : latents.slice([0, start], [n, size]);
      start += size;
      return part;
    });
    return { noise: parts[0]!, categories: parts.slice(1, -1), continuous: parts.at(-1)! };
  }

  function sample(count: number, key: RandomKey): tf.Tensor2D {
    const keyOf = (part: string) => ({ ...key, seed: deriveSeed(key.seed, part) });
    return tf.tidy(() => {
      const chosen = categories.map((size, index) => {
        const values = randomUniformInt<tf.Rank.R1>([count], 0, size, keyOf(`category ${index}`));
        return tf.oneHot(values, size).toFloat() as tf.Tensor2D; // [count, size]
      });
      const z = noise > 0 ? [randomNormal<tf.Rank.R2>([count, noise], key)] : [];
      const numbers =
        continuous > 0
          ? [randomUniform<tf.Rank.R2>([count, continuous], keyOf("continuous")).mul(2).sub(1)]
          : [];
      return tf.concat([...z, ...chosen, ...numbers] as tf.Tensor2D[], 1);
    });
  }

  function withCodes(latents: tf.Tensor2D, values: CodeValues): tf.Tensor2D {
    checkLatents(latents, latent);
    const list = (example: string) => aList("a list of values", example);
    const kinds = { categories: list("[3]"), continuous: list("[undefined, -1]") };
    checkOptions("withCodes", values, kinds);
    checkCount("categorical", values.categories, categories.length);
    checkCount("continuous", values.continuous, continuous);
    return tf.tidy(() => {
      const parts = split(latents);
      const n = latents.shape[0];
      const chosen = parts.categories.map((part, index) => {
        const value = values.categories?.[index];
        if (value === undefined) return part;
        const size = categories[index]!;
        checkInteger(`The value of categorical code ${index + 1}`, value, [0, size - 1], 0);
        return tf.oneHot(tf.fill([n], value, "int32"), size).toFloat();
      });
      const numbers = Array.from({ length: continuous }, (_, index) => {
        const value = values.continuous?.[index];
        if (value === undefined) return parts.continuous.slice([0, index], [n, 1]);
        return tf.fill([n, 1], checkFinite(`The value of continuous code ${index + 1}`, value));
      });
      const z = noise > 0 ? [parts.noise] : [];
      return tf.concat([...z, ...chosen, ...numbers] as tf.Tensor2D[], 1);
    });
  }

  return {
    ...{ latent, noise, categories, continuous, sample, split, withCodes },
    settings: { kind: "codes", noise, categories: [...categories], continuous },
    toString() {
      const parts = [
        `${noise} noise`,
        ...categories.map((size) => `categorical ${size}`),
        ...(continuous > 0 ? [`${continuous} continuous`] : []),
      ];
      return `latent ${latent} (${parts.join(", ")})`;
    },
  };
}

function checkCount(kind: string, values: readonly unknown[] = [], count: number): void {
  if (values.length <= count) return;
  throw new RangeError(
    `At most ${count} ${kind} values are expected, one for each code, but there are ` +
      `${values.length}; leave out the others.`,
  );
}
