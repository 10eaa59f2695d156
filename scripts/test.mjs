/** `npm test`: sets up what is missing, then runs vitest with the arguments given. */
import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
// Loaded only now: older versions of Node could not even read it. An error ends the process.
void import("./setup/main-test.mjs").then(({ main }) => main());
