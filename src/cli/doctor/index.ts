/** `ganvas kernel doctor`: from Node to the first computed value, what works and what does not. */
import { checkJupyter, findJupyter } from "./jupyter.js";
import type { Finding } from "./finding.js";
import { checkNode } from "./node.js";
import { checkSpec, installedSpec } from "./spec.js";
import { checkStart } from "./start.js";

const SIGNS = { fine: "✓", notice: "!", broken: "✗" } as const;

/** Prints one line for each finding as it is made. @returns whether nothing is broken */
export async function doctor(log: (line: string) => void): Promise<boolean> {
  let healthy = true;
  const report = (findings: readonly Finding[]): boolean => {
    for (const { state, text } of findings) log(`${SIGNS[state]} ${text}`);
    const well = findings.every(({ state }) => state !== "broken");
    healthy &&= well;
    return well;
  };
  report([checkNode()]);
  const jupyter = findJupyter();
  report(checkJupyter(jupyter));
  const installed = installedSpec(jupyter);
  // A kernel that is not there, or not ours, is not worth starting.
  if (report(checkSpec(installed)) && installed) report(await checkStart(installed.spec));
  return healthy;
}
