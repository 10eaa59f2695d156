import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, temporaryFolder, written } from "./kernel.js";

describe.skipIf(!python)("a captured step in a cell", { timeout: 60_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start(temporaryFolder());
    await kernel.execute('import { capture, tf } from "ganvas"');
  }, 60_000);
  afterAll(() => kernel.stop());

  test("may print: the kernel's own use of the clock goes on", async () => {
    const result = await kernel.execute(`
const double = capture((x: tf.Scalar) => {
  console.log("recorded");
  return x.mul(2);
});
for (const x of [1, 2, 3]) console.log(double(x).dataSync()[0]);`);
    const lines = written(result).trim().split("\n");
    expect(lines).toEqual(["recorded", "recorded", "2", "4", "6"]); // it is recorded twice
  });

  test("is refused with the cell and the line of the culprit", async () => {
    const clock = await kernel.execute(
      "\n// a comment\ncapture((x: tf.Scalar) => x.mul(Date.now()))(1)",
    );
    expect(errorOf(clock).evalue).toMatch(/reads the time.*\(at Cell\[\d+\]\.ts:3:\d+\)/);
    const noise = await kernel.execute("capture((x: tf.Scalar) => x.add(tf.randomNormal([2])))(1)");
    expect(errorOf(noise).evalue).toMatch(/in tf\.randomNormal \(at Cell\[\d+\]\.ts:1:\d+\)/);
  });
});
