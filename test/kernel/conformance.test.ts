import { spawnSync } from "node:child_process";
import path from "node:path";
import { expect, test } from "vitest";
import { python, specFolder, temporaryFolder } from "./kernel.js";

/** Every test of the suite: none may disappear, fail or be skipped. */
const TESTS = [
  "test_clear_output",
  "test_completion",
  "test_display_data",
  "test_error",
  "test_execute_result",
  "test_execute_stderr",
  "test_execute_stdout",
  "test_history",
  "test_inspect",
  "test_is_complete",
  "test_kernel_info",
  "test_pager",
  "test_recv_iopub_welcome_msg",
];

test.skipIf(!python)("the official conformance suite passes in full", { timeout: 120_000 }, () => {
  const suite = path.join(import.meta.dirname, "conformance.py");
  const run = spawnSync(python!, [suite], {
    env: { ...process.env, JUPYTER_PATH: specFolder(), GANVAS_HISTORY: temporaryFolder() },
    cwd: temporaryFolder(),
    encoding: "utf8",
  });
  const outcomes = run.stdout.trim().split("\n");
  expect(outcomes, run.stderr).toEqual(TESTS.map((name) => `${name}: passed`));
});
