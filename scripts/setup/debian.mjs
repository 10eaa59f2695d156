/** The system libraries that canvas is built from. */
import { existsSync } from "node:fs";
import { command } from "./command.mjs";
import { findCompiler } from "./compiler.mjs";
import { findProgram } from "./find.mjs";
import { SetupError } from "./setup-error.mjs";

/** @typedef {import("./context.mjs").Context} Context */

const libraries = [
  "cairo",
  "pangocairo",
  "libpng",
  "pixman-1",
  "freetype2",
  "libjpeg",
  "librsvg-2.0",
];

const debianPackages = [
  ...["g++", "make", "pkg-config"],
  ...["libcairo2-dev", "libpango1.0-dev", "libjpeg-dev", "libgif-dev", "librsvg2-dev"],
];

/**
 * The missing requirements of the build of canvas: programs and pkg-config modules.
 *
 * @param {Pick<Context, "home" | "env">} place
 * @returns {Promise<string[]>}
 */
export async function missingForCanvas(place) {
  const missing = ["make", "pkg-config"].filter((name) => !findProgram(name, place.env));
  if (findCompiler(place.env) === undefined) missing.push("a C++ compiler");
  const tool = findProgram("pkg-config", place.env);
  if (tool === undefined) return [...missing, ...libraries];
  for (const library of libraries) {
    await command(place, tool, ["--exists", library]).catch(() => missing.push(library));
  }
  return missing;
}

/**
 * Makes sure that canvas can be built. As root on Debian or Ubuntu, missing packages are installed;
 * elsewhere the message names the command.
 *
 * @param {Context} context
 * @param {string} [release] the file that marks Debian and its descendants
 * @throws {SetupError} when something is missing and may not be installed here
 */
export async function requireCanvasLibraries(context, release = "/etc/debian_version") {
  const missing = await missingForCanvas(context);
  if (missing.length === 0) return;
  const lacks = `canvas, which draws the pictures, has no ready binary here and cannot be built without ${missing.join(", ")}.`;
  const apt = existsSync(release) ? findProgram("apt-get", context.env) : undefined;
  if (apt === undefined) {
    const how =
      process.platform === "darwin"
        ? "brew install pkg-config cairo pango libpng jpeg giflib librsvg pixman"
        : "the development packages of cairo, pango, libjpeg, giflib and librsvg, a C++ compiler, make and pkg-config";
    throw new SetupError(`${lacks} Install them (${how}) and run the command again.`);
  }
  const install = ["install", "-y", "--no-install-recommends", ...debianPackages];
  if (!context.mayInstall) {
    throw new SetupError(
      `${lacks} Run: sudo apt-get update && sudo apt-get install -y ${debianPackages.join(" ")}`,
    );
  }
  context.log(`    installing Debian packages: ${debianPackages.join(" ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  try {
    await command(context, apt, install, { env });
  } catch {
    // The lists of packages are often empty or old in containers.
    await command(context, apt, ["update"], { env });
    await command(context, apt, install, { env });
  }
}
