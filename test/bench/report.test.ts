import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compare } from "../../bench/driver/comparison.mjs";
import type { Row } from "../../bench/driver/contestant.mjs";
import { readOptions } from "../../bench/driver/options.mjs";
import { keep, withResults } from "../../bench/driver/report.mjs";
import { tables } from "../../bench/driver/tables.mjs";

const row = (workload: Row["workload"], variant: string, medianMs: number | null): Row => ({
  workload,
  variant,
  medianMs,
  p10Ms: medianMs && medianMs * 0.9,
  p90Ms: medianMs && medianMs * 1.2,
  shareOfCeiling: medianMs && 0.25,
});
const rows = [
  row("dcgan28", "ganvas", 40),
  row("dcgan28", "keras", 50),
  row("dcgan28", "torch", 80),
  row("dcgan28", "torch-channels-last", 64),
  row("vae28", "ganvas", 11),
  row("vae28", "keras", 10),
  row("vae28", "torch", 22),
  row("vae28", "torch-channels-last", 44),
  { ...row("vae28", "torch-compile", null), note: "no compiler\nat line 1" },
];
const workloads = ["dcgan28", "vae28"];
const results = {
  machine: { processor: "P", cores: 2 },
  versions: { torch: "2.13.0" },
  ceiling: { unit: "GFLOP/s", product: "2048^3", float32: 400, bfloat16: 800 },
  rows,
};

describe("the comparison", () => {
  const [keras, torch, bf16] = compare(rows, workloads);

  test("a target on each workload is missed by one", () => {
    expect(keras?.ratios).toEqual([0.8, 1.1]);
    expect(keras?.mean).toBeCloseTo(Math.sqrt(0.88), 12);
    expect(keras?.met).toBe(false);
  });

  test("PyTorch's better layout counts, by the mean", () => {
    expect(torch?.ratios).toEqual([0.625, 0.5]);
    expect(torch?.met).toBe(true);
  });

  test("what was not measured is neither met nor missed", () => {
    expect(bf16).toMatchObject({ ratios: [null, null], mean: null, met: undefined });
  });
});

describe("the report", () => {
  const text = tables(results, workloads);

  test("shows times, ratios, verdicts, shares and reasons", () => {
    expect(text).toContain("| Ganvas, captured | 40.0 (36.0 to 48.0) | 11.0 (9.90 to 13.2) |");
    expect(text).toContain("| PyTorch, compiled | – | – |");
    expect(text).toContain(
      "| Ganvas captured / Keras | 0.80 | 1.10 | 0.94 | at most 1.00 on each: **missed** |",
    );
    expect(text).toContain("| 0.63 | 0.50 | 0.56 | at most 0.85 on average: met |");
    expect(text).toContain("not known");
    expect(text).toContain("| Keras, tf.function | 25 % | 25 % |");
    expect(text).toContain("- vae28, torch-compile: no compiler\n".trimEnd());
    expect(text).not.toContain("line 1");
  });

  test("replaces what stands between the markers of the page, and nothing else", () => {
    const [begin, end] = [
      "<!-- results: written by `npm run bench` -->",
      "<!-- end of results -->",
    ];
    const page = `# Title\n${begin}\nold\n${end}\nrest\n`;
    const once = withResults(page, "new");
    expect(once).toBe(`# Title\n${begin}\n\nnew\n\n${end}\nrest\n`);
    expect(withResults(once, "new")).toBe(once);
    expect(() => withResults("# Title", "new")).toThrow("is expected to hold the lines");
  });

  test("is written beside the page as JSON, and leaves no partial file", () => {
    const folder = mkdtempSync(join(tmpdir(), "ganvas-bench-"));
    const page = readFileSync(new URL("../../bench/README.md", import.meta.url), "utf8");
    writeFileSync(join(folder, "README.md"), page);
    keep(folder, results, workloads);
    expect(JSON.parse(readFileSync(join(folder, "results.json"), "utf8"))).toEqual(results);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toContain(text);
    expect(readdirSync(folder).sort()).toEqual(["README.md", "results.json"]);
    rmSync(folder, { recursive: true });
  });
});

describe("options", () => {
  test("a run of everything in seven rounds is kept, and nothing less", () => {
    expect(readOptions([])).toMatchObject({ rounds: 7, seconds: 1, check: false, keep: true });
    for (const less of ["--workloads=vae28", "--variants=keras", "--rounds=6", "--check"]) {
      expect(readOptions([less]).keep).toBe(false);
    }
  });

  test("names keep the order of the tables", () => {
    const { workloads, variants } = readOptions(["--workloads=vae28,dcgan28", "--variants=torch"]);
    expect(workloads).toEqual(["dcgan28", "vae28"]);
    expect(variants.map(({ name }) => name)).toEqual(["torch"]);
  });

  test.each([["--variants=jax"], ["--rounds=0"], ["--seconds=x"], ["--fast"]])(
    "%s is refused with the usage",
    (option) => expect(() => readOptions([option])).toThrow(/npm run bench/),
  );
});
