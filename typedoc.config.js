/** The API reference: `npm run docs` writes it to docs/api/, one module for each public entry point. */
import { existsSync, readFileSync } from "node:fs";

/** @type {{ exports: Record<string, string | { types: string }> }} */
const manifest = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));

/** The source of every entry point that package.json exports with types. */
const entryPoints = Object.values(manifest.exports)
  .flatMap((target) => (typeof target === "string" ? [] : [target.types]))
  .map((types) => types.replace("./dist/", "./src/").replace(/\.d\.ts$/, ".ts"));

const missing = entryPoints.filter((file) => !existsSync(new URL(file, import.meta.url)));
if (missing.length > 0) {
  throw new Error(
    `The exports of package.json are expected to have sources, found none at ` +
      `${missing.join(", ")}; correct the path in package.json.`,
  );
}

export default {
  name: "Ganvas",
  entryPoints,
  tsconfig: "tsconfig.build.json",
  out: "docs/api",
  readme: "none",
  // TF.js, exported as `tf`, has its own reference.
  excludeExternals: true,
  excludePrivate: true,
  excludeInternal: true,
  sort: ["source-order"],
  // A {@link} that leads nowhere is an error. A type that is not exported by itself is not: the
  // reference shows it by name.
  validation: { invalidLink: true, notExported: false, notDocumented: false },
  treatValidationWarningsAsErrors: true,
};
