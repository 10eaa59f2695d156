/**
 * Every fault of bare tslab, through the real protocol: fixed in this kernel, still there in tslab.
 *
 * If a test of the second kind fails, tslab has fixed something: remove the correction from the file
 * in src/kernel for the probe's topic.
 */
import { afterAll, describe, expect, test } from "vitest";
import { bareTslab, ganvas, python } from "./kernel.js";
import { probes } from "./probes/index.js";
import { Probing } from "./probes/probing.js";

const all = Object.values(probes).flat();

describe.skipIf(!python)("Ganvas's kernel", { timeout: 60_000 }, () => {
  const kernel = new Probing(ganvas());
  afterAll(() => kernel.end());
  test.each(all)("$claim", async (probe) => expect(await kernel.ask(probe)).toBe(true));
});

describe.skipIf(!python)("tslab alone", { timeout: 60_000 }, () => {
  const kernel = new Probing(bareTslab());
  afterAll(() => kernel.end());
  test.each(all.filter((probe) => probe.bare))("not yet: $claim ($bare)", async (probe) =>
    expect(await kernel.ask(probe)).toBe(false),
  );
  test.each(all.filter((probe) => !probe.bare))("neither: $claim", async (probe) =>
    expect(await kernel.ask(probe)).toBe(true),
  );
});
