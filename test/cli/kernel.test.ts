import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { python } from "../kernel/kernel.js";

const root = path.resolve(import.meta.dirname, "../..");

describe("ganvas kernel", { timeout: 60_000 }, () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), "ganvas-cli-"));
  });

  /** Runs the command in an empty project, with the user's Jupyter folder inside it. */
  const ganvas = (...words: string[]) => ganvasWith({}, ...words);

  function ganvasWith(variables: NodeJS.ProcessEnv, ...words: string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(root, "dist/cli/index.js"), ...words],
      {
        cwd: folder,
        encoding: "utf8",
        env: {
          ...process.env,
          JUPYTER_DATA_DIR: path.join(folder, "user"),
          JUPYTER_PATH: "",
          ...variables,
        },
      },
    );
    return { status, stdout, stderr };
  }

  const specIn = (prefix: string) => path.join(folder, prefix, "kernels/tslab/kernel.json");
  const read = (file: string) => JSON.parse(fs.readFileSync(file, "utf8"));

  test("installs into a prefix, lists and removes", () => {
    expect(ganvas("kernel", "install", "--prefix", "p").status).toBe(0);
    const spec = read(specIn("p/share/jupyter"));
    expect(spec).toMatchObject({ display_name: "TypeScript (Ganvas)", language: "typescript" });
    expect(spec.interrupt_mode).toBe("message");
    expect(spec.argv.map((word: string) => path.isAbsolute(word))).toEqual([true, true, false]);
    expect(spec.argv[2]).toBe("{connection_file}");
    expect(fs.existsSync(spec.argv[1])).toBe(true);
    expect(fs.readdirSync(path.dirname(specIn("p/share/jupyter"))).sort()).toEqual([
      "kernel.json",
      "logo-32x32.png",
      "logo-64x64.png",
      "logo-svg.svg",
    ]);
    const template = path.join(folder, "p/share/jupyter/nbconvert/templates/ganvas");
    expect(fs.readdirSync(template)).toEqual(["conf.json", "index.html.j2"]);
    const listed = ganvas("kernel", "list", "--prefix", "p").stdout;
    expect(listed).toContain(path.dirname(specIn("p/share/jupyter")));
    expect(ganvas("kernel", "remove", "--prefix", "p").status).toBe(0);
    expect(fs.existsSync(specIn("p/share/jupyter"))).toBe(false);
    expect(fs.readdirSync(path.join(folder, "p/share/jupyter/nbconvert/templates"))).toEqual([]);
  });

  test("goes to the user's folder, or to the project's environment where there is one", () => {
    ganvas("kernel", "install");
    expect(fs.existsSync(specIn("user"))).toBe(true);
    expect(ganvas("kernel", "list").stdout).toBe(`${path.dirname(specIn("user"))}\n`);
    const bin = path.join(folder, ".ganvas/python/bin");
    fs.mkdirSync(bin, { recursive: true }); // as `ganvas setup` makes it: no Jupyter looks there
    ganvas("kernel", "install");
    expect(fs.existsSync(specIn(".ganvas/python/share/jupyter"))).toBe(false);
    fs.writeFileSync(path.join(bin, "jupyter"), "");
    ganvas("kernel", "install");
    expect(fs.existsSync(specIn(".ganvas/python/share/jupyter"))).toBe(true);
  });

  test("replaces a bare tslab and says so, but does not remove one", () => {
    fs.mkdirSync(path.dirname(specIn("user")), { recursive: true });
    const bare = JSON.stringify({ argv: ["tslab", "kernel"], display_name: "Bare" });
    fs.writeFileSync(specIn("user"), bare);
    expect(ganvas("kernel", "remove", "--user")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('found "Bare"'),
    });
    expect(ganvas("kernel", "install", "--user").stdout).toContain('in place of "Bare"');
  });

  test("doctor: nothing is there", () => {
    const { status, stdout } = ganvas("kernel", "doctor");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^✓ Node /);
    expect(stdout).toMatch(/✗ Expected a kernel named "tslab" .*: run ganvas kernel install\./);
  });

  test("doctor: a kernel that is not ours, and one whose files are gone", () => {
    fs.mkdirSync(path.dirname(specIn("user")), { recursive: true });
    const spec = { argv: ["tslab", "kernel"], display_name: "Bare", language: "typescript" };
    fs.writeFileSync(specIn("user"), JSON.stringify(spec));
    expect(ganvas("kernel", "doctor").stdout).toMatch(
      /✗ Expected Ganvas's kernel .*, found "Bare"/,
    );
    const gone = [process.execPath, "/gone/dist/kernel/launch.js", "{connection_file}"];
    fs.writeFileSync(specIn("user"), JSON.stringify({ ...spec, argv: gone }));
    const { status, stdout } = ganvas("kernel", "doctor");
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /✗ Expected .gone.dist.kernel.launch\.js, .*: run ganvas kernel install --user again\./,
    );
    ganvas("kernel", "install", "--user");
    expect(ganvas("kernel", "doctor").stdout).not.toContain("/gone/");
  });

  test("doctor: the command that it names installs where Jupyter looks first", () => {
    const bin = path.join(folder, "bin"); // a Jupyter that sees one environment alone
    const kernels = path.join(folder, "env/share/jupyter/kernels");
    const spec = { argv: ["tslab", "kernel"], display_name: "Bare", language: "typescript" };
    fs.mkdirSync(path.join(kernels, "tslab"), { recursive: true });
    fs.writeFileSync(path.join(kernels, "tslab/kernel.json"), JSON.stringify(spec));
    fs.mkdirSync(bin);
    const listing =
      `const spec = JSON.parse(fs.readFileSync(${JSON.stringify(kernels)} + "/tslab/kernel.json"));\n` +
      `const tslab = { resource_dir: ${JSON.stringify(kernels)} + "/tslab", spec };\n` +
      'const listed = process.argv.includes("kernelspec") ? JSON.stringify({ kernelspecs: { tslab } }) : "{}";\n' +
      "console.log(listed);";
    const script = `#!${process.execPath}\nconst fs = require("node:fs");\n${listing}`;
    fs.writeFileSync(path.join(bin, "jupyter"), script, { mode: 0o755 });
    const PATH = `${bin}${path.delimiter}${process.env.PATH}`;
    const before = ganvasWith({ PATH }, "kernel", "doctor").stdout;
    const [, command] = /run ganvas (kernel install .*) to replace it\./.exec(before)!;
    ganvasWith({ PATH }, ...command!.split(" "));
    expect(ganvasWith({ PATH }, "kernel", "doctor").stdout).toContain('✓ "TypeScript (Ganvas)"');
  });

  test.skipIf(!python)("doctor: all is well", { timeout: 60_000 }, () => {
    fs.mkdirSync(path.join(folder, ".ganvas"));
    fs.symlinkSync(path.dirname(path.dirname(python!)), path.join(folder, ".ganvas/python"));
    ganvas("kernel", "install", "--user");
    const { status, stdout } = ganvas("kernel", "doctor");
    expect(stdout).toMatch(/✓ JupyterLab [\d.]+/);
    expect(stdout).toMatch(/✓ The kernel starts and computes/);
    expect(stdout).not.toContain("✗");
    expect(status).toBe(0);
  });

  test("mistakes get one sentence", () => {
    for (const words of [
      ["kernel", "remove"],
      ["kernel", "install", "--user", "--prefix", "p"],
      ["kernel", "install", "--sys-prefix", "no-such-python"],
      ["kernel", "install", "--prefix", "/dev/null"],
      ["setup", "--cpu", "--gpu"],
    ]) {
      const { status, stderr } = ganvas(...words);
      expect(status, words.join(" ")).toBe(1);
      expect(stderr, words.join(" ")).toMatch(/^Expected .*, found .*: .*\.\n$/);
    }
  });
});
