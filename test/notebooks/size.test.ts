import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../notebooks", import.meta.url));
const notebooks = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));

test.each(notebooks)("%s is at most 1.5 MB, so that it opens quickly", (name) => {
  expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(1_500_000);
});
