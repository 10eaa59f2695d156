import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pythonOf } from "../../scripts/notebooks/execute.mjs";
import { project } from "./fixture.js";

const HERE = resolve(import.meta.dirname, "../..");
const command = join(HERE, "dist/cli/index.js");
const python = (() => {
  try {
    return pythonOf(HERE);
  } catch {
    return undefined;
  }
})();
const missing = !python ? "there is no Python environment" : !existsSync(command) && "no dist/";
if (missing) console.warn(`Running notebooks is not tested: ${missing}.`);

const lesson = (live: string) => `---
title: Toy
time: 1 minute
buildsOn: nothing
---

Text.

\`\`\`ts id=settings
const steps = 1000; // quick: 10
console.log(steps, process.env.GANVAS_QUICK);
console.log("second");
\`\`\`

\`\`\`ts id=live
${live}
\`\`\`

\`\`\`ts id=last
steps
\`\`\`
`;
const LIVE = `import { newDisplay } from "tslab";
const live = newDisplay();
for (let i = 0; i < 4; i++) live.html(\`<b>\${i}</b>\`);`;
const CHINESE = `---
title: 玩具
time: 1 分钟
buildsOn: 无
---

\`\`\`ts id=settings
\`\`\`
\`\`\`ts id=live
\`\`\`
\`\`\`ts id=last
\`\`\`
`;

describe.skipIf(missing)("npm run notebooks", () => {
  const kernel = mkdtempSync(join(tmpdir(), "ganvas-spec-"));
  const root = project({ "01-toy": { "lesson.md": lesson(LIVE), "lesson.zh.md": CHINESE } });
  const file = join(root, "lessons/01-toy/lesson.md");
  const stored = join(root, "notebooks/01-toy.ipynb");

  /** Runs the builder's command on the small project. */
  function notebooks(...options: string[]) {
    const script = join(HERE, "scripts/notebooks.mjs");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [script, "--root", root, ...options],
      {
        encoding: "utf8",
        env: {
          ...process.env,
          GANVAS_PYTHON_ENV: resolve(python as string, "../.."),
          JUPYTER_PATH: join(kernel, "share/jupyter"),
        },
      },
    );
    return { status, out: stdout, err: stderr };
  }

  beforeAll(() => {
    execFileSync(process.execPath, [command, "kernel", "install", "--prefix", kernel]);
    const { status, err } = notebooks();
    if (status !== 0) throw new Error(err);
  }, 120_000);
  afterAll(() => {
    for (const folder of [kernel, root]) rmSync(folder, { recursive: true, force: true });
  });

  it("stores the outputs of the full setting, live ones in their last state", () => {
    const { cells, metadata } = JSON.parse(readFileSync(stored, "utf8"));
    expect(metadata.ganvas).toMatchObject({ lesson: "01-toy", setting: "full" });
    expect(cells.map(({ id }: { id: string }) => id)).toEqual([
      "text-opening",
      "text-1",
      "settings",
      "live",
      "last",
      "text-closing",
    ]);
    const [settings, live, last] = cells.slice(2);
    expect(settings.outputs).toEqual([
      { output_type: "stream", name: "stdout", text: ["1000 undefined\n", "second\n"] },
    ]);
    expect(live.outputs).toEqual([
      expect.objectContaining({ output_type: "display_data", data: { "text/html": ["<b>3</b>"] } }),
    ]);
    expect(last.execution_count).toBe(3);
    expect(last.outputs).toEqual([expect.objectContaining({ output_type: "execute_result" })]);
    for (const cell of [settings, live, last]) expect(cell.metadata).toEqual({});
  });

  it("gives a translation the same outputs", () => {
    const code = (path: string) =>
      JSON.parse(readFileSync(path, "utf8")).cells.filter(
        (cell: { cell_type: string }) => cell.cell_type === "code",
      );
    expect(code(join(root, "notebooks/01-toy.zh.ipynb"))).toEqual(code(stored));
  });

  it("is a valid notebook to nbformat", () => {
    const check = "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4))";
    execFileSync(python as string, ["-W", "error", "-c", check, stored]);
  });

  it("is stored as nbformat writes it, byte for byte", () => {
    const rewrite = `import nbformat, sys
for path in sys.argv[1:]:
    text = open(path, encoding="utf8", newline="").read()
    same = nbformat.writes(nbformat.reads(text, 4)) + "\\n" == text
    print(path, same)`;
    const lessons = resolve(import.meta.dirname, "../../notebooks");
    const names = readdirSync(lessons).filter((name) => name.endsWith(".ipynb"));
    const paths = [stored, ...names.map((name) => join(lessons, name))];
    const printed = execFileSync(python as string, ["-c", rewrite, ...paths], { encoding: "utf8" });
    expect(printed.trim().split("\n")).toEqual(paths.map((path) => `${path} True`));
  });

  it("stores the same bytes again, but for the seconds", () => {
    const bare = () => {
      const notebook = JSON.parse(readFileSync(stored, "utf8"));
      notebook.metadata.ganvas.seconds = 0;
      notebook.cells.pop();
      return JSON.stringify(notebook);
    };
    const before = bare();
    expect(notebooks("01").status).toBe(0);
    expect(bare()).toBe(before);
  }, 60_000);

  it("passes the quick check, with the quick value, and stores nothing", () => {
    const before = readFileSync(stored);
    const { status, out } = notebooks("--quick", "--check");
    expect(status).toBe(0);
    expect(out).toMatch(/ {2}settings .* s\n {2}live .* s\n {2}last .* s\n01-toy: 3 cells ran in/);
    expect(readFileSync(stored)).toEqual(before);
  }, 60_000);

  it("renews the text and keeps the outputs with --prose, unless the code has changed", () => {
    writeFileSync(file, lesson(LIVE).replace("Text.", "Other text."));
    expect(notebooks("--check", "--no-run").err).toMatch(/:7: \[text-1\]/);
    expect(notebooks("--prose").status).toBe(0);
    expect(notebooks("--check", "--no-run").status).toBe(0);
    writeFileSync(file, lesson("1;"));
    expect(notebooks("--prose").err).toMatch(/its code has no stored outputs/);
    writeFileSync(file, lesson(LIVE).replace("Text.", "Other text."));
  });

  it.each([
    ["an error", 'throw new Error("a bad cell");', /lesson\.md:15: \[live\]: .*a bad cell/],
    ["a dead kernel", 'import { execSync } from "node:child_process";\nexecSync(`kill -9 ${process.pid}`);', /lesson\.md:15: \[live\]: the kernel's process died/],
  ])("tells of %s with cell and line, and keeps the stored notebook", (_, code, message) => {
    const before = readFileSync(stored);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, lesson(code));
    const { status, err } = notebooks();
    writeFileSync(file, text);
    expect(status).toBe(1);
    expect(err).toMatch(message);
    expect(err).not.toContain("\u001b");
    expect(readFileSync(stored)).toEqual(before);
    expect(readdirSync(join(root, "notebooks")).sort()).toEqual(["01-toy.ipynb", "01-toy.zh.ipynb"]);
  }, 60_000);

  it.each([
    [["02"], /No lesson starts with "02"; there are: 01-toy/],
    [["--check"], /--check goes with --quick/],
    [["--no-run"], /--no-run only compares/],
  ])("refuses %s", (options, message) => {
    const { status, err } = notebooks(...options);
    expect(status).toBe(1);
    expect(err).toMatch(message);
  });
});
