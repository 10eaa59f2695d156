import { inspect, isDeepStrictEqual } from "node:util";
import { Check, Report } from "./check-result.js";
import { expectClose, Mismatch, NotAnswered, type Numeric } from "./expect-close.js";
import { expectSealed, sealOf, unveiled, veiled } from "./seal.js";

/** The latest result for each name. */
const results = new Map<string, Check>();

/** An exercise's answer, which may not be written yet. */
type Maybe<T> = T | undefined | null;
type Condition = boolean | void | undefined | null;

/**
 * Checks the answer to an exercise; the result shows itself and never throws.
 *
 * ```ts
 * const [before, after, rate] = [0.7, 0.4, 2e-4]; // a reader's answers
 * const images = tf.zeros([16, 28, 28, 1]);
 * check("the loss falls", () => after < before, "train for more steps");   // ✓ the loss falls
 * check.equal("parameters", 784 * 10 + 10, 7850);
 * check.close("value of the optimal D", 1 / 2, 0.5, { hint: "p_g = p_data" });
 * check.shape("images", images, [16, 28, 28, 1]);
 * check.that("learning rate", rate, (rate) => rate > 0, { expected: "a positive number" });
 * check.report();                                                         // 5 of 5 exercises solved
 * ```
 *
 * An answer of `undefined` or `null` counts as not given: `○ … not answered yet`.
 *
 * @param passes whether the answer is right; or a function that returns it or throws, for instance
 *   by {@link expectClose}. A function that returns nothing and does not throw passes
 * @param hint shown with a wrong answer
 */
export function check(name: string, passes: Condition | (() => Condition), hint = ""): Check {
  if (typeof passes === "function") return evaluate(name, hint, () => passes() !== false);
  if (passes === undefined || passes === null) return record(new Check(name, "open"));
  return evaluate(name, hint, () => passes);
}

/** The answer equals the expected value in full depth. */
check.equal = <T>(name: string, answer: Maybe<T>, expected: T, { hint = "" } = {}): Check =>
  evaluate(name, hint, () => {
    if (isDeepStrictEqual(given(answer), expected)) return true;
    throw new Mismatch(`expected ${inspect(expected)}, found ${inspect(answer)}`);
  });

/** The answer's numbers are close to the expected ones, see {@link expectClose}. */
check.close = (
  name: string,
  answer: Maybe<Numeric>,
  expected: Numeric,
  { tolerance = 1e-4, hint = "" } = {},
): Check => evaluate(name, hint, () => void expectClose(answer, expected, tolerance));

/** The tensor has the expected shape. */
check.shape = (
  name: string,
  answer: Maybe<{ readonly shape: readonly number[] }>,
  expected: readonly number[],
  { hint = "" } = {},
): Check =>
  evaluate(name, hint, () => {
    const { shape } = given(answer);
    if (isDeepStrictEqual([...shape], [...expected])) return;
    throw new Mismatch(`expected shape [${expected.join(", ")}], found [${shape.join(", ")}]`);
  });

/** The answer satisfies a condition; `expected` names it in words. */
check.that = <T>(
  name: string,
  answer: Maybe<T>,
  condition: (answer: T) => boolean,
  { expected = "", hint = "" } = {},
): Check =>
  evaluate(name, hint, () => {
    if (condition(given(answer))) return true;
    throw new Mismatch(`${expected && `expected ${expected}, `}found ${inspect(answer)}`);
  });

/**
 * The answer's numbers are those of a seal, which holds them without showing them: the notebook gives
 * nothing away, nor does a wrong answer, which shows the hint.
 *
 * ```ts
 * const hint = "Ym90aCBsb2dhcml0aG1zIGFyZSBsb2coMS8yKQ"; // from check.seal, as the seal
 * check.sealed("V at D = 1/2", -1.386, "3:7b4027f0", hint);
 * ```
 *
 * @param seal,hint from {@link check.seal}
 */
check.sealed = (name: string, answer: Maybe<Numeric>, seal: string, hint = ""): Check =>
  evaluate(name, unveiled(hint), () => expectSealed(name, given(answer), seal));

/**
 * For the author of an exercise: the last two arguments of {@link check.sealed}, as code.
 *
 * @param answer a number, nested arrays of numbers, or a tensor
 * @param decimals that count; an answer may be off by one in the last. Default 3; 0 for whole numbers,
 *   which have to be exact
 * @param hint shown with a wrong answer
 */
check.seal = (name: string, answer: Numeric, { decimals = 3, hint = "" } = {}): string => {
  const seal = JSON.stringify(sealOf(name, answer, decimals));
  return hint ? `${seal}, ${JSON.stringify(veiled(hint))}` : seal;
};

/** All checks so far, each name with its latest result. */
check.report = (): Report => new Report([...results.values()]);

/** Forgets all checks so far. */
check.reset = (): void => results.clear();

function given<T>(answer: Maybe<T>): T {
  if (answer === undefined || answer === null) throw new NotAnswered("not answered yet");
  return answer;
}

function evaluate(name: string, hint: string, passes: () => Condition): Check {
  try {
    return record(new Check(name, passes() === false ? "wrong" : "right", "", hint));
  } catch (error) {
    if (error instanceof NotAnswered) return record(new Check(name, "open"));
    const message = error instanceof Error ? error.message : String(error);
    const detail = error instanceof Mismatch ? message : `the answer failed: ${message}`;
    return record(new Check(name, "wrong", detail, hint));
  }
}

function record(result: Check): Check {
  results.set(result.name, result);
  return result;
}
