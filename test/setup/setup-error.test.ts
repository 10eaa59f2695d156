import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { command } from "../../scripts/setup/command.mjs";
import { requireCompiler } from "../../scripts/setup/compiler.mjs";
import { requireCanvasLibraries } from "../../scripts/setup/debian.mjs";
import { takeLock } from "../../scripts/setup/lock.mjs";
import { isSupportedNode, wrongNode } from "../../scripts/setup/node-version.mjs";
import { npm } from "../../scripts/setup/npm.mjs";
import { findPython } from "../../scripts/setup/python.mjs";
import { toSetupError } from "../../scripts/setup/signs.mjs";
import { freeMegabytes, requireSpace } from "../../scripts/setup/space.mjs";
import { python } from "../../scripts/setup/steps/python.mjs";
import { CommandFailed } from "../../scripts/setup/setup-error.mjs";
import { scratch } from "./fixtures.js";

/** The message that a rejected promise ends as. */
async function message(promise: Promise<unknown>, what = "npm packages"): Promise<string> {
  const error = await promise.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  );
  return toSetupError(error, what).message;
}

/** Stands in for python3: answers the probe, and `-m venv` with `venv`. */
const python3 = (minor: number, venv = "exit 0") =>
  `case "$*" in *"-m venv"*) ${venv};; *) printf '3\\n${minor}\\n%s\\n' "$0";; esac`;

describe("Python", () => {
  it("takes the first that is new enough, and one with wheels before a newer one", async () => {
    const { context, program } = scratch();
    program("python3", python3(14));
    program("python3.11", "exit 1");
    const good = program("python3.12", python3(12));
    expect(await findPython(context)).toEqual({ program: good, minor: 12 });
    program("python3.12", "exit 1");
    expect((await findPython(context)).minor).toBe(14);
  });

  it("says so when there is none, or only an old one", async () => {
    const { context, program } = scratch();
    expect(await message(findPython(context))).toMatch(/Python 3.10 or later, and none was found/);
    const old = program("python3", python3(8));
    expect(await message(findPython(context))).toContain(
      `only an older one was found (${old} is 3.8)`,
    );
    program("python3", "printf '2\\n7\\n\\n'");
    expect(await message(findPython(context))).toContain("none was found");
  });

  it("lets GANVAS_PYTHON win, and names it when it is wrong", async () => {
    const { context, program, root } = scratch();
    program("python3", python3(12));
    const other = program("other", python3(11));
    context.env.GANVAS_PYTHON = other;
    expect((await findPython(context)).program).toBe(other);
    context.env.GANVAS_PYTHON = join(root, "nowhere");
    expect(await message(findPython(context))).toMatch(
      /GANVAS_PYTHON is .*nowhere, which does not run/,
    );
    context.env.GANVAS_PYTHON = program("old", python3(9));
    expect(await message(findPython(context))).toContain("which is Python 3.9");
  });

  it("names the Debian package when the venv module is missing", async () => {
    const { context, program } = scratch();
    const lacks =
      "echo 'The virtual environment was not created: ensurepip is not available.'; exit 1";
    program("python3", python3(11, lacks));
    const text = await message(Promise.resolve(python.run(context, { resumed: false })));
    expect(text).toContain("has no venv module");
    expect(text).toContain("sudo apt-get install python3.11-venv");
  });
});

