/**
 * Lets Node load TF.js's own tests, which are published as modules for a bundler: without file
 * endings, without a package type, and with `require` in the midst.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const INSIDE = "/@tensorflow/tfjs-core/dist/";

/** @type {import("node:module").ResolveHook} */
export async function resolve(specifier, context, next) {
  const { parentURL } = context;
  if (!parentURL?.includes(INSIDE) || !specifier.startsWith(".")) return next(specifier, context);
  const place = new URL(specifier, parentURL).href.replace(/\/$/, "");
  const file = [`${place}.js`, `${place}/index.js`].find((url) => existsSync(fileURLToPath(url)));
  return next(file ?? specifier, context);
}

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
  // Its bundles for CommonJS stay what they are.
  if (!url.includes(INSIDE) || /\.node\.js$/.test(url)) return next(url, context);
  const code = await readFile(fileURLToPath(url), "utf8");
  // To a bundler the namespace of a CommonJS package is the package.
  const packages = code.replace(
    /^import \* as (\w+) from '([^.'][^']*)'/gm,
    "const $1 = require('$2')",
  );
  const require = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
  return { format: "module", source: `${require}\n${packages}`, shortCircuit: true };
}
