import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { isAlive } from "../../src/base/process.js";

test("a process is alive until it has ended", () => {
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(1)).toBe(true); // another user's, where the tests do not run as root
  expect(isAlive(spawnSync(process.execPath, ["-e", ""]).pid)).toBe(false);
});
