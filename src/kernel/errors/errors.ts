/**
 * Errors in the form of Jupyter's `error` message.
 *
 * Broken in bare tslab: an error is text on stderr, so nbclient takes the notebook for a success
 * and JupyterLab does not mark the cell. Can go when tslab sends `error` messages.
 */
import fs from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import type { Cell } from "../execution/cell.js";
import { CompileError, type Finding } from "../compiler/compile-error.js";
import type { Place, SourcePositions } from "./source-positions.js";

export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  /** Lines of text with ANSI colours. */
  readonly traceback: string[];
}

const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;
const grey = (text: string): string => `\x1b[90m${text}\x1b[39m`;

/** Describes what `cell` threw. Never throws itself, whatever the error is. */
export function describeError(
  error: unknown,
  cell: Cell,
  positions: SourcePositions,
): ErrorContent {
  if (error instanceof CompileError) {
    const traceback = error.findings.flatMap((finding) => describeFinding(finding, cell));
    return { ename: error.name, evalue: error.message, traceback };
  }
  try {
    return describeThrown(error, positions);
  } catch {
    const evalue = "The cell threw a value that cannot be shown.";
    return { ename: "Error", evalue, traceback: [`${red("Error")}: ${evalue}`] };
  }
}

function describeThrown(error: unknown, positions: SourcePositions): ErrorContent {
  if (!isError(error)) {
    const evalue = inspect(error);
    return { ename: "Thrown", evalue, traceback: [`${red("Thrown")}: ${evalue}`] };
  }
  const ename = error.name || "Error";
  const evalue = error.message;
  const place = positions.topOf(error);
  const source = place && positions.source(place.file);
  const traceback = [`${red(ename)}: ${evalue}`];
  if (place && source !== undefined) traceback.push(...codeFrame(source, place), "");
  traceback.push(...callsOf(error));
  if (error.cause !== undefined && error.cause !== error) {
    const [head = "", ...rest] = describeThrown(error.cause, positions).traceback;
    traceback.push("", `Caused by ${head}`, ...rest);
  }
  return { ename, evalue, traceback };
}

/** Errors of other realms (a vm context, a worker) are no instances of our Error. */
function isError(value: unknown): value is Error {
  return (
    value instanceof Error ||
    (typeof value === "object" && value !== null && "stack" in value && "message" in value)
  );
}

function callsOf(error: Error): string[] {
  const lines = String(error.stack ?? "").split("\n");
  return lines.filter((line) => /^\s+at /.test(line)).map(grey);
}

function describeFinding(finding: Finding, cell: Cell): string[] {
  const file = finding.fileName ?? path.basename(cell.file);
  const place = { file, line: finding.start.line + 1, column: finding.start.character + 1 };
  const sameLine = finding.end.line === finding.start.line;
  const length = sameLine ? finding.end.character - finding.start.character : 1;
  return [
    `${file}:${place.line}:${place.column} - ${red("error")} ${grey(`TS${finding.code}:`)} ` +
      finding.messageText,
    ...finding.because.map((text) => `  ${text}`),
    ...codeFrame(finding.fileName ? read(finding.fileName) : cell.code, place, length),
    "",
  ];
}

function read(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

/** The line of `place` with one line around it, and a mark under the `length` characters there. */
export function codeFrame(source: string, { line, column }: Place, length = 1): string[] {
  const lines = source.split("\n");
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  const frame: string[] = [];
  for (let n = Math.max(1, line - 1); n <= last; n++) {
    const marker = n === line ? red(">") : " ";
    frame.push(`${marker} ${grey(`${String(n).padStart(width)} |`)} ${lines[n - 1]}`);
    if (n !== line) continue;
    const indent = " ".repeat(Math.max(0, column - 1));
    frame.push(
      `  ${" ".repeat(width)} ${grey("|")} ${indent}${red("^".repeat(Math.max(1, length)))}`,
    );
  }
  return frame;
}
