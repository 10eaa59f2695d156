import { createHash } from "node:crypto";
import { formatNumber } from "../base/numbers.js";
import { flatten, Mismatch, type Numeric } from "./expect-close.js";

/** Characters of a number's hash: enough that no wrong number has it. */
const LENGTH = 8;

/**
 * An answer that a notebook can hold without showing it: the number of decimals that count, and a
 * hash of each rounded number, such as `3:1f0a2b3c.9d8e7f60`.
 *
 * @param name of the check: equal answers of two exercises have different seals
 */
export function sealOf(name: string, answer: Numeric, decimals: number): string {
  const units = flatten(answer).values.map((value) => unitsOf(value, decimals));
  return `${decimals}:${units.map((unit, i) => hashOf(name, i, unit)).join(".")}`;
}

/**
 * Compares an answer with a seal: each number may be off by one in the last decimal that counts, so
 * that both a rounded and an exact answer pass. Without decimals it has to be exact.
 *
 * @throws Mismatch that does not tell what was expected
 */
export function expectSealed(name: string, answer: Numeric, seal: string): void {
  const [places = "", hashes = ""] = seal.split(":");
  const decimals = Number(places);
  const expected = hashes.split(".");
  const { values } = flatten(answer);
  if (values.length !== expected.length) {
    throw new Mismatch(`expected ${numbers(expected.length)}, found ${numbers(values.length)}`);
  }
  const at = values.findIndex((value, i) => {
    const unit = unitsOf(value, decimals);
    const near = decimals === 0 ? [value] : [unit, unit - 1, unit + 1];
    return !near.some((candidate) => hashOf(name, i, candidate) === expected[i]);
  });
  if (at < 0) return;
  const place = values.length === 1 ? "" : ` at place ${at + 1}`;
  const compared = decimals === 0 ? "exactly" : `to ${decimals} decimals`;
  throw new Mismatch(`${formatNumber(values[at]!, 6)}${place} is not it (compared ${compared})`);
}

const numbers = (count: number): string => (count === 1 ? "one number" : `${count} numbers`);

/** The number in units of its last decimal that counts; `+ 0` makes -0 zero. */
function unitsOf(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) + 0;
}

function hashOf(name: string, index: number, unit: number): string {
  return createHash("sha256").update(`${name}\n${index}\n${unit}`).digest("hex").slice(0, LENGTH);
}

/** A hint that cannot be read at a glance. */
export const veiled = (hint: string): string => Buffer.from(hint).toString("base64url");

/** The hint that {@link veiled} was given. */
export const unveiled = (text: string): string => Buffer.from(text, "base64url").toString();
