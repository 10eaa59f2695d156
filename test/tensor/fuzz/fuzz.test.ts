import { appendFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ready } from "../../../src/tensor/index.js";
import { fuzz } from "./fuzz.js";

await ready();

test("explore", () => {
  const counts = {};
  const seed = Number(process.env.FUZZ_SEED ?? 1),
    minutes = Number(process.env.FUZZ_MINUTES ?? 0.2);
  const end = performance.now() + minutes * 60e3;
  let s = seed;
  for (; performance.now() < end; s++) {
    const finding = fuzz(s, { counts });
    if (finding) {
      const text = `seed ${finding.seed}: ${finding.fault}\n${finding.code}\n`;
      console.log(text);
      appendFileSync("/tmp/exp/fuzz.log", text);
    }
  }
  console.log(s - seed, JSON.stringify(counts));
  expect(1).toBe(1);
}, 1e9);
