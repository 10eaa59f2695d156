import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setUp } from "./index.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * The one plain line that closes a test run. A test file that fails
 * outside of its tests (it cannot be loaded, or its preparation fails) counts as a failure.
 *
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests?: number,
 *   testResults?: { status: string, assertionResults: { status: string }[] }[] }} report vitest's JSON report
 */
export function closingLine({ numPassedTests, numFailedTests, numPendingTests, testResults }) {
  const broken = (testResults ?? []).filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  ).length;
  const skipped = numPendingTests ? `, ${numPendingTests} skipped` : "";
  return `${numPassedTests} passed, ${numFailedTests + broken} failed${skipped}`;
}

/** Runs `npm test` and ends the process with vitest's exit code. */
export async function main() {
  const projectRoot = fileURLToPath(new URL("../..", import.meta.url));
  try {
    const { context } = await setUp({ projectRoot });
    const report = join(context.home, "test-report.json");
    rmSync(report, { force: true });
    const given = process.argv.slice(2);
    const args = [
      ...[join(projectRoot, "node_modules", "vitest", "vitest.mjs"), "run", ...given],
      ...(given.some((arg) => arg.startsWith("--reporter")) ? [] : ["--reporter=default"]),
      ...["--reporter=json", `--outputFile.json=${report}`],
    ];
    const code = await runHere(args, projectRoot, context.env);
    try {
      console.log(closingLine(JSON.parse(readFileSync(report, "utf8"))));
    } catch {
      // vitest ended before any test, and has said why.
    }
    process.exit(code);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

/**
 * Runs Node on this terminal.
 *
 * @param {string[]} args
 * @param {string} cwd
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code
 */
function runHere(args, cwd, env) {
  const child = spawn(process.execPath, args, { cwd, env, stdio: "inherit" });
  // Ctrl-C reaches vitest by itself; this process waits for its end.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
}
