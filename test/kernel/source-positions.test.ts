import { expect, test } from "vitest";
import { SourcePositions } from "../../src/kernel/errors/source-positions.js";

test("positions of old cells are dropped, those of local files are kept", () => {
  const positions = new SourcePositions([]);
  positions.add("local.ts", { source: "local", added: 0, isFile: true });
  for (let n = 1; n <= 501; n++)
    positions.add(`Cell[${n}].ts`, { source: `cell ${n}`, added: 1, isFile: false });
  expect(positions.source("local.ts")).toBe("local");
  expect(positions.source("Cell[1].ts")).toBeUndefined();
  expect(positions.source("Cell[2].ts")).toBe("cell 2");
  expect(positions.source("Cell[501].ts")).toBe("cell 501");
});
