import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../kernel/kernel.js";

/** JupyterLab makes new notebooks in the folder of the lessons, which belongs to the repository. */
test.skipIf(!existsSync(join(root, ".git")))("git ignores a user's own notebooks", () => {
  const files = [
    "notebooks/Untitled.ipynb",
    "notebooks/mine/a.ipynb",
    "notebooks/06-a-new-lesson.ipynb",
    "notebooks/tsconfig.json",
  ];
  const { stdout } = spawnSync("git", ["check-ignore", ...files], { cwd: root, encoding: "utf8" });
  expect(stdout.trim().split("\n")).toEqual(files.slice(0, 2));
});
