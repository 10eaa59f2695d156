// A search that is killed in the middle of its writing loses at most the trial that was running.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const library = join(import.meta.dirname, "../../dist/search/index.js");
const folder = mkdtempSync(join(tmpdir(), "ganvas-search-"));
afterAll(() => rmSync(folder, { recursive: true }));

const TRIALS = 150;
const PROGRAM = `
import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { randomSearch, search, uniform } from ${JSON.stringify(pathToFileURL(library).href)};
const log = (kind, { configuration }) => appendFileSync("log.txt", kind + " " + configuration + "\\n");
const run = async ({ x }, context) => {
  log("run", context);
  await setTimeout(1);
  return x;
};
const options = { strategy: randomSearch({ trials: ${TRIALS} }), better: "lower", folder: "trials" };
console.log("begun");
for await (const trial of search({ x: uniform(0, 1) }, run, options)) log("end", trial);
console.log("done");
`;

/** Runs the search until it ends or has been killed, so many milliseconds after it began. */
function runUntil(milliseconds: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["search.mjs"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [said, complained] = ["", ""];
    child.stderr.on("data", (text) => (complained += text));
    child.stdout.on("data", (text) => {
      if (!said) setTimeout(() => child.kill("SIGKILL"), milliseconds);
      said += text;
    });
    child.on("close", (code) => {
      if (code) reject(new Error(complained));
      else resolve(said.includes("done"));
    });
  });
}

/** In milliseconds: up to sixty processes, each of which loads the library. */
const timeout = 300_000;

test.skipIf(!existsSync(library))("a killed search goes on where it was", { timeout }, async () => {
  writeFileSync(join(folder, "search.mjs"), PROGRAM);
  let kills = 0;
  while (!(await runUntil(30 + ((kills * 37) % 90)))) expect(++kills).toBeLessThan(60);
  expect(kills).toBeGreaterThan(0);
  expect(readdirSync(join(folder, "trials")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  const lines = readFileSync(join(folder, "log.txt"), "utf8").trim().split("\n");
  const finished = new Set<string>();
  let again = 0;
  const runs = new Set<string>();
  for (const line of lines) {
    const [kind, id] = line.split(" ") as [string, string];
    if (kind === "end") finished.add(id);
    else {
      expect(finished.has(id), `trial ${id} ran after it had ended`).toBe(false);
      if (runs.has(id)) again++;
      runs.add(id);
    }
  }
  expect(finished.size).toBe(TRIALS);
  expect(again).toBeLessThanOrEqual(kills);
});
