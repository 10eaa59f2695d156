import { aText, checkArgument } from "../../base/arguments.js";
import { readFile } from "node:fs/promises";

/** A line of a log that `jsonLog` wrote. */
export interface LogEntry {
  readonly step: number;
  /** Seconds since the run began or was resumed. */
  readonly seconds: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** The doctor's reports after this step. */
  readonly advice?: readonly string[];
}

/**
 * Reads a log. A last line that a killed run left torn is left out.
 *
 * @throws Error when the file cannot be read, or when a line before the last is not a log's
 */
export async function readLog(file: string): Promise<LogEntry[]> {
  checkArgument("file", file, aText("runs/digits.jsonl"));
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new Error(
      `The log ${file} is expected to be readable but is not (${error.message}); check its name.`,
      { cause: error },
    );
  });
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const entry = parse(line);
    if (entry) return [entry];
    if (line === "" || index === lines.length - 1) return [];
    throw new Error(
      `Line ${index + 1} of ${file} is expected to be a step of a training log but is ` +
        `"${line.slice(0, 40)}"; pass a file that jsonLog wrote, or delete the line.`,
    );
  });
}

/** How many bytes at the beginning of a log are whole lines of steps up to the given one. */
export function linesUpTo(step: number, bytes: Uint8Array): number {
  let end = 0;
  for (;;) {
    const next = bytes.indexOf(NEWLINE, end);
    if (next < 0) return end;
    const entry = parse(Buffer.from(bytes.subarray(end, next)).toString());
    if (entry && entry.step > step) return end;
    end = next + 1;
  }
}

const NEWLINE = "\n".charCodeAt(0);

function parse(line: string): LogEntry | undefined {
  try {
    const entry = JSON.parse(line) as LogEntry;
    return typeof entry?.step === "number" ? entry : undefined;
  } catch {
    return undefined;
  }
}
