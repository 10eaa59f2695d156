/** Whether two runs of a program agree as far as its numbers can be trusted. */
import { execute, type Mode, type Snapshot } from "./execute.js";
import { Noise } from "./noise.js";
import type { Program } from "./program.js";

const NOISY_RUNS = 6;
/** The smallest magnitude that counts: below, float32 loses digits, and processors flush to zero. */
const TINY = 1e-35;

/** The eager runs of a program: as it is, and with noise on all operands. */
export interface Reference {
  readonly runs: readonly Snapshot[];
  readonly noisy: readonly (readonly Snapshot[])[];
  readonly noise: number;
}

/** @param noise relative error of one operation */
export function reference(program: Program, noise: number): Reference {
  const noisy = Array.from({ length: NOISY_RUNS }, (_, seed) =>
    execute(program, { noise: new Noise(noise, seed) }),
  );
  return { runs: execute(program), noisy, noise };
}

/** The first difference of a run in this mode that is greater than what noise explains. */
export function difference(program: Program, mode: Mode, expected: Reference): string | undefined {
  const snapshots = execute(program, mode);
  for (const [call, snapshot] of expected.runs.entries()) {
    for (const [name, values] of Object.entries(snapshot)) {
      const others = snapshots[call]![name]!;
      const noisy = expected.noisy.map((run) => run[call]![name]!);
      for (const [i, value] of values.entries()) {
        const range = noisy.map((run) => run[i]!);
        if (program.extreme && isOutOfRange(value)) continue;
        if (agrees(value, others[i]!, range, expected.noise)) continue;
        return `call ${call + 1}, ${name}[${i}]: ${value} eager, but ${others[i]}`;
      }
    }
  }
  return undefined;
}

/** Whether the written order has left float32's range, which another order may keep. */
const isOutOfRange = (value: number) => Math.abs(value) < TINY || !Number.isFinite(value);

const kind = (x: number) => (Number.isFinite(x) ? "finite" : String(x));

function agrees(value: number, other: number, noisy: readonly number[], noise: number): boolean {
  if (Object.is(value, other) || value === other) return true;
  // Noise can push it over the edge of the range, or back.
  if (noisy.some((n) => kind(n) !== kind(value))) return true;
  // Beyond the range, infinities of either sign and NaN depend on the order of a sum.
  if (!Number.isFinite(value) && !Number.isFinite(other)) return true;
  if (kind(value) !== kind(other)) return false;
  const largest = Math.max(...noisy.map((n) => Math.abs(n - value)));
  return Math.abs(other - value) <= 10 * largest + 10 * noise * Math.abs(value) + TINY;
}
