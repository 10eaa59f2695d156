/** Asks a kernel all probes. */
import fs from "node:fs";
import path from "node:path";
import { Kernel, root, temporaryFolder, type Spec } from "../kernel.js";
import { AFTER_ERROR, seconds, type Probe } from "./probe.js";

/** A probe that gets no answer in this time does not hold. */
const PATIENCE_MILLISECONDS = 8_000;

/** Packages of this checkout that the probes import. */
const PACKAGES = ["vega", "vega-lite", "@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"];

/** A package with the notebooks' folder in it. */
function project(): string {
  const folder = temporaryFolder();
  const write = (file: string, content: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), content);
  };
  const manifest = {
    name: "probed",
    version: "1.0.0",
    type: "module",
    exports: { ".": { types: "./self.d.ts", default: "./self.js" } },
    dependencies: Object.fromEntries([...PACKAGES, "common"].map((name) => [name, "*"])),
  };
  write("package.json", JSON.stringify(manifest));
  write("self.js", 'export const self = "itself";');
  write("self.d.ts", "export declare const self: string;");
  const common = { name: "common", version: "1.0.0", main: "index.js", types: "index.d.ts" };
  write("node_modules/common/package.json", JSON.stringify(common));
  write("node_modules/common/index.js", "module.exports = function three() { return 3; };");
  write("node_modules/common/index.d.ts", "declare function three(): number;\nexport = three;");
  for (const name of PACKAGES) {
    const link = path.join(folder, "node_modules", name);
    fs.mkdirSync(path.dirname(link), { recursive: true });
    fs.symlinkSync(path.join(root, "node_modules", name), link);
  }
  write("notebooks/README", "Cells run here.");
  return path.join(folder, "notebooks");
}

/** One kind of kernel, restarted whenever a probe needs it. */
export class Probing {
  readonly #folder = project();
  #kernel: Kernel | undefined;

  constructor(private readonly spec: Spec) {}

  /** Whether the probe holds. */
  async ask(probe: Probe): Promise<boolean> {
    const separate = probe.alone || probe.environment || probe.prepare;
    if (separate) await this.end();
    const folder = probe.prepare ? project() : this.#folder;
    probe.prepare?.(folder);
    const kernel = (this.#kernel ??= await Kernel.start(folder, this.spec, probe.environment));
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE_MILLISECONDS);
    });
    const answer = probe.holds(kernel, folder).catch(() => undefined);
    const holds = await Promise.race([answer, patience]);
    clearTimeout(timer);
    await seconds(AFTER_ERROR);
    if (separate || holds === undefined) await this.end();
    return holds === true;
  }

  async end(): Promise<void> {
    await this.#kernel?.stop();
    this.#kernel = undefined;
  }
}
