/** The type checker's findings about a cell, as one error that the protocol can carry. */
import path from "node:path";
import type ts from "typescript";
import type { Diagnostic } from "../tslab.js";

/** One finding, with the explanations that TypeScript chains to it. */
export interface Finding extends Diagnostic {
  readonly because: readonly string[];
}

export class CompileError extends Error {
  override readonly name = "TypeScriptError";
  readonly findings: readonly Finding[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const findings = chained(diagnostics);
    const [first] = findings;
    super(first ? `TS${first.code}: ${first.messageText}` : "The cell does not compile.");
    this.findings = findings;
  }
}

/** tslab flattens a chain of explanations and gives each the position of the first. */
function chained(diagnostics: readonly Diagnostic[]): Finding[] {
  const findings: (Diagnostic & { because: string[] })[] = [];
  for (const diagnostic of diagnostics) {
    const head = findings.at(-1);
    const same = head && samePlace(head.start, diagnostic.start);
    if (same && samePlace(head.end, diagnostic.end)) head.because.push(diagnostic.messageText);
    else findings.push({ ...diagnostic, because: [] });
  }
  return findings;
}

const samePlace = (a: Diagnostic["start"], b: Diagnostic["start"]): boolean =>
  a.line === b.line && a.character === b.character;

/**
 * Converts a diagnostic into tslab's form, followed by its explanations.
 *
 * @param prefix number of characters that were put before the source
 * @param folder the diagnostic's file is named relative to this folder; undefined names no file
 * @param source no position lies beyond the end of this text
 */
export function chainOf(prefix: number, folder?: string, source?: string) {
  return ({ file, start = 0, length = 0, messageText, code }: ts.Diagnostic): Diagnostic[] => {
    const text = source ?? file?.text ?? "";
    const position = (offset: number): Diagnostic["start"] => {
      const before = text.slice(0, Math.max(0, offset - prefix)).split("\n");
      return { line: before.length - 1, character: before.at(-1)!.length };
    };
    const place = {
      start: position(start),
      end: position(start + length),
      fileName: folder && file ? path.relative(folder, file.fileName) : undefined,
    };
    const texts = (message: string | ts.DiagnosticMessageChain): string[] =>
      typeof message === "string"
        ? [message]
        : [message.messageText, ...(message.next ?? []).flatMap(texts)];
    return texts(messageText).map((line) => ({ ...place, code, messageText: line }));
  };
}
