/** The type checker's findings about a cell, as one error that the protocol can carry. */
import path from "node:path";
import type ts from "typescript";
import { workingFolder } from "../working-folder.js";

export interface Position {
  /** 0-based. */
  readonly line: number;
  /** 0-based. */
  readonly character: number;
}

/** One finding, in a cell or (with a name) in a local file. */
export interface Finding {
  readonly start: Position;
  readonly end: Position;
  readonly code: number;
  readonly messageText: string;
  /** The explanations that TypeScript chains to it. */
  readonly because: readonly string[];
  readonly fileName?: string;
}

export class CompileError extends Error {
  override readonly name = "TypeScriptError";

  constructor(readonly findings: readonly Finding[]) {
    const [first] = findings;
    super(first ? `TS${first.code}: ${first.messageText}` : "The cell does not compile.");
  }
}

/** The source that a finding's positions are counted in, if it is not the text of its file. */
export interface CellSource {
  readonly code: string;
  /** Number of characters that were put before the source. */
  readonly prefix: number;
}

/**
 * A diagnostic as a finding.
 *
 * @param source the cell; without it, the finding is in a file, named relative to the notebook
 */
export function findingOf(
  { file, start = 0, length = 0, messageText, code }: ts.Diagnostic,
  source?: CellSource,
): Finding {
  const text = source?.code ?? file?.text ?? "";
  const position = (offset: number): Position => {
    const before = text.slice(0, Math.max(0, offset - (source?.prefix ?? 0))).split("\n");
    return { line: before.length - 1, character: before.at(-1)!.length };
  };
  const texts = (message: string | ts.DiagnosticMessageChain): string[] =>
    typeof message === "string"
      ? [message]
      : [message.messageText, ...(message.next ?? []).flatMap(texts)];
  const [first = "", ...because] = texts(messageText);
  return {
    start: position(start),
    end: position(start + length),
    code,
    messageText: first,
    because,
    ...(source || !file ? {} : { fileName: path.relative(workingFolder(), file.fileName) }),
  };
}
