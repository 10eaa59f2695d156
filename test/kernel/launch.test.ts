import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { root, temporaryFolder } from "./kernel.js";

describe("launching the kernel", { timeout: 30_000 }, () => {
  const launch = (file: string, ...words: string[]) =>
    spawnSync(process.execPath, [file, ...words], { encoding: "utf8" });

  test("another tslab than the pinned one ends the launch with one sentence", () => {
    const folder = temporaryFolder();
    for (const part of ["dist/base", "dist/kernel"]) {
      fs.cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
    }
    fs.copyFileSync(path.join(root, "package.json"), path.join(folder, "package.json"));
    fs.mkdirSync(path.join(folder, "node_modules/tslab"), { recursive: true });
    fs.symlinkSync(
      path.join(root, "node_modules/@jridgewell"),
      path.join(folder, "node_modules/@jridgewell"),
    );
    fs.writeFileSync(
      path.join(folder, "node_modules/tslab/package.json"),
      '{ "name": "tslab", "version": "1.0.99" }',
    );
    const { status, stderr } = launch(path.join(folder, "dist/kernel/launch.js"), "connection");
    expect(status).toBe(1);
    expect(stderr).toBe("Expected tslab 1.0.22, found 1.0.99: install tslab@1.0.22.\n");
  });

  test("without a connection file it says how it is started", () => {
    const { status, stderr } = launch(path.join(root, "dist/kernel/launch.js"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Usage: .*\n$/);
  });
});
