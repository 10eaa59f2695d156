/** `ganvas kernel install | list | remove | doctor`. */
import path from "node:path";
import type { Command } from "commander";
import { doctor } from "./doctor/index.js";
import { removeTemplate, writeTemplate } from "./html-template.js";
import { kernelsFolder, searchedFolders, type Place } from "./jupyter-folders.js";
import { findSpec, isOurs, removeSpec, writeSpec } from "./kernel-spec.js";

/** Adds the commands to `program`. */
export function addKernelCommands(program: Command): void {
  const kernel = program.command("kernel").description("the Jupyter kernel for TypeScript");

  withPlace(kernel.command("install"))
    .description("make the kernel known to Jupyter")
    .action((place: Place) => {
      const folder = kernelsFolder(place);
      const before = findSpec(folder);
      const file = writeSpec(folder);
      writeTemplate(folder);
      const replaced = before && !isOurs(before) ? ` in place of "${before.display_name}"` : "";
      console.log(`Installed the kernel${replaced}: ${file}`);
    });

  withPlace(kernel.command("remove"))
    .description("take the kernel out of Jupyter again")
    .action((place: Place) => {
      const folder = kernelsFolder(place);
      console.log(`Removed ${removeSpec(folder)}`);
      removeTemplate(folder);
    });

  kernel
    .command("list")
    .description("where the kernel is installed")
    .option("--prefix <folder>", "look in this folder too")
    .action(({ prefix }: { prefix?: string }) => {
      const also = prefix === undefined ? [] : [kernelsFolder({ prefix })];
      const specs = [...also, ...searchedFolders()].flatMap((folder) => {
        const spec = findSpec(folder);
        return spec && isOurs(spec) ? [path.join(folder, "tslab")] : [];
      });
      if (!specs.length) console.log("Not installed: run `ganvas kernel install`.");
      for (const folder of new Set(specs)) console.log(folder);
    });

  kernel
    .command("doctor")
    .description("check Node, Jupyter and paths, and start the kernel once")
    .action(async () => {
      if (!(await doctor((line) => console.log(line)))) process.exitCode = 1;
    });
}

function withPlace(command: Command): Command {
  return command
    .option("--prefix <folder>", "a Python environment or prefix, under share/jupyter/kernels")
    .option("--user", "the user's own Jupyter folder")
    .option("--sys-prefix [python]", "the environment of this Python (default: python3)");
}
