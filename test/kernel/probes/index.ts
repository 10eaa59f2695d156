/** All probes, in the order in which the comparison shows them. */
import { display } from "./display.js";
import { errors } from "./errors.js";
import { imports } from "./imports.js";
import { interrupts } from "./interrupts.js";
import { messages } from "./messages.js";
import type { Probe } from "./probe.js";
import { state } from "./state.js";

export const probes: Readonly<Record<string, readonly Probe[]>> = {
  State: state,
  Protocol: messages,
  Errors: errors,
  Imports: imports,
  Interrupt: interrupts,
  Display: display,
};
