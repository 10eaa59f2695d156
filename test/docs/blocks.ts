import { readFileSync } from "node:fs";

/** A fenced block of TypeScript in a text. */
export interface Block {
  /** The block's first line in its file, from 1. */
  readonly line: number;
  readonly code: string;
}

/** The fences ```ts of Markdown, or of the doc comments of a source file. */
export function blocksOf(file: string): Block[] {
  const isMarkdown = file.endsWith(".md");
  const margin = isMarkdown ? "" : " *\\* ?";
  const lines = readFileSync(file, "utf8").split("\n");
  const blocks: Block[] = [];
  let block: { line: number; code: string[] } | undefined;
  for (const [index, text] of lines.entries()) {
    const line = text.replace(new RegExp(`^${margin}`), "");
    if (!isMarkdown && line === text) continue; // not in a doc comment
    if (block && line === "```") {
      blocks.push({ line: block.line, code: block.code.join("\n") });
      block = undefined;
    } else if (block) {
      block.code.push(line);
    } else if (line === "```ts") {
      block = { line: index + 2, code: [] };
    }
  }
  return blocks;
}
