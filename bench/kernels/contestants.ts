/** The kernels that are compared. */
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { bareTslab, ganvas, root, type Spec } from "../../test/kernel/kernel.js";

export interface Contestant {
  readonly name: string;
  readonly version: string;
  readonly spec: Spec;
}

const DENO = "2.9.6";

const versionOf = (name: string): string =>
  (createRequire(path.join(root, "package.json"))(name) as { version: string }).version;

export function contestants(): readonly Contestant[] {
  return [
    { name: "Ganvas", version: versionOf("./package.json"), spec: ganvas() },
    { name: "tslab", version: versionOf("tslab/package.json"), spec: bareTslab() },
    { name: "Deno", version: DENO, spec: deno() },
  ];
}

/** Deno comes as an npm package, into a folder of its own at the first comparison. */
function deno(): Spec {
  const folder = path.join(root, ".ganvas/bench/deno");
  const program = path.join(folder, "node_modules/.bin/deno");
  if (!fs.existsSync(program)) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
    execFileSync("npm", ["install", `deno@${DENO}`], { cwd: folder, stdio: "ignore" });
  }
  return {
    argv: [program, "jupyter", "--kernel", "--conn", "{connection_file}"],
    interrupt_mode: "signal",
  };
}
