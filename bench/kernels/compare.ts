/** Asks every kernel every probe, measures their costs in turns, and prints both as tables. */
import fs from "node:fs";
import path from "node:path";
import { root } from "../../test/kernel/kernel.js";
import { probes } from "../../test/kernel/probes/index.js";
import { Probing } from "../../test/kernel/probes/probing.js";
import { describeMachine } from "../driver/machine.mjs";
import { contestants, type Contestant } from "./contestants.js";
import { measure, median, type Cost } from "./measure.js";

const ROUNDS = 3;

/** @param keep whether the tables replace those in docs/results.md */
export async function compare(keep: boolean): Promise<void> {
  const all = contestants();
  const machine = describeMachine();
  const costs = await measureInTurns(all);
  const { byTopic, byProbe } = await askAll(all);
  const text = [
    `\`npm run kernels\` asks each kernel the same questions through Jupyter's protocol and measures what it costs (${machine.cores} cores of an ${machine.processor}, Node ${process.versions.node}, ${machine.measured}; medians of ${ROUNDS} rounds in turns). "Yes" was seen; "no" means not within 8 seconds, or not in this form.`,
    byTopic + "\n" + costs,
    "<details>\n<summary>Every question</summary>",
    byProbe,
    "</details>",
  ].join("\n\n");
  console.log(`\n${text}`);
  if (keep) replaceIn(path.join(root, "docs/results.md"), text);
}

async function askAll(all: readonly Contestant[]): Promise<{ byTopic: string; byProbe: string }> {
  const topics = [header(all, "")];
  const rows = [header(all, "")];
  const kernels = all.map(({ spec }) => new Probing(spec));
  for (const [topic, ofTopic] of Object.entries(probes)) {
    const held = all.map(() => 0);
    rows.push(`| **${topic}** |${all.map(() => " |").join("")}`);
    for (const probe of ofTopic) {
      const row: string[] = [];
      for (const [i, kernel] of kernels.entries()) {
        const holds = await kernel.ask(probe);
        if (holds) held[i]!++;
        row.push(holds ? "yes" : "no");
      }
      console.log(`${row.join("\t")}\t${probe.claim}`);
      rows.push(`| ${[probe.claim.replaceAll("|", "\\|"), ...row].join(" | ")} |`);
    }
    topics.push(`| ${topic}: yes, of ${ofTopic.length} | ${held.join(" | ")} |`);
  }
  for (const kernel of kernels) await kernel.end();
  return { byTopic: topics.join("\n"), byProbe: rows.join("\n") };
}

/** Kernels take turns, so that what else the machine does falls on all alike. */
async function measureInTurns(all: readonly Contestant[]): Promise<string> {
  const costs = all.map((): Cost[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, contestant] of all.entries()) {
      costs[i]!.push(await measure(contestant));
      console.log(`${contestant.name}: ${JSON.stringify(costs[i]!.at(-1))}`);
    }
  }
  const row = (title: string, of: (cost: Cost) => number, digits: number): string => {
    const cells = costs.map((ofKernel) => {
      const values = ofKernel.map(of);
      const stopped = ofKernel.map((cost) => cost.stoppedAfter).find((n) => n !== undefined);
      return values.some(Number.isNaN)
        ? `no answer after ${stopped} cells`
        : median(values).toFixed(digits);
    });
    return `| ${title} | ${cells.join(" | ")} |`;
  };
  return [
    row("start to first result, seconds", (c) => c.firstResult, 1),
    row("a cell among the first 50, milliseconds", (c) => c.cellEarly, 0),
    row("a cell among the last 50 of 500, milliseconds", (c) => c.cellLate, 0),
    row("memory after 50 cells, MiB", (c) => c.memoryEarly, 0),
    row("memory after 500 cells, MiB", (c) => c.memoryLate, 0),
  ].join("\n");
}

function header(all: readonly Contestant[], first: string): string {
  const names = all.map(({ name, version }) => `${name} ${version}`);
  return `| ${[first, ...names].join(" | ")} |\n| --- |${all.map(() => " --- |").join("")}`;
}

function replaceIn(file: string, text: string): void {
  const [begin, end] = ["<!-- npm run kernels -->", "<!-- end -->"];
  const before = fs.readFileSync(file, "utf8");
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(
      `Expected the marks ${begin} and ${end} in ${file}, found none: put them back.`,
    );
  const after = `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`;
  fs.writeFileSync(file, after);
}
