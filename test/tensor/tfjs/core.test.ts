/**
 * TF.js's own tests of its core, once as they are and once with Ganvas imported. Those that fail only
 * with Ganvas are the intended differences, no more and no fewer.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { backendName } from "../../../src/tensor/index.js";
import { DIFFERENCES } from "./differences.js";

const here = import.meta.dirname;
const missing = !existsSync(join(here, "../../../dist/tensor/index.js"));
if (missing) console.warn("Skipped: this test needs dist/; npm run build makes it.");

interface Outcome {
  readonly passed: readonly string[];
  readonly failed: Readonly<Record<string, string>>;
}

async function run(...args: string[]): Promise<Outcome> {
  const command = [join(here, "run.mjs"), ...args];
  const options = { maxBuffer: 2 ** 26, env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" } };
  const { stdout } = await promisify(execFile)(process.execPath, command, options);
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Outcome;
}

const names = ({ passed, failed }: Outcome) => [...passed, ...Object.keys(failed)].sort();

test.skipIf(missing || backendName() !== "tensorflow")(
  "TF.js's own tests pass with Ganvas imported, but for the intended differences",
  async () => {
    const [stock, ganvas] = await Promise.all([run(), run("ganvas")]);
    expect(stock.passed.length).toBeGreaterThan(3_800);

    const passes = new Set(stock.passed);
    const failures = Object.entries(ganvas.failed).filter(([name]) => passes.has(name));
    const messages = Object.fromEntries(
      failures.map(([name, message]) => [name.replace(" test-tensorflow {}", ""), message]),
    );
    const intended = DIFFERENCES.filter(({ appears }) => appears?.() ?? true);
    const listed = intended.flatMap(({ tests }) => tests);
    const unexpected = Object.entries(messages).filter(([name]) => !listed.includes(name));
    expect(unexpected, "fail, and are not in differences.ts").toEqual([]);
    const gone = listed.filter((name) => !(name in messages));
    expect(gone, "are in differences.ts, but do not fail").toEqual([]);

    expect(names(ganvas)).toEqual(names(stock));
  },
  120_000,
);
