/** Is the kernel installed where Jupyter looks, and do the files that it starts exist? */
import fs from "node:fs";
import path from "node:path";
import { installCommand, searchedFolders } from "../jupyter-folders.js";
import { findSpec, isOurs, launcher, NAME, type KernelSpec } from "../kernel-spec.js";
import { broken, fine, notice, type Finding } from "./finding.js";
import { ask } from "./jupyter.js";

interface Installed {
  readonly folder: string;
  readonly spec: KernelSpec;
}

/** The spec that Jupyter takes: by its own word, or without Jupyter the first in its order. */
export function installedSpec(jupyter: string | undefined): Installed | undefined {
  const listed = jupyter && ask(jupyter, ["kernelspec", "list", "--json"]);
  if (listed) {
    const { kernelspecs } = JSON.parse(listed) as {
      kernelspecs: Record<string, { resource_dir: string; spec: KernelSpec }>;
    };
    const installed = kernelspecs[NAME];
    return installed && { folder: installed.resource_dir, spec: installed.spec };
  }
  for (const kernels of searchedFolders()) {
    const spec = findSpec(kernels);
    if (spec) return { folder: path.join(kernels, NAME), spec };
  }
  return undefined;
}

export function checkSpec(installed: Installed | undefined): Finding[] {
  if (!installed)
    return [
      broken(
        `Expected a kernel named "${NAME}" where Jupyter looks, found none: run ganvas kernel install.`,
      ),
    ];
  const { folder, spec } = installed;
  if (!isOurs(spec))
    return [
      broken(
        `Expected Ganvas's kernel in ${folder}, found "${spec.display_name}": run ${installCommand(folder)} to replace it.`,
      ),
    ];
  const findings = [fine(`"${spec.display_name}" is installed in ${folder}`)];
  for (const file of spec.argv.filter((word) => path.isAbsolute(word))) {
    if (!fs.existsSync(file))
      findings.push(
        broken(
          `Expected ${file}, which the kernel starts, found nothing: run ${installCommand(folder)} again.`,
        ),
      );
  }
  if (!spec.argv.includes(launcher))
    findings.push(notice(`It starts another installation of Ganvas: ${spec.argv.join(" ")}`));
  return findings;
}
