/** A scratch project with stub programs on PATH, away from the real `.ganvas`. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Context } from "../../scripts/setup/context.mjs";

export interface Scratch {
  root: string;
  bin: string;
  lines: string[];
  context: Context;
  /** Adds a shell script to PATH. */
  program(name: string, body: string): string;
}

/** The folder's name has a space, as a user's may. */
export function scratch(): Scratch {
  const root = mkdtempSync(join(tmpdir(), "ganvas set-up "));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const bin = join(root, "bin");
  mkdirSync(bin);
  const lines: string[] = [];
  const context: Context = {
    projectRoot: root,
    packageRoot: root,
    home: join(root, ".ganvas"),
    gpu: false,
    mayInstall: false,
    env: { PATH: bin },
    log: (line) => void lines.push(line),
  };
  const program = (name: string, body: string) => {
    const file = join(bin, name);
    writeFileSync(file, `#!/bin/sh\n${body}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  return { root, bin, lines, context, program };
}