describe("the registry, the disk and permissions", () => {
  it.each([
    ["npm error code ENOTFOUND", "out of reach"],
    ["npm error network request to ... failed, reason: connect ECONNREFUSED", "out of reach"],
    [
      "WARNING: Retrying ... NewConnectionError ...\nERROR: No matching distribution found",
      "out of reach",
    ],
    ["npm error code SELF_SIGNED_CERT_IN_CHAIN", "certificate is not trusted"],
    ["npm error code E401", "refused the request"],
    ["npm error code ENOSPC", "The disk is full"],
    ["OSError: [Errno 28] No space left on device", "The disk is full"],
    ["ERROR: No matching distribution found for tensorflow", "no package of this version"],
  ])("reads %j as: %s", async (output, said) => {
    expect(toSetupError(new CommandFailed("npm ci", output, 1), "npm packages").message).toContain(
      said,
    );
  });

  it("hears it from npm itself", async () => {
    const { context, root, bin } = scratch();
    const script = join(bin, "npm-cli.js");
    writeFileSync(script, "console.error('npm error code ENOTFOUND'); process.exitCode = 1;");
    context.env.npm_execpath = script;
    expect(await message(npm(context, ["ci"], root))).toContain(
      "the package registry is out of reach",
    );
  });

  it("quotes the telling lines of any other failure and names the log", async () => {
    const { context, program } = scratch();
    const tool = program("tool", "echo 'x.cc:3: error: no such thing'; echo done; exit 4");
    const text = await message(command(context, tool, ["a b"]), "canvas");
    expect(text).toBe(
      "canvas: `tool a b` failed (4): x.cc:3: error: no such thing. All of its output is in .ganvas/setup.log.",
    );
  });

  it("compares the free space with what is needed", () => {
    const { root } = scratch();
    expect(freeMegabytes(root)).toBeGreaterThan(0);
    expect(() => requireSpace(root, 500, () => 499.9)).toThrow(
      /about 500 MB .* but 499 MB are free/,
    );
    expect(() => requireSpace(root, 500, () => 500)).not.toThrow();
  });

  it("reads a full disk from a file that cannot be written", () => {
    expect(toSetupError(new Error("ENOSPC: no space left on device, write"), "x").kind).toBe(
      "disk",
    );
  });
});

describe("compiler and Debian libraries", () => {
  it("names the compiler that is missing, and takes CXX", () => {
    const { context, program } = scratch();
    expect(() => requireCompiler(context.env)).toThrow(/No C\+\+ compiler was found: install one/);
    const compiler = program("my-c++", "");
    context.env.CXX = "my-c++ -m64";
    expect(requireCompiler(context.env)).toEqual({ program: compiler, args: ["-m64"] });
  });

  it.skipIf(process.platform !== "linux")(
    "prints the command for a user who is not root",
    async () => {
      const { context, program, root } = scratch();
      const release = join(root, "debian_version");
      writeFileSync(release, "12");
      program("apt-get", "exit 99");
      const text = await message(requireCanvasLibraries(context, release));
      expect(text).toContain("without make, pkg-config, a C++ compiler, cairo");
      expect(text).toMatch(
        /sudo apt-get install -y g\+\+ make pkg-config libcairo2-dev libpango1.0-dev/,
      );
    },
  );

  it("installs them as root, after an update when the lists are empty", async () => {
    const { context, program, root } = scratch();
    const release = join(root, "debian_version");
    writeFileSync(release, "12");
    context.mayInstall = true;
    const log = join(root, "apt.log");
    program(
      "apt-get",
      `echo "$1" >> "${log}"; [ "$1" = update ] && : > "${log}.lists"; [ -e "${log}.lists" ]`,
    );
    await requireCanvasLibraries(context, release);
    expect(readFileSync(log, "utf8").split("\n").slice(0, 3)).toEqual([
      "install",
      "update",
      "install",
    ]);
  });

  it.skipIf(process.platform !== "linux")("elsewhere names what to install", async () => {
    const { context, root } = scratch();
    const text = await message(requireCanvasLibraries(context, join(root, "none")));
    expect(text).toContain("development packages of cairo, pango, libjpeg, giflib and librsvg");
  });
});

describe("two set-ups", () => {
  it("does not run beside another one, and takes over from one that died", () => {
    const { home } = scratch().context;
    mkdirSync(home);
    writeFileSync(join(home, "setup.lock"), JSON.stringify({ pid: process.ppid }));
    expect(() => takeLock(home)).toThrow(`Another set-up (process ${process.ppid}) is at work`);
    writeFileSync(join(home, "setup.lock"), JSON.stringify({ pid: 2 ** 30 }));
    takeLock(home).release();
    takeLock(home).release();
  });
});

describe("Node", () => {
  it.each(["20.19.0", "20.20.2", "22.12.0", "22.23.3", "24.0.0", "24.21.0"])(
    "takes %s",
    (version) => {
      expect(isSupportedNode(version)).toBe(true);
    },
  );
  it.each(["18.20.4", "20.18.3", "21.7.0", "22.11.0", "23.5.0", "26.0.0"])(
    "refuses %s",
    (version) => {
      expect(isSupportedNode(version)).toBe(false);
      expect(wrongNode(version)).toContain(`this is Node ${version}.`);
    },
  );
});
