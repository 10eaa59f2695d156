import * as fc from "fast-check";
import { test } from "vitest";
import { ready } from "../../../src/tensor/index.js";
import { print } from "./print.js";
import { pruned } from "./prune.js";
import { programGenes, realize } from "./realize.js";
await ready();
test("peek", () => {
  const fns: Record<string, number> = {};
  let opt = 0,
    size = 0,
    asg = 0,
    inner = 0,
    two = 0,
    loss = 0,
    empty = 0;
  const N = 150;
  fc.sample(fc.noShrink(programGenes), { seed: 77, numRuns: N }).forEach((g, i) => {
    const p = pruned(realize(g));
    if (i % 30 === 0) console.log(print(p));
    const all = [...p.before, ...p.loss, ...p.after, ...(p.inner?.body ?? [])];
    size += all.length;
    if (p.optimizer) opt++;
    if (p.inner) inner++;
    if (p.lossValue) loss++;
    if (!p.results.length) empty++;
    if (p.runs.some((r) => r.batch !== p.runs[0]!.batch)) two++;
    for (const s of all) {
      if (s.kind === "assign") asg++;
      else fns[s.fn] = (fns[s.fn] ?? 0) + 1;
    }
  });
  console.log({ opt, size: size / N, asg, inner, two, loss, empty }, JSON.stringify(fns));
});
