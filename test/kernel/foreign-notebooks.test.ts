/** Small notebooks as people write them for tslab, Deno and Node: each cell shows what it should. */
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { display } from "./foreign-notebooks/display.js";
import { language } from "./foreign-notebooks/language.js";
import { node } from "./foreign-notebooks/node.js";
import type { Notebook } from "./foreign-notebooks/notebook.js";
import { packages } from "./foreign-notebooks/packages.js";
import { processing } from "./foreign-notebooks/processing.js";
import { Kernel, python, root, temporaryFolder, type Result } from "./kernel.js";
import { textOf } from "./probes/probe.js";

/** Packages of this checkout that the notebooks import and the kernel does not lend. */
const PACKAGES = ["canvas", "d3-array", "d3-dsv", "minimist", "semver", "yaml"];

/** The content of the MIME types that a cell showed; of several outputs, the last. */
function dataOf({ outputs }: Result): Record<string, string> {
  const data: Record<string, string> = {};
  for (const { content } of outputs)
    for (const [type, value] of Object.entries((content.data ?? {}) as Record<string, unknown>))
      data[type] = type.endsWith("json") ? JSON.stringify(value) : (value as string);
  return data;
}

describe.skipIf(!python).each(Object.entries({ language, node, display, packages, processing }))(
  "foreign notebooks: %s",
  (_topic, notebooks) => {
    const folder = temporaryFolder();
    let kernel: Kernel;
    beforeAll(async () => {
      for (const name of PACKAGES) {
        const link = path.join(folder, "node_modules", name);
        fs.mkdirSync(path.dirname(link), { recursive: true });
        fs.symlinkSync(path.join(root, "node_modules", name), link);
      }
      kernel = await Kernel.start(folder);
    });
    afterAll(() => kernel.stop());

    test.each<Notebook>(notebooks)("$title", async ({ files = {}, cells }) => {
      for (const [name, text] of Object.entries(files)) {
        fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        fs.writeFileSync(path.join(folder, name), text);
      }
      for (const [code, expected] of cells) {
        const result = await kernel.execute(code);
        if (typeof expected === "string") expect.soft(textOf(result), code).toBe(expected);
        else if (expected instanceof RegExp) expect.soft(textOf(result), code).toMatch(expected);
        else {
          const data = dataOf(result);
          for (const [type, content] of Object.entries(expected))
            if (typeof content === "string") expect.soft(data[type], code).toBe(content);
            else expect.soft(data[type], code).toMatch(content);
        }
      }
    });
  },
);
