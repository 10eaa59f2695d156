/** `npm start`: sets up what is missing, then serves the notebooks in JupyterLab. */
import { requireSupportedNode } from "./setup/node-version.mjs";

requireSupportedNode();
// Loaded only now: older versions of Node could not even read it. An error ends the process.
void import("./setup/main-start.mjs").then(({ main }) => main());
