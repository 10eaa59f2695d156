import { describe, expect, it } from "vitest";
import { checkNotebook } from "../../scripts/notebooks/check.mjs";
import { claimFaults } from "../../scripts/notebooks/claims.mjs";
import { parseLesson } from "../../scripts/notebooks/lesson.mjs";
import { buildNotebook, codeHash } from "../../scripts/notebooks/notebook.mjs";

const lesson = (text: string) =>
  parseLesson(
    `---\ntitle: T\ntime: 1\nbuildsOn: n\n---\n\n\`\`\`ts id=judge\n1\n\`\`\`\n\n${text}\n`,
    { name: "01-toy", file: "lesson.md" },
  );

const OUTPUTS = [
  { output_type: "stream", name: "stdout", text: "mean |D - D*|   = 0.0376\nloss of D = 1,200.5\n" },
  {
    output_type: "execute_result",
    data: { "text/plain": "images   share  rarest\n──────\nlast     74.8   8.5\nreal     98.7  −8.9" },
  },
];
const faults = (text: string) => claimFaults(lesson(text), () => ({ outputs: OUTPUTS }));

describe("a claim", () => {
  it("is taken out of the text, and keeps its line", () => {
    const { cells } = lesson('One.\n\nIt is 0.04. <!-- claim judge "D*| = #" = 0.04 --> Next.');
    const [, text] = cells;
    expect(text!.source).toBe("One.\n\nIt is 0.04. Next.");
    expect(text!.claims).toEqual([
      { cell: "judge", pattern: "D*| = #", relation: "=", figure: "0.04", line: 13 },
    ]);
  });

  it.each([
    ["0.04 of them", '"|D - D*| = #" = 0.04'],
    ["a loss of 1,200.5", '"loss of D = #" = 1,200.5'],
    ["a loss of 1,200", '"loss of D = #" <= 1,201'],
    ["8.5 %", '"last * #" = 8.5'],
    ["75 %", '"last #" = 75'],
    ["most", '"real #" > 90'],
    ["less", '"real * #" < 0'],
    ["many", '"real #" >= 98.7'],
  ])("holds: %s", (text, claim) => {
    expect(faults(`${text} <!-- claim judge ${claim} -->`)).toEqual([]);
  });

  it.each([
    ["74 %", '"last #" = 74', /:11: \[judge\]: .* "last #" is = 74, and the output has 74.8; mend/],
    ["most", '"real #" > 99', /is > 99, and the output has 98.7/],
    ["less", '"real * #" > 0', /the output has −8.9/],
    ["none", '"first #" > 0', /"first #", which the output does not have/],
  ])("is no longer true: %s", (text, claim, message) => {
    const messages = faults(`${text} <!-- claim judge ${claim} -->`);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toMatch(message);
  });

  it("is refused where it is not one, names no cell, or differs from its text", () => {
    expect(() => lesson("a <!-- claim judge 3 -->")).toThrow(/:11: expected <!-- claim/);
    expect(() => lesson('a 3 <!-- claim other "#" = 3 -->')).toThrow(/"other", which the lesson/);
    expect(() => lesson('It is 4.\n\nIt is 5. <!-- claim judge "#" = 4 -->')).toThrow(
      /:13: the claim says 4, which its paragraph does not/,
    );
  });

  it("is compared when a stored notebook is checked", () => {
    const claiming = lesson('It is 74. <!-- claim judge "last #" = 74 -->');
    const run = {
      setting: "full" as const,
      seconds: 1,
      machine: { cpu: "c", cores: 1 },
      sourceHash: codeHash(claiming),
    };
    const executed = new Map([["judge", { outputs: OUTPUTS, execution_count: 1 }]]);
    const messages = checkNotebook(claiming, buildNotebook(claiming, { run, executed }));
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain("the output has 74.8");
  });
});
