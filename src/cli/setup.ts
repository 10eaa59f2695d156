/** `ganvas setup`: native TensorFlow for the project in the current folder. */
import type { Command } from "commander";

/** The functions of the set-up scripts. They are plain Node, so that they run before any build. */
interface SetupScripts {
  setUpNative(options: {
    projectRoot: string;
    gpu: boolean | undefined;
    log: (line: string) => void;
  }): unknown;
}

/** Adds the command to `program`. */
export function addSetupCommand(program: Command): void {
  program
    .command("setup")
    .description("build native TensorFlow for the project in this folder")
    .option("--gpu", "for an NVIDIA GPU (default: when a driver is found)")
    .option("--cpu", "for the CPU")
    .action(async ({ gpu, cpu }: { gpu?: boolean; cpu?: boolean }) => {
      if (gpu && cpu) throw new Error("Expected --gpu or --cpu, found both: keep one.");
      const scripts = new URL("../../scripts/setup/index.mjs", import.meta.url).href;
      const { setUpNative } = (await import(scripts)) as SetupScripts;
      await setUpNative({
        projectRoot: process.cwd(),
        gpu: gpu ? true : cpu ? false : undefined,
        log: (line) => console.log(line),
      });
    });
}
