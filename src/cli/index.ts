#!/usr/bin/env node
/** The `ganvas` command. Does not load the library, so that it answers at once. */
import { Command } from "commander";
import { addKernelCommands } from "./kernel.js";
import { addSetupCommand } from "./setup.js";

const program = new Command("ganvas")
  .description("TypeScript notebooks for generative models: the kernel and its set-up")
  .showHelpAfterError();
addKernelCommands(program);
addSetupCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
