/**
 * TensorFlow.js in cells: native TensorFlow computes, by whatever name a cell imports it.
 *
 * Broken in bare tslab and in Node: `import * as tf from "@tensorflow/tfjs"` computes in plain
 * JavaScript, 20 to 30 times slower, although native TensorFlow is there; `@tensorflow/tfjs-node` is
 * not found, because the one that Ganvas builds has another name. Fixed here: the engine of Ganvas is
 * loaded first, and all copies of TensorFlow.js in a process share one engine.
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The package of native TensorFlow that `ganvas setup` builds, for the CPU as for the GPU. */
const NATIVE = "@tensorflow/tfjs-node-gpu";
const ENGINE = "ganvas/engine";

/** The package that is borrowed under a name: `@tensorflow/tfjs-node` is the one that was built. */
export const lentName = (specifier: string): string =>
  specifier.replace(/^@tensorflow\/tfjs-node(?=\/|$)/, NATIVE);

/** The modules to be imported before `specifier`. */
export function importedFirst(specifier: string): readonly string[] {
  return /^@tensorflow\/tfjs(-node|-node-gpu)?$/.test(specifier) && isNativeBuilt() ? [ENGINE] : [];
}

/** @throws Error when a cell imports native TensorFlow by name and it was not built */
export function checkNative(specifier: string): void {
  if (!/^@tensorflow\/tfjs-node(-gpu)?$/.test(specifier) || isNativeBuilt()) return;
  throw new Error(
    `${specifier} is expected to be built but is not; run \`npx ganvas setup\`, or import ` +
      "@tensorflow/tfjs, which computes in JavaScript.",
  );
}

function isNativeBuilt(): boolean {
  if (process.env.GANVAS_BACKEND === "wasm") return false;
  try {
    const manifest = createRequire(import.meta.url).resolve(`${NATIVE}/package.json`);
    return fs.existsSync(path.join(path.dirname(manifest), "lib/napi-v8/tfjs_binding.node"));
  } catch {
    return false; // an optional package that was left out
  }
}
