/** What the type checker has against a cell, as one error that the protocol can carry. */
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

/** tslab lays a chain of explanations flat, each with the position of its head. */
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
