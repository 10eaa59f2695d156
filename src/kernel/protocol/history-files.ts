/**
 * The files of the history.
 *
 * Each session writes its own file in the user's Jupyter data folder. The session's number is the
 * file's name. Only one of several kernels that start at the same time can create it, so no two
 * kernels write to one file. If the folder cannot be written, the history of the session stays in
 * memory.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

export interface Entry {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  output?: string;
}

/** The newest sessions within these limits are kept, older ones are deleted. */
const KEPT = { sessions: 1000, bytes: 16 * 1024 * 1024 };

/** `GANVAS_HISTORY` names another folder, or turns the file off with "off". */
export function historyFolder(): string | undefined {
  const chosen = process.env["GANVAS_HISTORY"];
  if (chosen === "off") return undefined;
  return chosen ? path.resolve(chosen) : path.join(dataFolder(), "ganvas", "history");
}

/** Jupyter's data folder of the user, as `jupyter --data-dir` prints it. */
function dataFolder(): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = process.env;
  if (JUPYTER_DATA_DIR) return path.resolve(JUPYTER_DATA_DIR);
  if (process.platform === "darwin") return path.join(os.homedir(), "Library/Jupyter");
  if (process.platform === "win32")
    return path.join(APPDATA ?? path.join(os.homedir(), "AppData/Roaming"), "jupyter");
  return path.join(XDG_DATA_HOME || path.join(os.homedir(), ".local/share"), "jupyter");
}

export function sessionsIn(folder: string): number[] {
  try {
    const names = fs.readdirSync(folder).filter((name) => /^\d+\.jsonl$/.test(name));
    return names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
  } catch {
    return [];
  }
}

/** The entries of a session. Skips a line that a full disk or a kill has cut off. */
export function readSession(folder: string, session: number): Entry[] {
  let text: string;
  try {
    text = fs.readFileSync(path.join(folder, `${session}.jsonl`), "utf8");
  } catch {
    return [];
  }
  const entries = new Map<number, Entry>();
  for (const row of text.split("\n")) {
    const { line, input, output } = parseRow(row);
    if (typeof line !== "number") continue;
    if (typeof input === "string") entries.set(line, { session, line, input });
    const entry = entries.get(line);
    if (entry && typeof output === "string") entry.output = output;
  }
  return [...entries.values()];
}

function parseRow(row: string): { line?: unknown; input?: unknown; output?: unknown } {
  try {
    return (JSON.parse(row) as object | null) ?? {};
  } catch {
    return {};
  }
}

export function deleteOldest(folder: string): void {
  let bytes = 0;
  for (const [age, session] of sessionsIn(folder).reverse().entries()) {
    const file = path.join(folder, `${session}.jsonl`);
    bytes += fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (age >= KEPT.sessions - 1 || bytes > KEPT.bytes) fs.rmSync(file, { force: true });
  }
}
