import { existsSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../npm.mjs";
import { hashOf, hashText, manifest } from "../packages.mjs";

/** All npm packages of a clone, exactly as package-lock.json has them. */
/** @type {import("../runner.mjs").Step} */
export const npmPackages = {
  name: "npm-packages",
  title: "npm packages",
  megabytes: 800,
  key({ projectRoot }) {
    const { dependencies, optionalDependencies, devDependencies } = manifest(projectRoot);
    const requested = JSON.stringify([dependencies, optionalDependencies, devDependencies]);
    const locked = hashOf([join(projectRoot, "package-lock.json")]);
    return [hashText(requested), locked, process.platform, process.arch].join(" ");
  },
  done({ projectRoot }) {
    const inside = [".package-lock.json", "typescript/package.json", "vitest/vitest.mjs"];
    return inside.every((file) => existsSync(join(projectRoot, "node_modules", file)));
  },
  async run(context) {
    await npm(context, ["ci", "--include=dev"], context.projectRoot);
  },
};
