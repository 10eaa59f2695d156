/** `npm test`: sets up what is missing, then runs vitest with the arguments given. */
import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
import("./setup/main-test.mjs").then(({ main }) => main());
