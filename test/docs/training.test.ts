import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkpoints, readLog } from "../../src/training/index.js";
import { blocksOf } from "./blocks.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [denoiser, ...others] = blocksOf(join(root, "docs/training.md"));
const painting = others.find(({ code }) => code.includes("painting"));
const missing = !existsSync(join(root, "dist/index.js"));
if (missing) console.warn("Skipped: this test needs dist/; npm run build makes it.");

const STEPS = 60;

/** The program as it is printed, with fewer steps and more checkpoints. */
function shortened(code: string): string {
  return [
    ["= [1000, 64,", `= [${STEPS}, 64,`],
    ['checkpoints("denoiser")', 'checkpoints("denoiser", { every: 20 })'],
  ].reduce((text, [printed, shorter]) => {
    expect(text.split(printed!)).toHaveLength(2);
    return text.replace(printed!, shorter!);
  }, code);
}

/** Compiles programs as a user's project does, beside their sources. */
function compile(...files: string[]): string[] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    types: [],
  });
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, "\n"),
  );
}

let project: string;

/** Runs a compiled program in a folder; it is killed when `isDue` holds. */
function run(
  program: string,
  folder: string,
  isDue: () => boolean = () => false,
): Promise<string> {
  const cwd = join(project, folder);
  mkdirSync(cwd, { recursive: true });
  const env = { ...process.env, GANVAS_BACKEND: process.env.GANVAS_BACKEND ?? "tensorflow" };
  const child = spawn(process.execPath, [join(project, `${program}.js`)], { cwd, env });
  let printed = "";
  child.stdout.on("data", (text) => (printed += text));
  child.stderr.on("data", (text) => (printed += text));
  const watch = setInterval(() => isDue() && child.kill("SIGKILL"), 5);
  return new Promise((resolve) => {
    child.on("close", () => {
      clearInterval(watch);
      // TensorFlow's own lines depend on the processor.
      resolve(printed.replace(/^(WARNING: All log messages before absl|I0000 ).*\n/gm, ""));
    });
  });
}

const lines = (folder: string) => {
  const file = join(project, folder, "denoiser.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
};

/** All that a finished run has learned: weights and the state of the optimizer. */
async function learned(folder: string): Promise<Buffer> {
  const [newest] = await checkpoints(join(project, folder, "denoiser")).list();
  expect(newest!.step).toBe(STEPS);
  return readFileSync(join(newest!.path, "weights.bin"));
}

async function logged(folder: string) {
  const entries = await readLog(join(project, folder, "denoiser.jsonl"));
  return entries.map(({ step, metrics }) => ({ step, metrics }));
}

test("the program of docs/training.md has at most 60 lines", () => {
  expect(denoiser!.code.split("\n").length).toBeLessThanOrEqual(60);
});

describe.skipIf(missing)("the program of docs/training.md, in a project elsewhere", () => {
  let printed: string;
  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), "ganvas-docs-"));
    mkdirSync(join(project, "node_modules"));
    symlinkSync(root, join(project, "node_modules/ganvas"), "junction");
    writeFileSync(join(project, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(project, "denoise.ts"), shortened(denoiser!.code));
    writeFileSync(join(project, "paint.ts"), painting!.code);
    expect(compile(join(project, "denoise.ts"), join(project, "paint.ts"))).toEqual([]);
    printed = await run("denoise", "uninterrupted");
  }, 300_000);
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  test("forecasts the run", () => {
    expect(printed).toMatch(
      /^60 steps take about .+; memory about .+; up to 4 checkpoints of .+ in denoiser with .+\.$/m,
    );
  });

  test("removes more than half of the noise from images that it was not trained with", () => {
    const [, noisy, denoised] = /\{ noisy: ([\d.]+), denoised: ([\d.]+) \}/.exec(printed) ?? [];
    expect(Number(noisy)).toBeCloseTo(0.75 ** 2, 2);
    expect(Number(denoised)).toBeLessThan(Number(noisy) / 2);
  });

  test("logs each step, whose loss falls", async () => {
    const entries = await logged("uninterrupted");
    expect(entries.map(({ step }) => step)).toEqual(Array.from({ length: STEPS }, (_, i) => i + 1));
    const values = ["L2 error", "L1 error", "gradient norm of denoiser"];
    expect(Object.keys(entries[0]!.metrics)).toEqual(values);
    expect(entries.at(-1)!.metrics["L2 error"]).toBeLessThan(entries[0]!.metrics["L2 error"]! / 2);
  });

  test("ends with the same weights after it was killed and resumed, bit for bit", async () => {
    await run("denoise", "killed", () => lines("killed") >= 25);
    expect(lines("killed")).toBeLessThan(STEPS);
    const resumed = await run("denoise", "killed");
    expect(resumed).toMatch(/Training resumes after step (20|40) of 60, from denoiser/);
    expect((await learned("killed")).equals(await learned("uninterrupted"))).toBe(true);
    expect(await logged("killed")).toEqual(await logged("uninterrupted"));
  }, 300_000);

  test("is followed by one that moves an image toward another, and averages its loss", async () => {
    const lines = (await run("paint", "painting")).trim().split("\n");
    const losses = lines.slice(0, -1).map(Number);
    expect(losses).toHaveLength(200);
    expect(losses[0]).toBeGreaterThan(0.5);
    expect(losses.at(-1)).toBeLessThan(1e-4);
    const mean = losses.reduce((average, loss) => 0.9 * average + 0.1 * loss, 1);
    const [, shown] = /\[ ([\d.e-]+) \]/.exec(lines.at(-1)!) ?? [];
    expect(Number(shown) / mean).toBeCloseTo(1, 3);
  });
});
