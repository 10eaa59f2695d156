import { inspect, isDeepStrictEqual } from "node:util";
import { Check, Report } from "./check-result.js";
import { expectClose, Mismatch, NotAnswered, type Numeric } from "./expect-close.js";

/** The latest result for each name. */
const results = new Map<string, Check>();

/** What an exercise's answer may be before the reader has written it. */
type Maybe<T> = T | undefined | null;
type Verdict = boolean | void | undefined | null;

/**
 * Checks the answer to an exercise; the result shows itself and never throws.
 *
 * ```ts
 * check("the loss falls", () => after < before, "train for more steps");   // ✓ the loss falls
 * check.equal("parameters", answer, 1_489_937);
 * check.close("value of the optimal D", answer, 0.5, { hint: "p_g = p_data" });
 * check.shape("images", answer, [16, 28, 28, 1]);
 * check.that("learning rate", answer, (rate) => rate > 0, { expected: "a positive number" });
 * check.report();                                                         // 3 of 5 exercises solved
 * ```
 *
 * An answer of `undefined` or `null` counts as not given: `○ … not answered yet`.
 *
 * @param verdict whether the answer is right; or a function that returns it or throws, for instance
 *   by {@link expectClose}. A function that returns nothing and does not throw is content
 * @param hint shown with a wrong answer
 */
export function check(name: string, verdict: Verdict | (() => Verdict), hint = ""): Check {
  if (typeof verdict === "function") return judge(name, hint, () => verdict() !== false);
  if (verdict === undefined || verdict === null) return record(new Check(name, "open"));
  return judge(name, hint, () => verdict);
}

/** The answer equals the expected value in full depth. */
check.equal = <T>(name: string, answer: Maybe<T>, expected: T, { hint = "" } = {}): Check =>
  judge(name, hint, () => {
    if (isDeepStrictEqual(given(answer), expected)) return true;
    throw new Mismatch(`expected ${inspect(expected)}, found ${inspect(answer)}`);
  });

/** The answer's numbers are close to the expected ones, see {@link expectClose}. */
check.close = (
  name: string,
  answer: Maybe<Numeric>,
  expected: Numeric,
  { tolerance = 1e-4, hint = "" } = {},
): Check => judge(name, hint, () => void expectClose(answer, expected, tolerance));

/** The tensor has the expected shape. */
check.shape = (
  name: string,
  answer: Maybe<{ readonly shape: readonly number[] }>,
  expected: readonly number[],
  { hint = "" } = {},
): Check =>
  judge(name, hint, () => {
    const { shape } = given(answer);
    if (isDeepStrictEqual([...shape], [...expected])) return;
    throw new Mismatch(`expected shape [${expected.join(", ")}], found [${shape.join(", ")}]`);
  });

/** The answer satisfies a condition; `expected` says in words what that is. */
check.that = <T>(
  name: string,
  answer: Maybe<T>,
  condition: (answer: T) => boolean,
  { expected = "", hint = "" } = {},
): Check =>
  judge(name, hint, () => {
    if (condition(given(answer))) return true;
    throw new Mismatch(`${expected && `expected ${expected}, `}found ${inspect(answer)}`);
  });

/** All checks made so far, each name by its latest result. */
check.report = (): Report => new Report([...results.values()]);

/** Forgets all checks made so far. */
check.reset = (): void => results.clear();

function given<T>(answer: Maybe<T>): T {
  if (answer === undefined || answer === null) throw new NotAnswered("not answered yet");
  return answer;
}

function judge(name: string, hint: string, verdict: () => Verdict): Check {
  try {
    return record(new Check(name, verdict() === false ? "wrong" : "right", "", hint));
  } catch (error) {
    if (error instanceof NotAnswered) return record(new Check(name, "open"));
    const said = error instanceof Error ? error.message : String(error);
    const detail = error instanceof Mismatch ? said : `the answer failed: ${said}`;
    return record(new Check(name, "wrong", detail, hint));
  }
}

function record(result: Check): Check {
  results.set(result.name, result);
  return result;
}
