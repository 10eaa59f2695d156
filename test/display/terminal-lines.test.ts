import { expect, test } from "vitest";
import { TerminalLines } from "../../src/display/terminal-lines.js";

function streamOf(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => Boolean(written.push(text));
  return { written, stream: { isTTY, columns: 60, write } as unknown as NodeJS.WriteStream };
}

test("lines rewrite themselves, and none is longer than the terminal", () => {
  const { written, stream } = streamOf(true);
  const lines = new TerminalLines(stream);
  lines.draw(["1 of 3", "x".repeat(90)]);
  lines.draw(["2 of 3"]);
  lines.finish(["done"]);
  expect(written).toEqual([
    `\x1b[2K1 of 3\n\x1b[2K${"x".repeat(59)}\n`,
    "\x1b[2A\x1b[2K2 of 3\n\x1b[2K\n\x1b[1A",
    "\x1b[1A\x1b[2Kdone\n",
  ]);
});

test("a file gets the end alone", () => {
  const { written, stream } = streamOf(false);
  const lines = new TerminalLines(stream);
  lines.draw(["1 of 3", "2 of 3"]);
  lines.finish(["done", "stopped"]);
  expect(written).toEqual(["done\nstopped\n"]);
});
