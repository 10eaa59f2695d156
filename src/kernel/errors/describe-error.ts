/**
 * Errors in the form of Jupyter's `error` message.
 *
 * Broken in bare tslab: an error is text on stderr, so nbclient reports success for a notebook that
 * failed, and JupyterLab does not mark the cell. Can go when tslab sends `error` messages.
 */
import fs from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { codeFrame, red } from "./code-frame.js";
import { CompileError, type Finding } from "./compile-error.js";
import { isInside, isRefusal, withoutOwnCalls } from "./own-calls.js";
import type { SourcePositions } from "./source-positions.js";

export interface ErrorContent {
  readonly ename: string;
  readonly evalue: string;
  /** Lines of text with ANSI colors. */
  readonly traceback: string[];
}

/** The code in which an error occurred. */
export interface FailedCode {
  readonly file: string;
  readonly code: string;
}

/** Findings of the type checker that are shown, or members of an AggregateError. */
const MAX_SHOWN = 10;
/** Characters of a message. */
const MAX_CHARACTERS = 4000;
/** Causes of causes. */
const MAX_DEPTH = 8;

/** Describes what `cell` threw. Never throws itself, whatever the error is. */
export function describeError(
  error: unknown,
  cell: FailedCode,
  positions: SourcePositions,
): ErrorContent {
  if (error instanceof CompileError) {
    const traceback = describeFindings("error", error.findings, cell);
    return { ename: error.name, evalue: error.message, traceback };
  }
  try {
    return describeThrown(error, positions);
  } catch {
    const evalue = "The cell threw a value that cannot be shown.";
    return { ename: "Error", evalue, traceback: [`${red("Error")}: ${evalue}`] };
  }
}

/** @param outer the errors around this one; an error may be its own cause */
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
  const calls = callsOf(error);
  const refused = isRefusal(error, calls);
  traceback.push(...shownOnce(refused ? withoutOwnCalls(calls) : calls));

  const chain = [...outer, error];
  const add = (title: string, inner: unknown): void => {
    if (chain.includes(inner) || chain.length > MAX_DEPTH) return;
    // The sentence of a refusal tells of what Node or Ganvas said, not of errors in the user's code.
    if (refused && isError(inner) && isInside(callsOf(inner))) return;
    const [head = "", ...lines] = describeThrown(inner, positions, chain).traceback;
    traceback.push("", `${title} ${head}`, ...lines);
  };
  const { errors } = error as Partial<AggregateError>;
  const members = Array.isArray(errors) ? errors.slice(0, MAX_SHOWN) : [];
  members.forEach((inner, i) => add(`[${i + 1} of ${errors!.length}]`, inner));
  if (error.cause !== undefined) add("Caused by", error.cause);
  return { ename, evalue, traceback };
}

/** The error's name if it differs from "Error", otherwise the name of its class. */
function nameOf(error: Error): string {
  const { name } = error;
  if (name && name !== "Error") return String(name);
  return error.constructor?.name || "Error";
}

const SHOWN_ELSEWHERE = new Set(["name", "message", "stack", "cause", "errors"]);

/** Further properties of the error, such as `code` and `path` of Node's errors. */
function propertiesOf(error: Error): string[] {
  if (error.name === "AssertionError") return []; // its message contains them
  const entries = Object.entries(error).filter(([key]) => !SHOWN_ELSEWHERE.has(key));
  if (!entries.length) return [];
  const options = { depth: 2, breakLength: 100, maxStringLength: 200, maxArrayLength: 20 };
  return [inspect(Object.fromEntries(entries), options)];
}

function shortened(text: string): string {
  if (text.length <= MAX_CHARACTERS) return text;
  return `${text.slice(0, MAX_CHARACTERS)}… (${text.length - MAX_CHARACTERS} more characters)`;
}

/** Errors of other realms (a vm context, a worker) are not instances of this realm's Error. */
function isError(value: unknown): value is Error {
  return (
    value instanceof Error ||
    (typeof value === "object" && value !== null && "stack" in value && "message" in value)
  );
}

/** The lines of the stack trace. */
function callsOf(error: Error): string[] {
  const stack = String(error.stack ?? "");
  // The message may have several lines, some of which may look like calls.
  const start = stack.indexOf(error.message) + error.message.length;
  return stack
    .slice(Math.max(0, start))
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
}

/** A call that repeats is shown once, with a count. */
function shownOnce(lines: readonly string[]): string[] {
  const calls: string[] = [];
  for (let i = 0; i < lines.length;) {
    let end = i;
    while (lines[end] === lines[i]) end++;
    calls.push(lines[i]!);
    if (end - i > 2) calls.push(`    … ${end - i - 1} more times`);
    else if (end - i === 2) calls.push(lines[i]!);
    i = end;
  }
  return calls;
}

/** Findings of the type checker as lines of text, each with the code around it. */
export function describeFindings(
  kind: "error" | "warning",
  findings: readonly Finding[],
  cell: FailedCode,
): string[] {
  const first = findings.slice(0, MAX_SHOWN);
  const lines = first.flatMap((finding) => describeFinding(kind, finding, cell));
  const others = findings.length - first.length;
  return others ? [...lines, `and ${others} more ${kind}s`] : lines;
}

function describeFinding(kind: "error" | "warning", finding: Finding, cell: FailedCode): string[] {
  const file = finding.fileName ?? path.basename(cell.file);
  const place = { file, line: finding.start.line + 1, column: finding.start.character + 1 };
  const sameLine = finding.end.line === finding.start.line;
  const length = sameLine ? finding.end.character - finding.start.character : 1;
  return [
    `${file}:${place.line}:${place.column} - ${kind === "error" ? red(kind) : kind} TS${finding.code}: ` +
      finding.messageText,
    ...finding.because.map((text) => `  ${text}`),
    ...codeFrame(finding.fileName ? read(finding.fileName) : cell.code, place, length),
    "",
  ];
}

function read(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}
