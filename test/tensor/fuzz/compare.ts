/** Whether two runs of a program agree as far as its numbers can be trusted. */
import { execute, type Mode, type Snapshot } from "./execute.js";
import { Noise } from "./noise.js";
import type { Program } from "./program.js";

const NOISY_RUNS = 4;
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
      const noisy = expected.noisy.map((run) => run[call]![name]!);
      const other = snapshots[call]![name]!;
      const at = values.findIndex(
        (value, i) =>
          !agrees(
            value,
            other[i]!,
            noisy.map((run) => run[i]!),
            expected.noise,
          ),
      );
      if (at < 0) continue;
      return `call ${call + 1}, ${name}[${at}]: ${values[at]} eager, but ${other[at]}`;
    }
  }
  return undefined;
}

const kind = (x: number) => (Number.isFinite(x) ? "finite" : String(x));

function agrees(value: number, other: number, noisy: readonly number[], noise: number): boolean {
  if (Object.is(value, other) || value === other) return true;
  // What noise moves into infinity or out of it is undecided.
  if (noisy.some((n) => kind(n) !== kind(value))) return true;
  if (kind(value) !== kind(other)) return false;
  if (!Number.isFinite(value)) return true;
  const largest = Math.max(...noisy.map((n) => Math.abs(n - value)));
  return Math.abs(other - value) <= 10 * largest + 10 * noise * Math.abs(value) + TINY;
}
