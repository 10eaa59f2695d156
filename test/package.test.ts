import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reference } from "./data/pictures.js";
import { python, root, type Json } from "./kernel/kernel.js";

/** The cells of a user's first notebook. */
const CELLS = [
  `import { imageGrid, lossChart, mlpGan, mnist, trainGan } from "ganvas";
   import { dragan } from "ganvas/adversarial";
   const digits = await mnist();
   digits.size`,
  `const model = mlpGan({ image: [28, 28, 1], latent: 16, generatorUnits: [32], discriminatorUnits: [32] });
   const chart = lossChart();
   for await (const step of trainGan(model, digits, { steps: 30, batch: 32, regularizers: [dragan()] })) chart.add(step);`,
  `imageGrid(model.sample(9))`,
  `import { imageFolder, streamedImageFolder } from "ganvas/data";
   const image = [6, 6, 3] as const;
   const [photos, streamed] = [await imageFolder("photos", { image }), await streamedImageFolder("photos", { image })];
   const [a, b] = [photos.images([0, 1]), await streamed.images([0, 1])];
   [photos.size, a.sub(b).abs().max().dataSync()[0]].join()`,
];

/** The README's lines for the user's own project, without their comments. */
function readmeCommands(): string[] {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, block] = /```sh\n(npm install ganvas\n[^`]*)```/.exec(readme)!;
  return block!
    .trim()
    .split("\n")
    .map((line) => line.replace(/\s+#.*/, ""));
}

describe.skipIf(!python)("the packed package, in an empty project elsewhere", () => {
  let folder: string;
  let project: string;
  /** A user with their own Jupyter on the PATH and their own data folder. */
  const environment = () => ({
    ...process.env,
    JUPYTER_PATH: "",
    JUPYTER_PREFER_ENV_PATH: "0", // the environment of these tests has a kernel of its own
    JUPYTER_DATA_DIR: join(folder, "user"),
    PATH: `${dirname(python!)}${delimiter}${process.env.PATH}`,
  });
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: project, env: environment(), encoding: "utf8" });

  beforeAll(() => {
    folder = mkdtempSync(join(realpathSync(tmpdir()), "ganvas-package-"));
    project = join(folder, "project");
    mkdirSync(project);
    const pack = ["pack", "--ignore-scripts", "--pack-destination", folder];
    execFileSync("npm", pack, { cwd: root, stdio: "pipe" });
    const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"))!;
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "mine", private: true }));
    // As a user does it: what an optional package's own install script cannot do is left out.
    const commands = readmeCommands();
    expect(commands).toEqual([
      "npm install ganvas",
      "npx ganvas setup",
      "npx ganvas kernel install",
    ]);
    run("npm", "install", "--ignore-scripts=false", join("..", tarball));
    // The part of the set-up that decides where a kernel goes: an environment without Jupyter.
    const setup = join(project, "node_modules/ganvas/scripts/setup");
    const part =
      `const { setUp } = await import("${setup}/index.mjs");\n` +
      `const { python } = await import("${setup}/steps/python.mjs");\n` +
      "await setUp({ projectRoot: process.cwd(), steps: [python], gpu: false });";
    run(process.execPath, "--input-type=module", "--eval", part);
    run("npx", "ganvas", "kernel", "install");
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a notebook of that project imports ganvas, trains, plots and reads WebP and AVIF", async () => {
    mkdirSync(join(project, "photos"));
    for (const name of ["turned-6.avif", "transparent.webp"]) {
      writeFileSync(join(project, "photos", name), await reference(name));
    }
    const input = JSON.stringify({ cells: CELLS, allowErrors: false, folder: project });
    const script = join(root, "test/kernel/run_notebook.py");
    const options = { input, env: environment(), encoding: "utf8" } as const;
    const { cells, failure } = JSON.parse(execFileSync(python!, [script], options));
    expect(failure).toBeNull();
    const types = cells.map((cell: Json) =>
      cell.outputs.flatMap((output: Json) => Object.keys(output.data ?? {})).sort(),
    );
    expect(cells[0].outputs.at(-1).data["text/plain"]).toBe("60000");
    expect(types[1]).toEqual(["application/vnd.vegalite.v5+json", "image/png", "text/plain"]);
    expect(types[2]).toEqual(["image/png", "text/plain"]);
    expect(cells[3].outputs.at(-1).data["text/plain"]).toContain("2,0");
  }, 300_000);

  test("the README's commands put the kernel where the user's Jupyter finds it", () => {
    expect(existsSync(join(project, ".ganvas/python/bin/python"))).toBe(true);
    const listed = run("jupyter", "kernelspec", "list", "--json");
    const { spec, resource_dir } = JSON.parse(listed).kernelspecs.tslab;
    expect(resource_dir).toBe(join(folder, "user/kernels/tslab"));
    expect(spec.argv[1]).toBe(join(project, "node_modules/ganvas/dist/kernel/launch.js"));
    expect(run("npx", "ganvas", "kernel", "doctor")).not.toContain("✗");
  }, 120_000);

  test("holds what it needs, and nothing of the tests or lessons", () => {
    const files = readdirSync(join(project, "node_modules/ganvas")).sort();
    const expected = ["LICENSE", "README.md", "data", "dist", "package.json", "scripts"];
    expect(files.filter((name) => name !== "node_modules")).toEqual(expected);
  });
});
