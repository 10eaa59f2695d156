import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf, Kernel, python, shown, temporaryFolder } from "./kernel.js";

describe.skipIf(!python)("a training by next() in a cell", { timeout: 120_000 }, () => {
  let kernel: Kernel;
  beforeAll(async () => {
    kernel = await Kernel.start(temporaryFolder());
    const setup =
      await kernel.execute(`import { checkpoints, Dataset, mlpGan, trainGan } from "ganvas";
const pixels = new Uint8Array(32).fill(255), labels = new Uint8Array(8), classes = ["white"] as const;
const images = new Dataset({ name: "white", image: [2, 2, 1], pixels, labels, classes });
const model = mlpGan({ image: [2, 2, 1], latent: 2, seed: 1 });
const options = { steps: 5, batch: 4, checkpoints: checkpoints("run") };`);
    expect(setup.reply).toMatchObject({ status: "ok" });
  }, 120_000);
  afterAll(() => kernel.stop());

  const cell =
    "const training = trainGan(model, images, options); (await training.next()).value?.step";

  test("begins again where the cell is run again, and resumes", async () => {
    expect(shown(await kernel.execute(cell))).toBe("1");
    expect(shown(await kernel.execute(cell))).toBe("2");
    expect(shown(await kernel.execute("(await training.next()).value?.step"))).toBe("3");
  });

  test("is refused beside one that a variable holds, and begins after that one's end", async () => {
    const beside = cell.replace("training", "other").replace("training.", "other.");
    expect(errorOf(await kernel.execute(beside)).evalue).toMatch(/await training\.return\(\)/);
    expect(shown(await kernel.execute(`await training.return(); ${beside}`))).toBe("4");
  });
});
