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

/** Of the findings about one cell, or the errors in one. */
const SHOWN_AT_MOST = 10;
/** Characters of a message. */
const LONGEST = 4000;
/** Causes of causes. */
const DEEPEST = 8;
/** Characters of a line in a code frame. */
const WIDEST = 160;

const red = (text: string): string => `\x1b[31m${text}\x1b[39m`;
const grey = (text: string): string => `\x1b[90m${text}\x1b[39m`;

/** Describes what `cell` threw. Never throws itself, whatever the error is. */
export function describeError(
  error: unknown,
  cell: Cell,
  positions: SourcePositions,
): ErrorContent {
  if (error instanceof CompileError) {
    const { findings } = error;
    const first = findings.slice(0, SHOWN_AT_MOST);
    const traceback = first.flatMap((finding) => describeFinding(finding, cell));
    if (findings.length > first.length)
      traceback.push(`and ${findings.length - first.length} more errors`);
    return { ename: error.name, evalue: error.message, traceback };
  }
  try {
    return describeThrown(error, positions);
  } catch {
    const evalue = "The cell threw a value that cannot be shown.";
    return { ename: "Error", evalue, traceback: [`${red("Error")}: ${evalue}`] };
  }
}

/** `outer` are the errors around this one, which may be its own cause. */
function describeThrown(
  error: unknown,
  positions: SourcePositions,
  outer: readonly unknown[] = [],
): ErrorContent {
  if (!isError(error)) {
    const evalue = shortened(inspect(error));
    return { ename: "Thrown", evalue, traceback: [`${red("Thrown")}: ${evalue}`] };
  }
  const ename = nameOf(error);
  const evalue = shortened(String(error.message));
  const place = positions.topOf(error);
  const source = place && positions.source(place.file);
  const traceback = [evalue ? `${red(ename)}: ${evalue}` : red(ename), ...propertiesOf(error)];
  if (place && source !== undefined) traceback.push(...codeFrame(source, place), "");
  traceback.push(...callsOf(error));

  const around = [...outer, error];
  const add = (title: string, inner: unknown): void => {
    if (around.includes(inner) || around.length > DEEPEST) return;
    const [head = "", ...rest] = describeThrown(inner, positions, around).traceback;
    traceback.push("", `${title} ${head}`, ...rest);
  };
  const { errors } = error as Partial<AggregateError>;
  const several = Array.isArray(errors) ? errors.slice(0, SHOWN_AT_MOST) : [];
  several.forEach((inner, i) => add(`[${i + 1} of ${errors!.length}]`, inner));
  if (error.cause !== undefined) add("Caused by", error.cause);
  return { ename, evalue, traceback };
}

/** The name an error has, or else that of its class, which often has nothing but that. */
function nameOf(error: Error): string {
  const { name } = error;
  if (name && name !== "Error") return String(name);
  return error.constructor?.name || "Error";
}

const TOLD_OTHERWISE = new Set(["name", "message", "stack", "cause", "errors"]);

/** What else the error knows, as `code` and `path` of Node's own. */
function propertiesOf(error: Error): string[] {
  if (error.name === "AssertionError") return []; // its message has it all
  const entries = Object.entries(error).filter(([key]) => !TOLD_OTHERWISE.has(key));
  if (!entries.length) return [];
  const options = { depth: 2, breakLength: 100, maxStringLength: 200, maxArrayLength: 20 };
  return [grey(inspect(Object.fromEntries(entries), options))];
}

function shortened(text: string): string {
  if (text.length <= LONGEST) return text;
  return `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more characters)`;
}

/** Errors of other realms (a vm context, a worker) are no instances of our Error. */
function isError(value: unknown): value is Error {
  return (
    value instanceof Error ||
    (typeof value === "object" && value !== null && "stack" in value && "message" in value)
  );
}

function callsOf(error: Error): string[] {
  const stack = String(error.stack ?? "");
  // The message may have several lines, some of which may look like calls.
  const start = stack.indexOf(error.message) + error.message.length;
  const lines = stack
    .slice(Math.max(0, start))
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  const calls: string[] = [];
  for (let i = 0; i < lines.length;) {
    let end = i;
    while (lines[end] === lines[i]) end++;
    calls.push(grey(lines[i]!));
    if (end - i > 2) calls.push(grey(`    … ${end - i - 1} more times`));
    else if (end - i === 2) calls.push(grey(lines[i]!));
    i = end;
  }
  return calls;
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
function codeFrame(source: string, { line, column }: Place, length = 1): string[] {
  const lines = source.split("\n");
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  // Of a very long line, the part around the place.
  const left = column > WIDEST ? column - WIDEST / 2 : 0;
  const visible = (text = ""): string => {
    const rest = text.slice(left);
    return (left ? "…" : "") + (rest.length > WIDEST ? `${rest.slice(0, WIDEST)}…` : rest);
  };
  const frame: string[] = [];
  for (let n = Math.max(1, line - 1); n <= last; n++) {
    const marker = n === line ? red(">") : " ";
    frame.push(`${marker} ${grey(`${String(n).padStart(width)} |`)} ${visible(lines[n - 1])}`);
    if (n !== line) continue;
    const indent = " ".repeat(Math.max(0, column - 1 - left + (left ? 1 : 0)));
    const marks = Math.max(1, Math.min(length, WIDEST));
    frame.push(`  ${" ".repeat(width)} ${grey("|")} ${indent}${red("^".repeat(marks))}`);
  }
  return frame;
}
