/** All probes, in the order in which the comparison shows them. */
import { display } from "./display.js";
import { errors } from "./errors.js";
import { imports } from "./imports.js";
import { interrupts } from "./interrupts.js";
import { language } from "./language.js";
import { messages } from "./messages.js";
import { output } from "./output.js";
import type { Probe } from "./probe.js";
import { robustness } from "./robustness.js";
import { state } from "./state.js";

export const probes: Readonly<Record<string, readonly Probe[]>> = {
  State: state,
  Language: language,
  Protocol: messages,
  Errors: errors,
  Imports: imports,
  Interrupt: interrupts,
  Robustness: robustness,
  Output: output,
  Display: display,
};
