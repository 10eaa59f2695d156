/** Is this Node one that Ganvas runs on? */
import { createRequire } from "node:module";
import { broken, fine, type Finding } from "./finding.js";

const manifest = createRequire(import.meta.url)("../../../package.json") as {
  engines: { node: string };
};

/** @param version as in `process.versions.node` */
export function checkNode(version = process.versions.node): Finding {
  const oldest = manifest.engines.node.replace(/^>=/, "");
  return isAtLeast(version, oldest)
    ? fine(`Node ${version}`)
    : broken(`Expected Node ${oldest} or newer, found ${version}: install a newer one.`);
}

function isAtLeast(version: string, oldest: string): boolean {
  const [found, wanted] = [version, oldest].map((text) => text.split(".").map(Number));
  for (const [i, part] of wanted!.entries()) if (found![i] !== part) return (found![i] ?? 0) > part;
  return true;
}
